"""Dated facts of a circle: what it is before the law, from which day, and how we know."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from shared_apps.federation.models.noted import Noted


class CircleFactQuerySet(models.QuerySet["CircleFact"]):
    def of_circle(self, circle_id: UUID) -> "CircleFactQuerySet":
        return self.filter(circle_id=circle_id)

    def believed(self) -> "CircleFactQuerySet":
        """Those that no later line has put right."""
        corrected = CircleFact.objects.filter(corrects=models.OuterRef("pk"))
        return self.filter(~models.Exists(corrected), is_withdrawn=False)


class CircleFact(Noted):
    """From this day until just before that one, this is so, and here is the evidence.

    Never edited. A correction is a new line that names the one it corrects; a withdrawn one says that it was never so.
    A fact that starts later takes over from that day.
    """

    class Kind(models.TextChoices):
        MODE = "mode", _("Kind of circle")
        SOCIETY = "society", _("Legal society")
        VAT = "vat", _("VAT")
        CONTROLLER = "controller", _("Who answers for personal information")
        BANK = "bank", _("Bank")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=40)
    details = models.CharField(_("In words"), max_length=300, blank=True)
    from_on: "models.DateField[date, date]" = models.DateField(_("From"))
    until_on: "models.DateField[date | None, date | None]" = models.DateField(_("Until"), null=True, blank=True)
    evidence = models.CharField(_("How we know"), max_length=500)
    source = models.CharField(_("Where that can be seen"), max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    is_withdrawn = models.BooleanField(default=False)

    corrects_id: UUID | None
    objects = CircleFactQuerySet.as_manager()

    class Meta:
        ordering = ("from_on", "id")
        indexes: ClassVar = [models.Index(fields=("circle_id", "kind", "from_on"), name="federation_fact_by_circle")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="federation_fact_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                name="federation_fact_has_evidence",
                condition=~Q(evidence=""),
                violation_error_message=_("Say how we know this."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value} of {self.circle_id}"
