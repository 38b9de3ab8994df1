"""Support sessions: an officer looks at how a circle is set up, because a steward of that circle said they may."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7


class SupportSessionQuerySet(models.QuerySet["SupportSession"]):
    def of_circle(self, circle_id: UUID) -> "SupportSessionQuerySet":
        return self.filter(circle_id=circle_id)

    def open_at(self, at: datetime) -> "SupportSessionQuerySet":
        """Those in which an officer may look at that moment."""
        return self.filter(consented_at__isnull=False, ended_at=None, until_at__gt=at)

    def asked_at(self, at: datetime) -> "SupportSessionQuerySet":
        """Those that wait for a steward's answer at that moment."""
        return self.filter(consented_at=None, ended_at=None, answer_by__gt=at)


class SupportSession(models.Model):
    """Asked for by an officer with a reason; open from a steward's consent until its time is up or a side ends it."""

    class Ended(models.TextChoices):
        REFUSED = "refused", _("A steward said no")
        BY_OFFICER = "by_officer", _("Ended by the national co-op")
        BY_CIRCLE = "by_circle", _("Ended by a steward")
        LOST_RIGHTS = "lost_rights", _("Ended because the officer may no longer look")
        TAKEN_BACK = "taken_back", _("Taken back before it was answered")
        TIME_UP = "time_up", _("Its time was up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle_id = models.UUIDField()
    officer_id = models.UUIDField(db_index=True)
    officer_called = models.CharField(max_length=60, blank=True)  # what the stewards read: "Nadia, Leeds office"
    reason = models.CharField(_("Why"), max_length=500)
    minutes = models.PositiveSmallIntegerField(_("For how many minutes"))
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    answer_by: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    consented_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    consented_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    until_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    objects = SupportSessionQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes: ClassVar = [models.Index(fields=("circle_id", "-asked_at"), name="federation_support_of_circle")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="federation_support_is_short",
                condition=Q(minutes__gte=1, minutes__lte=240),
                violation_error_message=_("A support session lasts four hours at most."),
            ),
            models.CheckConstraint(
                name="federation_support_needs_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why you need to look."),
            ),
            models.CheckConstraint(
                name="federation_support_consent_is_whole",
                condition=Q(consented_at=None, consented_by=None, until_at=None)
                | Q(consented_at__isnull=False, consented_by__isnull=False, until_at__gt=F("consented_at")),
            ),
            models.UniqueConstraint(
                fields=("circle_id", "officer_id"),
                name="federation_one_support_session_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message=_("You have asked this circle already."),
            ),
        ]

    def __str__(self) -> str:
        return f"support session {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether the officer may look at that moment."""
        return self.ended_at is None and self.until_at is not None and at < self.until_at


class SupportView(models.Model):
    """An officer opened a page in a support session. Both sides can read this list."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(SupportSession, on_delete=models.PROTECT, related_name="views")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    page = models.CharField(max_length=40)

    session_id: UUID

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.page} in session {self.session_id}"
