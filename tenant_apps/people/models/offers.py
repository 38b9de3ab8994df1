"""Hats that somebody is asked to wear. Nobody wears one before they have said yes."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models.person import Hat, Person
from tenants.rows import CircleModel


class HatOfferQuerySet(models.QuerySet["HatOffer"]):
    def waiting(self) -> "HatOfferQuerySet":
        """Those that nobody has answered or taken back."""
        return self.filter(answer="")

    def newest_first(self) -> "HatOfferQuerySet":
        return self.order_by("-id")


class HatOffer(CircleModel):
    """Somebody is asked to wear a hat for a term, and says yes or no.

    `answered_by` is the wearer; for somebody without an account it is whoever asked them and heard the answer.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("Said yes")
        NO = "no", _("Said no")
        TAKEN_BACK = "taken_back", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hat_offers")
    kind = models.CharField(_("Hat"), max_length=20, choices=Hat.Kind.choices)
    # None: from the day they say yes.
    from_on: "models.DateField[date | None, date | None]" = models.DateField(_("From"), null=True, blank=True)
    until_on: "models.DateField[date | None, date | None]" = models.DateField(_("Until"), null=True, blank=True)
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hat = models.OneToOneField(Hat, on_delete=models.PROTECT, null=True, blank=True, related_name="offer")

    person_id: UUID
    offered_by_id: UUID | None
    objects = HatOfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "kind"),
                name="people_one_waiting_offer_of_a_kind",
                condition=Q(answer=""),
                violation_error_message=_("They have been asked already, and have not answered yet."),
            ),
            models.CheckConstraint(
                name="people_offer_ends_after_it_begins",
                condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(
                name="people_offer_answered_with_a_date",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                violation_error_message=_("An answer has a date."),
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.answer == ""

    @property
    def is_office(self) -> bool:
        """Whether the hat gives power over others."""
        return self.kind in Hat.OFFICES
