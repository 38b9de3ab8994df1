"""How long things are kept, as the circle confirmed it; what may not go; and what was forgotten, or waits to be."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from tenant_apps.people.models import Person
from tenant_apps.rights.models.requests import MOST_WORDS, DataRequest
from tenants.rows import CircleModel


class Confirmed(CircleModel):
    """Somebody answerable for it confirmed a rule of keeping, or why something is held at all, for this circle.

    `about` is "keeping" or "basis", `code` the rule's. `months` is the span they confirmed, which may differ from the
    one we ship. Nothing is removed by itself under a rule that has no such row from its day on.
    """

    class About(models.TextChoices):
        KEEPING = "keeping", _("How long it is kept")
        BASIS = "basis", _("Why it is held")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    about = models.CharField(max_length=10, choices=About.choices)
    code = models.CharField(max_length=40)
    from_on: "models.DateField[date, date]" = models.DateField()
    months: "models.PositiveSmallIntegerField[int | None, int | None]" = models.PositiveSmallIntegerField(
        null=True, blank=True
    )
    source = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    by_id: UUID

    class Meta:
        ordering = ("about", "code", "-from_on", "-id")
        verbose_name_plural = "confirmed"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rights_confirmed_with_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Say which law or advice it rests on."),
            ),
            models.CheckConstraint(
                name="rights_keeping_has_a_span",
                condition=Q(about="basis", months=None) | Q(about="keeping", months__gte=1),
                violation_error_message=_("Say for how many months it is kept."),
            ),
        ]

    def __str__(self) -> str:
        return f"confirmed {self.pk}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> "LegalHoldQuerySet":
        return self.filter(ended_at=None)


class LegalHold(CircleModel):
    """Nothing about somebody may go, because a court, an inquest or a safeguarding enquiry may ask for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.TextField(_("Why"), max_length=MOST_WORDS, validators=[MaxLengthValidator(MOST_WORDS)])
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    review_on: "models.DateField[date, date]" = models.DateField(_("Look at it again on"))
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID
    by_id: UUID
    ended_by_id: UUID | None
    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ("-began_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rights_held_with_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why nothing may go."),
            ),
            models.CheckConstraint(
                name="rights_hold_ends_after_it_begins",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("began_at"), ended_by__isnull=False),
                violation_error_message=_("A hold cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"legal hold {self.pk}"


class Erasure(CircleModel):
    """Somebody was forgotten: what could go went at once, and what has to be kept lies apart until its duty ends.

    While `finished_at` is empty the person is restricted: nothing of theirs is shown or used but for that duty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="erasure")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure")
    # None when Coopbox did it once more, after a backup had been put back.
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    finished_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID
    request_id: UUID
    by_id: UUID | None

    class Meta:
        ordering = ("-began_at", "-id")

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class KeptPart(CircleModel):
    """One part of what is known about somebody, and what became of it: gone, kept until a day, or staying for good."""

    class Lane(models.TextChoices):
        NOW = "now", _("Goes at once")
        LATER = "later", _("Kept apart until the duty ends")
        STAYS = "stays", _("Stays")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="parts")
    code = models.CharField(max_length=60)
    lane = models.CharField(max_length=10, choices=Lane.choices)
    rule = models.CharField(max_length=40, blank=True)
    began_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    ends_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    how_many = models.PositiveIntegerField(default=0)
    done_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    erasure_id: UUID

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("erasure", "code"), name="rights_each_part_has_one_lane"),
            models.CheckConstraint(
                name="rights_kept_for_a_rule",
                condition=~Q(lane="later") | ~Q(rule="") & Q(began_on__isnull=False, ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"kept part {self.pk}"
