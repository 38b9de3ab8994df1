"""What somebody asks for and what somebody offers, and with whom nobody wants to be brought together."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from kernel.words import refuse_control_signs
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel


class State(models.TextChoices):
    DRAFT = "draft", _("Being written")
    OPEN = "open", _("Open")
    RESTING = "resting", _("Resting")
    CLOSED = "closed", _("Closed")


class Pay(models.TextChoices):
    VOLUNTARY = "voluntary", _("Unpaid")
    PAID = "paid", _("Paid")
    EITHER = "either", _("Either")


class OpenQuerySet(models.QuerySet[Any]):
    def open(self) -> "OpenQuerySet":
        """Those that others may be suggested for just now."""
        return self.filter(state=State.OPEN, person__left_at=None, person__suspended_at=None)

    def living(self) -> "OpenQuerySet":
        return self.exclude(state=State.CLOSED)


class Ask(CircleModel):
    """What a person would like: which tasks, when, from whom they would be glad to have it, and who decides.

    `week` is as in profiles: {"mon": [["09:00", "12:30"]]}, by the clock on the wall; a span that ends before it begins
    goes on past midnight. `number` grows with every change: one number, one list of suggestions. `must` and `like` hold
    codes by facet: {"languages": ["polish"], "interests": ["games"]}.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="asks")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(_("In a few words"), max_length=120, blank=True, validators=[refuse_control_signs])
    words = models.TextField(_("In your own words"), max_length=2000, validators=[MaxLengthValidator(2000)], blank=True)
    tasks = models.JSONField(default=list, blank=True)
    week = models.JSONField(default=dict, blank=True)
    # Whether the times may move within the day; else they are meant as they stand.
    is_flexible = models.BooleanField(default=False)
    # How many come at the same time: two, where one alone could not do it safely (a hoist, a heavy turn in bed).
    at_once = models.PositiveSmallIntegerField(default=1)
    pay = models.CharField(max_length=10, choices=Pay.choices, default=Pay.EITHER)
    # How many people are looked for.
    people = models.PositiveSmallIntegerField(_("How many people?"), default=1)
    # The most that an hour may cost, in minor units of the circle's currency; none while it is open.
    most_an_hour_minor = models.PositiveIntegerField(null=True, blank=True)
    most_a_week_minor = models.PositiveIntegerField(null=True, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=10, blank=True, validators=[refuse_control_signs])
    must = models.JSONField(default=dict, blank=True)
    like = models.JSONField(default=dict, blank=True)
    decides = models.CharField(_("Who decides"), max_length=200, blank=True, validators=[refuse_control_signs])
    opened_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID
    written_by_id: UUID | None
    objects = OpenQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("state", "opened_at"), name="matching_open_asks")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="matching_open_asks_say_something",
                condition=~Q(state="open") | ~Q(tasks=[]) & Q(opened_at__isnull=False),
                violation_error_message=_("Say what you would like a hand with."),
            ),
            models.CheckConstraint(
                name="matching_asks_are_for_somebody",
                condition=Q(people__gte=1, people__lte=12),
                violation_error_message=_("Ask for one person or more, and twelve at most."),
            ),
            models.CheckConstraint(
                name="matching_one_or_two_come_at_once",
                condition=Q(at_once__in=(1, 2)),
                violation_error_message=_("One person comes at a time, or two."),
            ),
        ]

    def __str__(self) -> str:
        return f"ask {self.pk}"


class Offer(CircleModel):
    """What a person would like to give: which tasks, when, how far they travel, for what rate, and what they need."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offers_to_give")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(default=1)
    words = models.TextField(_("In your own words"), max_length=2000, validators=[MaxLengthValidator(2000)], blank=True)
    tasks = models.JSONField(default=list, blank=True)
    gladly = models.JSONField(default=list, blank=True)
    week = models.JSONField(default=dict, blank=True)
    pay = models.CharField(max_length=10, choices=Pay.choices, default=Pay.EITHER)
    least_an_hour_minor = models.PositiveIntegerField(null=True, blank=True)
    most_minutes_a_week = models.PositiveIntegerField(null=True, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=10, blank=True, validators=[refuse_control_signs])
    # How they travel, and how long the way may be, in minutes.
    travel = models.JSONField(default=list, blank=True)
    reach_minutes = models.PositiveSmallIntegerField(default=30)
    must = models.JSONField(default=dict, blank=True)
    like = models.JSONField(default=dict, blank=True)
    opened_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    changed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID
    written_by_id: UUID | None
    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person",),
                name="matching_one_offer_each",
                condition=~Q(state="closed"),
                violation_error_message=_("You have an offer already. Change that one."),
            ),
            models.CheckConstraint(
                name="matching_open_offers_say_something",
                condition=~Q(state="open") | ~Q(tasks=[]) & Q(opened_at__isnull=False),
                violation_error_message=_("Say what you are glad to do."),
            ),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Exclusion(CircleModel):
    """Somebody does not want to be brought together with somebody else. Nobody else learns of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = SealedTextField(whose="person", blank=True)
    said_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    person_id: UUID
    other_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "other"),
                name="matching_excluded_once",
                violation_error_message=_("You have said so already."),
            ),
            models.CheckConstraint(
                name="matching_nobody_excludes_themselves",
                condition=~Q(person=F("other")),
                violation_error_message=_("Choose somebody else."),
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"
