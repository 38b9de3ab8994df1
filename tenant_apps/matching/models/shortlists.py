"""Who was suggested for an ask, to whom an ask was shown, who is not wanted there, and how often somebody was shown."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.matching.models.asks import Ask, Offer
from tenant_apps.people.models import Person
from tenants.rows import CircleModel


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def of(self, thing: Ask | Offer) -> "ShortlistQuerySet":
        """The lists of one ask or offer, the newest first."""
        found = self.filter(ask=thing) if isinstance(thing, Ask) else self.filter(offer=thing)
        return found.order_by("-made_at", "-id")


class Shortlist(CircleModel):
    """Those who were suggested for one version of an ask, in their order; or the asks suggested for an offer.

    Ids only: what is shown of anybody is read anew each time. `aside` are those who were left out because of something
    they keep to themselves; they stay out, and those who were shown stay in, whatever is changed about the ask. So
    changing an ask finds nothing out about them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shortlists")
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, null=True, blank=True, related_name="shortlists")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="shortlists")
    number = models.PositiveIntegerField()
    found = models.JSONField(default=list, blank=True)
    aside = models.JSONField(default=list, blank=True)
    made_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)

    person_id: UUID
    ask_id: UUID | None
    offer_id: UUID | None
    objects = ShortlistQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("person", "-made_at"), name="matching_lists_of_somebody")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_list_of_one_thing",
                condition=Q(ask__isnull=False, offer=None) | Q(ask=None, offer__isnull=False),
                violation_error_message=_("A list is made for one ask or for one offer."),
            ),
        ]

    def __str__(self) -> str:
        return f"shortlist {self.pk}"

    @property
    def ids(self) -> list[UUID]:
        return [UUID(each) for each in self.found]

    @property
    def aside_ids(self) -> list[UUID]:
        return [UUID(each) for each in self.aside]


class QuietQuerySet(models.QuerySet["Quiet"]):
    def said_by(self, person_id: UUID) -> "QuietQuerySet":
        """What somebody said themselves: about people for their asks, and about asks for their offer."""
        return self.filter(Q(said_by_giver=True, giver=person_id) | Q(said_by_giver=False, ask__person=person_id))


class Quiet(CircleModel):
    """An ask and somebody who could give support are not brought together any more, because one of the two said so.

    The other never learns of it. `said_by_giver`: they looked at the ask and it is not for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="quiet")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_by_giver = models.BooleanField(default=False)
    said_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    ask_id: UUID
    giver_id: UUID
    objects = QuietQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("ask", "giver", "said_by_giver"),
                name="matching_quiet_once",
                violation_error_message=_("You have said so already."),
            ),
        ]

    def __str__(self) -> str:
        return f"quiet {self.pk}"


class Exposure(CircleModel):
    """On how many new lists somebody stood on one day. From this follows who is shown next, and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on: "models.DateField[date, date]" = models.DateField()
    times = models.PositiveIntegerField(default=0)

    person_id: UUID

    class Meta:
        indexes: ClassVar = [models.Index(fields=("on", "person"), name="matching_shown_since")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "on"),
                name="matching_one_count_a_day",
                violation_error_message=_("This day is counted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"exposure {self.pk}"
