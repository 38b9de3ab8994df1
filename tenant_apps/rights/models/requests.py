"""Somebody asks for a copy of what is known about them, or to be forgotten; and what was done about it."""

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
from tenant_apps.rights.clock import Stop, due_on
from tenant_apps.rights.models.consents import Channel
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel

MOST_WORDS = 2000


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def under_way(self) -> "DataRequestQuerySet":
        """Those that wait for somebody of the circle."""
        return self.filter(state__in=DataRequest.UNDER_WAY)

    def run_out(self, at: datetime) -> "DataRequestQuerySet":
        """Copies that lay ready for as long as they may."""
        return self.filter(state=DataRequest.State.READY, expires_at__lte=at)


class DataRequest(CircleModel):
    """Somebody asks for a copy, or to be forgotten. The clock runs from `received_on`, whatever the channel was.

    `asked_by` wrote it down: they themselves, or somebody who acts for them, or whoever got their letter or call.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("A copy of everything")
        ERASE = "erase", _("To be forgotten")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        MAKING = "making", _("Being put together")
        READY = "ready", _("Ready")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    UNDER_WAY: ClassVar = (State.ASKED, State.MAKING)
    OPEN: ClassVar = (State.ASKED, State.MAKING, State.READY)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.UUIDField(null=True, blank=True)
    received_on: "models.DateField[date, date]" = models.DateField(_("On which day did it come?"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    extended_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    extended_why = models.TextField(max_length=MOST_WORDS, blank=True, validators=[MaxLengthValidator(MOST_WORDS)])
    settled_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(max_length=MOST_WORDS, blank=True, validators=[MaxLengthValidator(MOST_WORDS)])
    # The copy, once it is made: where it lies, the key it is locked with, until when, and whether anybody fetched it.
    file = models.CharField(max_length=200, blank=True)
    key = SealedTextField(whose="person", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    ready_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    expires_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    fetched_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    person_id: UUID
    asked_by_id: UUID | None
    settled_by_id: UUID | None
    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "kind"),
                name="rights_one_open_request_of_a_kind",
                condition=Q(state__in=("asked", "making", "ready")),
                violation_error_message=_("This was asked for already."),
            ),
            models.CheckConstraint(
                name="rights_longer_for_a_reason",
                condition=Q(extended_on=None, extended_why="") | Q(extended_on__isnull=False) & ~Q(extended_why=""),
                violation_error_message=_("Say why it takes longer: they must be told."),
            ),
            models.CheckConstraint(
                name="rights_refused_for_a_reason",
                condition=~Q(state="refused") | ~Q(answer=""),
                violation_error_message=_("Say why it is refused: they must be told."),
            ),
            models.CheckConstraint(
                name="rights_ready_has_a_file_and_an_end",
                condition=~Q(state="ready") | Q(ready_at__isnull=False, expires_at__gt=F("ready_at")) & ~Q(file=""),
                violation_error_message=_("A copy that is ready has an end."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "received_on"), name="rights_request_by_state")]

    def __str__(self) -> str:
        return f"data request {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_copy(self) -> bool:
        return self.kind == self.Kind.COPY

    @property
    def has_run_out(self) -> bool:
        """Whether the copy lay ready for as long as it may, though it was not cleared away yet."""
        return self.state == self.State.READY and self.expires_at is not None and self.expires_at <= now()

    def due(self, today: date) -> date:
        """The last day to answer, as things stand."""
        stops = [stop.as_stop() for stop in self.stops.all()]
        return due_on(self.received_on, stops, today=today, is_extended=self.extended_on is not None)

    def may_take_longer(self, today: date) -> bool:
        """Whether they can still be told that it takes longer: once, and before the answer would have been due."""
        return self.extended_on is None and today <= self.due(today)

    @property
    def waits_for(self) -> "ClockStop | None":
        """What they were asked and have not answered, while the clock stands still."""
        return next((stop for stop in self.stops.all() if stop.answered_on is None), None)


class ClockStop(CircleModel):
    """The clock stands still: somebody was asked who they are, or what they mean."""

    class Why(models.TextChoices):
        WHO = "who", _("Who they are")
        WHAT = "what", _("What they mean")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="stops")
    why = models.CharField(_("What do you need to know?"), max_length=10, choices=Why.choices)
    words = models.TextField(_("The question"), max_length=MOST_WORDS, validators=[MaxLengthValidator(MOST_WORDS)])
    asked_on: "models.DateField[date, date]" = models.DateField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=MOST_WORDS, blank=True, validators=[MaxLengthValidator(MOST_WORDS)])

    request_id: UUID

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("request",),
                name="rights_one_question_at_a_time",
                condition=Q(answered_on=None),
                violation_error_message=_("A question waits for its answer already."),
            ),
            models.CheckConstraint(
                name="rights_answered_after_asked",
                condition=Q(answered_on=None) | Q(answered_on__gte=F("asked_on")),
                violation_error_message=_("No answer comes before its question."),
            ),
        ]

    def __str__(self) -> str:
        return f"clock stop {self.pk}"

    def as_stop(self) -> Stop:
        return Stop(self.asked_on, self.answered_on, restarts=self.why == self.Why.WHO)


class Decided(CircleModel):
    """Somebody looked at a piece that may tell of others, and decided what goes into the copy.

    `fingerprint` is of the words as they stood: if they change, somebody has to look again.
    """

    class How(models.TextChoices):
        WHOLE = "whole", _("Give it as it stands")
        COVERED = "covered", _("Give it with some words covered")
        LEFT_OUT = "left_out", _("Leave it out")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="decided")
    piece = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    how = models.CharField(max_length=10, choices=How.choices)
    covered = models.JSONField(default=list, blank=True)  # the words that nobody may read, longest first
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    request_id: UUID

    class Meta:
        verbose_name_plural = "decided"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("request", "piece"),
                name="rights_each_piece_is_decided_once",
                violation_error_message=_("This piece was decided already."),
            ),
            models.CheckConstraint(
                name="rights_held_back_for_a_reason",
                condition=Q(how="whole") | ~Q(why=""),
                violation_error_message=_("Say why it is held back."),
            ),
        ]

    def __str__(self) -> str:
        return f"decided {self.pk}"
