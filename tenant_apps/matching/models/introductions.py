"""Two people who may suit each other, how far they have come, and what each of them said on the way."""

from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.matching.models.asks import Ask, Exclusion
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import SealedTextField
from tenants.questions import Slot
from tenants.rows import CircleModel

Moment = models.DateTimeField


class Stage(models.TextChoices):
    """How far two people have come. Being closed is beside this: whoever ended it, and why, is written nowhere."""

    ASKED = "asked", _("Both are asked")
    MUTUAL = "mutual", _("Both would be glad to")
    TALKING = "talking", _("They talk")
    TRIAL = "trial", _("They try it")
    REVIEWED = "reviewed", _("They tried it")
    TEAM = "team", _("The team is told")
    JOINED = "joined", _("In the team")


# Where each knows who the other is. Before that nobody does, and in the team they are teammates.
BETWEEN: Final = (Stage.MUTUAL, Stage.TALKING, Stage.TRIAL, Stage.REVIEWED, Stage.TEAM)


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def called_off(self, at: datetime | None = None) -> "IntroductionQuerySet":
        """Those with a first visit that was arranged, and does not take place."""
        return self.filter(off_at__gt=at or now()).order_by("off_at", "id")

    def living(self) -> "IntroductionQuerySet":
        """Those that really go on."""
        return self.filter(closed_at=None).exclude(stage=Stage.JOINED)

    def seeming(self, at: "datetime | Slot | None" = None) -> "IntroductionQuerySet":
        """Those that go on as far as everybody knows: of some it is told only at a fixed time that they are closed."""
        return self.filter(Q(closed_at=None) | Q(shows_at__gt=at or now())).exclude(stage=Stage.JOINED)

    def between(self) -> "IntroductionQuerySet":
        """Those in which each knows of the other, and neither would rather not be brought together."""
        apart = Exclusion.objects.filter(
            Q(person=models.OuterRef("asker"), other=models.OuterRef("giver"))
            | Q(person=models.OuterRef("giver"), other=models.OuterRef("asker"))
        )
        return self.filter(closed_at=None, stage__in=BETWEEN).exclude(models.Exists(apart))

    def of(self, person: Person) -> "IntroductionQuerySet":
        """Those in which somebody is one of the two."""
        return self.filter(Q(asker=person) | Q(giver=person))

    def read_by(self, person: Person) -> "IntroductionQuerySet":
        """Those of them that they know of: what was over before anybody was asked is known to whoever began it."""
        spoke = Step.objects.filter(introduction=models.OuterRef("pk"), person=person)
        return self.of(person).filter(Q(closed_at=None) | ~Q(closed_at=F("began_at")) | models.Exists(spoke))


