"""What the national co-op tells circles: announcements, what is switched on, and what has gone wrong."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from shared_apps.federation.models.noted import Noted


class Reaching(models.Model):
    """Something that is for all circles, or for the ones it names."""

    is_for_all = models.BooleanField(_("All circles"), default=False)
    circle_ids = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        abstract = True


class ReachingQuerySet(models.QuerySet):
    def for_circle(self, circle_id: UUID) -> "ReachingQuerySet":
        return self.filter(Q(is_for_all=True) | Q(circle_ids__contains=[circle_id]))


class AnnouncementQuerySet(ReachingQuerySet):
    def shown(self, at: datetime) -> "AnnouncementQuerySet":
        """Those that stewards see at that moment."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=at), from_at__lte=at, withdrawn_at=None)


class Announcement(Reaching, Noted):
    """A notice of the national co-op to the stewards of circles, shown from one moment until just before another."""

    append_only: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("Title"), max_length=120)
    words = models.TextField(_("Words"), max_length=4000)
    from_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(_("Shown from"))
    until_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        _("Shown until"), null=True, blank=True
    )
    withdrawn_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ("-from_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="federation_announcement_ends_after_it_begins",
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")),
                violation_error_message=_("It is shown until a time after it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"announcement {self.pk}"


class AnnouncementRead(models.Model):
    """A steward marked an announcement as read: their id in their circle, and no name."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="reads")
    circle_id = models.UUIDField()
    person_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("announcement", "circle_id", "person_id"), name="federation_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} read"


class FeatureChange(Noted):
    """Something was switched on or off for a circle, with a note for its stewards that says what it does."""

    circle_id = models.UUIDField(db_index=True)
    feature = models.CharField(max_length=40)
    is_on = models.BooleanField()
    note = models.CharField(_("Note for the stewards"), max_length=500)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.feature} of {self.circle_id}"


class Incident(Reaching, Noted):
    """Something went wrong for circles: opened with words for their stewards, told on, and closed."""

    append_only: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("Title"), max_length=120)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    objects = ReachingQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentNote(Noted):
    """What stewards were told about an incident: the first words, what followed, and the last."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    words = models.TextField(_("Words for the stewards"), max_length=2000)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"note {self.pk} on incident {self.incident_id}"
