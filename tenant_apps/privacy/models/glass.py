"""When it could not wait: somebody looked at more than was shared with them, said why, and it was told."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person
from tenants.rows import CircleModel


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def broken(self, at: datetime) -> "BreakGlassQuerySet":
        """Those that let somebody look at that moment."""
        return self.filter(began_at__lte=at, ends_at__gt=at)

    def by(self, reader: Person) -> "BreakGlassQuerySet":
        return self.filter(reader=reader)


class BreakGlass(CircleModel):
    """For one hour, one reader sees what one person had not shared with them, for a reason they wrote down."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("Why can it not wait?"), max_length=1000, validators=[MaxLengthValidator(1000)])
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    ends_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    reader_id: UUID
    person_id: UUID
    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ("-began_at",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="privacy_glass_for_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why it cannot wait."),
            ),
            models.CheckConstraint(
                name="privacy_glass_ends",
                condition=Q(ends_at__gte=F("began_at")),
                violation_error_message=_("It ends after it begins."),
            ),
            models.CheckConstraint(
                name="privacy_glass_of_another",
                condition=~Q(reader=F("person")),
                violation_error_message=_("Nobody needs this to see what is their own."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("reader", "ends_at"), name="privacy_glass_of_reader")]

    def __str__(self) -> str:
        return f"break-glass {self.pk}"


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    def standing(self) -> "WithholdingQuerySet":
        """Those that still keep something from somebody."""
        return self.filter(ended_at=None).order_by("review_on")

    def keeping_from(self, person_id: UUID) -> "WithholdingQuerySet":
        """Those about somebody, under whichever of their entries."""
        return self.filter(glass__person__in=Person.objects.known_as_one(person_id).values("pk"))


class Withholding(CircleModel):
    """What was looked at to keep somebody safe is not shown to them yet, for a reason, and is looked at again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    glass = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="withholding")
    reason = models.TextField(
        _("Why would telling them put somebody at risk?"), max_length=1000, validators=[MaxLengthValidator(1000)]
    )
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    review_on: "models.DateField[date, date]" = models.DateField(_("When to look at this again"))
    reminded_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    glass_id: UUID
    objects = WithholdingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="privacy_withheld_for_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="privacy_withholding_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("Somebody ends it, on a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"withholding {self.pk}"