class Introduction(CircleModel):
    """Two people who may suit each other: who asks, who would give, and how far they have come.

    `closed_at` is when it was really over, `shows_at` when the other is told; while both are only asked that is a fixed
    time, so that nobody can tell a no from silence. `asked` and `offered` are what each reads of the other before they
    know who it is: codes as in `summaries`.
    """

    class With(models.TextChoices):
        ASKER = "asker", _("Whoever asks")
        GIVER = "giver", _("Whoever gives")
        CIRCLE = "circle", _("A coordinator")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # None once it was deleted; the introduction is closed by then, or soon.
    ask = models.ForeignKey(Ask, on_delete=models.SET_NULL, null=True, blank=True, related_name="introductions")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="introductions")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="introduced_to")
    brought_up_by = models.CharField(max_length=10, choices=With.choices)
    began_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    began_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    asked: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    offered: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)

    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.ASKED)
    stage_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    # When this stage is over by itself, if neither says anything.
    due_at: "models.DateTimeField[datetime, datetime]" = Moment()
    reminded_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    # The first visit, as it was last suggested; both say yes to one number.
    trial_number = models.PositiveIntegerField(default=0)
    trial_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    trial_is_paid = models.BooleanField(default=False)
    # What an hour of it costs, in minor units of the circle's currency, if it is paid: both say yes to just that.
    trial_an_hour_minor = models.PositiveIntegerField(null=True, blank=True)
    trial_where = SealedTextField(whose="asker", max_length=300, blank=True)
    # An arranged first visit that does not take place then: it was called off, and both read so until its hour.
    off_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    # Until then those in the team may say that they are worried.
    worries_until: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    joined_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    # It did not last, and whoever asked looks for somebody else, at no cost.
    again_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    shows_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    told_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    ask_id: UUID | None
    asker_id: UUID
    giver_id: UUID
    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ("-began_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=("asker", "stage"), name="matching_met_by_asker"),
            models.Index(fields=("giver", "stage"), name="matching_met_by_giver"),
            models.Index(fields=("due_at",), name="matching_met_due", condition=Q(closed_at=None)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("ask", "giver"),
                name="matching_brought_together_once",
                condition=Q(closed_at=None) & ~Q(stage="joined"),
                violation_error_message=_("They are asked already."),
            ),
            models.CheckConstraint(
                name="matching_two_people_meet",
                condition=~Q(asker=F("giver")),
                violation_error_message=_("Choose somebody else."),
            ),
            models.CheckConstraint(
                name="matching_closed_is_told_some_time",
                condition=Q(closed_at=None, shows_at=None) | Q(closed_at__isnull=False, shows_at__gte=F("closed_at")),
                violation_error_message=_("Say when it is told that this is over."),
            ),
            models.CheckConstraint(
                name="matching_only_what_is_paid_has_an_amount",
                condition=Q(trial_an_hour_minor=None) | Q(trial_is_paid=True, trial_an_hour_minor__gt=0),
                violation_error_message=_("Say what an hour is paid."),
            ),
            models.CheckConstraint(
                name="matching_joined_at_a_time",
                condition=Q(stage="joined", joined_at__isnull=False, closed_at=None)
                | ~Q(stage="joined") & Q(joined_at=None),
                violation_error_message=_("Whoever is in the team came in at some time."),
            ),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"

    def other(self, person_id: UUID) -> Person:
        """The other of the two."""
        return self.giver if person_id == self.asker_id else self.asker

    def call_off(self, at: datetime) -> None:
        """The first visit that was arranged, if it is still to come, does not take place."""
        if self.stage == Stage.TRIAL and self.trial_at is not None and self.trial_at > at:
            self.off_at = self.trial_at

    def is_off(self, at: datetime | None = None) -> bool:
        """Whether a visit to which somebody might still set out was called off."""
        return self.off_at is not None and self.off_at > (at or now())

    @property
    def was_never_put(self) -> bool:
        """Whether it was over before anybody was asked: only whoever brought it up reads of it."""
        return self.closed_at is not None and self.closed_at == self.began_at

    def seems_closed(self, at: datetime | None = None) -> bool:
        """Whether everybody may know by now that it is over."""
        return self.shows_at is not None and self.shows_at <= (at or now())


class Step(CircleModel):
    """What one of the two said to one step; the last word counts. `said_by` is whose hand it was: their own, that of
    whoever acts for them (then `authority` says under which), or that of whoever heard it."""

    class What(models.TextChoices):
        INTEREST = "interest", _("Get to know each other")
        TALK = "talk", _("Talk with each other")
        MET = "met", _("We have met")
        TRIAL = "trial", _("The first visit")
        CONFIRM = "confirm", _("Go on together")
        STOP = "stop", _("Not for me")
        # Of somebody who does not sign in: a coordinator has told them.
        HEARD = "heard", _("They know that it is over")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.UUIDField(null=True, blank=True)
    # What they let the other know with it: how to reach them; and for the first visit the sections they ticked.
    words = SealedTextField(whose="person", max_length=500, blank=True)
    ticked: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    # To which version of the first visit they said yes.
    number = models.PositiveIntegerField(default=0)

    introduction_id: UUID
    person_id: UUID
    said_by_id: UUID | None

    class Meta:
        ordering = ("said_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("introduction", "what", "person"),
                name="matching_one_word_a_step",
                violation_error_message=_("You have said so already."),
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"

    @property
    def was_heard(self) -> bool:
        """Whether somebody else wrote it down."""
        return self.said_by_id != self.person_id


class Review(CircleModel):
    """How the first visit was for one of the two, in three plain answers. Never a rating of a person.

    Neither reads the other's before both have given theirs, and nobody else ever does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    went_well = SealedTextField(whose="person", max_length=1000, blank=True)
    differently = SealedTextField(whose="person", max_length=1000, blank=True)
    agree_on = SealedTextField(whose="person", max_length=1000, blank=True)
    given_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    introduction_id: UUID
    person_id: UUID
    given_by_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("introduction", "person"),
                name="matching_reviewed_once",
                violation_error_message=_("You have told how it was already."),
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def was_heard(self) -> bool:
        """Whether somebody else wrote it down."""
        return self.given_by_id != self.person_id

    @property
    def told(self) -> dict[str, str]:
        return {"went_well": self.went_well, "differently": self.differently, "agree_on": self.agree_on}


class TeamWord(CircleModel):
    """What somebody of the team says before another comes in: that it is fine, or what worries them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="team_words")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_worried = models.BooleanField()
    words = SealedTextField(whose="person", max_length=1000, blank=True)
    said_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    introduction_id: UUID
    person_id: UUID

    class Meta:
        ordering = ("said_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("introduction", "person"),
                name="matching_one_word_of_each",
                violation_error_message=_("You have said so already."),
            ),
        ]

    def __str__(self) -> str:
        return f"team word {self.pk}"
