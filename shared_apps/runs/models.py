"""The record of everything done to a circle's home: what was asked for, how far it is, what stopped it.

It holds no personal data: who asked is an id, and what people typed stays where it was typed.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now

REFUSED = "refused"  # stands in what a run found when it was refused for good
GIVEN_UP = "given_up"  # stands among the facts of a run that somebody gave up, with their reason
# Kinds of which nothing need stay: what a run of them left until its doors opened can be undone.
LEAVE_NO_TRACE: Final = ("import", "export")
DOORS: Final = "doors"


class RunQuerySet(models.QuerySet["Run"]):
    def under_way(self) -> "RunQuerySet":
        """Those that are not over: waiting, running, or stopped and to be tried again."""
        return self.filter(state__in=[Run.State.WAITING, Run.State.RUNNING, Run.State.STOPPED])

    def to_be_done(self, at: datetime) -> "RunQuerySet":
        """Those a worker should take up: waiting and due, or left in the middle by a worker that died."""
        left = Q(state=Run.State.RUNNING, held_until__lt=at)
        return self.filter(Q(state=Run.State.WAITING, due_at__lte=at) | left).order_by("due_at", "id")

    def of_circle(self, circle_id: UUID) -> "RunQuerySet":
        return self.filter(circle_id=circle_id).order_by("-id")


class Run(models.Model):
    """One operation on one circle: named steps, each safe to repeat, done in order.

    `facts` is what was asked for and does not change, but for what is personal in it, which is taken out as soon as it
    stands where it belongs; `found` is what the steps found out for those after them. `key`
    makes asking twice the same as asking once.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        RUNNING = "running", _("Under way")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    circle_id = models.UUIDField(null=True, blank=True, db_index=True)
    subject = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    found = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    did_nothing = models.BooleanField(default=False)  # it was refused at once
    asked_by_kind = models.CharField(max_length=20)
    asked_by_id = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    due_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    held_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=("state", "due_at"), name="runs_run_next")]

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def was_refused(self) -> bool:
        """Whether it ended because it was refused, and no repeat could mend that."""
        return self.state == self.State.CANCELLED and REFUSED in self.found

    @property
    def waits_for_its_day(self) -> bool:
        """Whether it was put off on purpose: a notice runs, and nothing happens before it is over."""
        return self.state == self.State.WAITING and self.due_at > now() + timedelta(hours=1)

    @property
    def can_be_called_off(self) -> bool:
        """Whether nothing of it was done: it waits for its first try, or was refused at once.

        Of some kinds even then something has to be undone, a key forgotten: those are given up.
        """
        if self.kind in LEAVE_NO_TRACE:
            return False
        if self.state == self.State.STOPPED:
            return self.did_nothing
        return self._waits_for_its_first_try

    @property
    def can_be_given_up(self) -> bool:
        """Whether it can be ended for good though it has begun: all that it left is undone."""
        if self.kind not in LEAVE_NO_TRACE or not (self.state == self.State.STOPPED or self._waits_for_its_first_try):
            return False
        return GIVEN_UP not in self.facts and not self.steps.filter(name=DOORS, tries__gt=0).exists()

    @property
    def _waits_for_its_first_try(self) -> bool:
        return self.state == self.State.WAITING and not self.steps.filter(tries__gt=0).exists()


class RunStep(models.Model):
    """One step of a run: which, how often it was tried, how far it is, and the sentence it ended with."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not yet")
        RUNNING = "running", _("Under way")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    part = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0)
    said = models.CharField(max_length=500, blank=True)
    began_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("run", "number"), name="runs_step_once")]

    def __str__(self) -> str:
        return f"step {self.number} of run {self.run_id}"


class RunLine(models.Model):
    """One line of a run's log, for whoever looks into what happened. No names, no addresses of people."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField(auto_now_add=True)
    step = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=1000)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"line {self.pk} of run {self.run_id}"


class Sealed(models.Model):
    """A secret somebody gave for one run, sealed; gone as soon as the run has used it (`shared_apps.runs.sealed`)."""

    key = models.CharField(max_length=120, primary_key=True)
    secret = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "sealed"

    def __str__(self) -> str:
        return f"sealed for {self.key}"
