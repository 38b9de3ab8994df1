"""Somebody says that their information was handled badly: what they said, what was done, and how it was answered."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from tenant_apps.people.models import Person
from tenant_apps.rights.models.consents import Channel
from tenant_apps.rights.models.requests import MOST_WORDS
from tenants.rows import CircleModel

# Data Protection Act 2018, section 164A, in force since 19 June 2026.
ACKNOWLEDGE_WITHIN: Final = timedelta(days=30)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def open(self) -> "ComplaintQuerySet":
        return self.exclude(state=Complaint.State.ANSWERED)

    def unacknowledged(self) -> "ComplaintQuerySet":
        return self.filter(state=Complaint.State.NEW)


class Complaint(CircleModel):
    """Somebody, of the circle or not, complains about how information on them was handled.

    `person` is whom it is about, if the circle knows them; else `name` and `reach` say who asks and where to answer.
    `looked` is the entry of the access log they do not recognise, if it began with one.
    """

    class About(models.TextChoices):
        LOOKED = "looked", _("Somebody looked who should not have")
        SHARED = "shared", _("It was passed on")
        WRONG = "wrong", _("It is wrong or out of date")
        ASKED = "asked", _("I asked for something and did not get it")
        LOST = "lost", _("It was lost, or is not safe")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("New")
        ACKNOWLEDGED = "acknowledged", _("Being looked into")
        ANSWERED = "answered", _("Answered")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("You are right, and we put it right")
        PARTLY = "partly", _("You are partly right")
        NOT_UPHELD = "not_upheld", _("We looked, and found nothing wrong")
        TAKEN_BACK = "taken_back", _("You took it back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="data_complaints")
    name = models.CharField(_("Who complains?"), max_length=120, blank=True, validators=[refuse_control_signs])
    reach = models.CharField(_("Where can we answer?"), max_length=200, blank=True, validators=[refuse_control_signs])
    about = models.CharField(_("What is it about?"), max_length=10, choices=About.choices)
    words = models.TextField(_("What happened?"), max_length=MOST_WORDS, validators=[MaxLengthValidator(MOST_WORDS)])
    looked = models.UUIDField(null=True, blank=True)
    # Whom they named of those who answer: none of these reads or answers it.
    concerns: "ArrayField[list[UUID] | None, list[UUID] | None]" = ArrayField(models.UUIDField(), null=True, blank=True)
    # Where nobody in office is free to answer it, somebody is chosen for this one: by the person, or by a steward.
    appointed = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appointed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_on: "models.DateField[date, date]" = models.DateField(_("On which day did it come?"))
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    acknowledged_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    answered_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=MOST_WORDS, blank=True, validators=[MaxLengthValidator(MOST_WORDS)])

    person_id: UUID | None
    taken_by_id: UUID | None
    appointed_id: UUID | None
    appointed_by_id: UUID | None
    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ("-received_on", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rights_somebody_complains",
                condition=Q(person__isnull=False) | ~Q(name="") & ~Q(reach=""),
                violation_error_message=_("Say who complains, and where we can answer."),
            ),
            models.CheckConstraint(
                name="rights_nobody_is_appointed_for_their_own",
                condition=Q(appointed=None) | Q(person=None) | ~Q(appointed=F("person")),
                violation_error_message=_("Nobody answers their own complaint."),
            ),
            models.CheckConstraint(
                name="rights_answered_in_whole",
                condition=Q(state="answered", answered_on__isnull=False) & ~Q(outcome="") & ~Q(answer="")
                | ~Q(state="answered") & Q(answered_on=None, outcome="", answer=""),
                violation_error_message=_("An answer says what was found, and on which day."),
            ),
            models.CheckConstraint(
                name="rights_acknowledged_says_when",
                condition=Q(state="new", acknowledged_on=None)
                | ~Q(state="new") & Q(acknowledged_on__gte=F("received_on")),
                violation_error_message=_("Say on which day they were told that it came."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "received_on"), name="rights_complaint_by_state")]

    def __str__(self) -> str:
        return f"data complaint {self.pk}"

    @property
    def acknowledge_by(self) -> date:
        """The last day to tell them that it came."""
        return self.received_on + ACKNOWLEDGE_WITHIN

    @property
    def is_open(self) -> bool:
        return self.state != self.State.ANSWERED

    def is_late(self, today: date) -> bool:
        """Whether they should have heard by now that it came."""
        return self.state == self.State.NEW and today > self.acknowledge_by


class ComplaintStep(CircleModel):
    """What was done about a complaint, and by whom. The person may read it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(_("What was done?"), max_length=MOST_WORDS, validators=[MaxLengthValidator(MOST_WORDS)])

    complaint_id: UUID
    by_id: UUID | None

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rights_a_step_says_what",
                condition=~Q(words=""),
                violation_error_message=_("Say what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"complaint step {self.pk}"
