"""Whole teams that were looked for: for which ask, how far the looking is, and what was found."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.matching.models.asks import Ask
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

# How long a suggestion of a team is kept.
KEPT_FOR: Final = timedelta(days=14)
# A worker that has said nothing for so long is dead; its work goes to another when the journal's lease has ended.
QUIET_FOR: Final = timedelta(seconds=45)
# By then another worker has tried again, more than once.
GIVEN_UP_AFTER: Final = timedelta(minutes=30)


class PlanQuerySet(models.QuerySet["Plan"]):
    def at_work(self) -> "PlanQuerySet":
        """Those that wait for a worker, or that one is busy with."""
        return self.filter(state__in=(Plan.State.WAITING, Plan.State.RUNNING))

    def quiet_since(self, at: datetime) -> "PlanQuerySet":
        """Those at work of which nothing was heard since then."""
        return self.at_work().filter(Q(alive_at__lt=at) | Q(alive_at=None, asked_at__lt=at))

    def over(self, at: datetime) -> "PlanQuerySet":
        return self.filter(expires_at__lte=at)

    def naming(self, person_id: UUID) -> "PlanQuerySet":
        """Those in whose teams somebody is."""
        return self.filter(result__people__contains=[str(person_id)])


class Plan(CircleModel):
    """Somebody asked which people together could come to all visits of an ask.

    `result` holds people by id and everything else by code and number; never how well anybody fits. `part` is what is
    looked for just now. It is counted anew before it is kept, and once more, with the facts of then, when it is shown.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for its turn")
        RUNNING = "running", _("Being looked for")
        DONE = "done", _("Ready")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Did not work")

    class Part(models.TextChoices):
        FACTS = "facts", _("We look who is free at these times.")
        FEW = "few", _("We look for the fewest people who can come to everything.")
        BACKED = "backed", _("We look for people who can stand in for one another.")
        GLAD = "glad", _("We look for people who would be glad of one another.")
        OTHERS = "others", _("We look for other people who could do it as well.")
        CHANGES = "changes", _("We look what would help.")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="plans")
    ask_number = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.FACTS)
    seed = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    result: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict, blank=True)
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    alive_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    verified_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    ask_id: UUID
    asked_by_id: UUID
    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("ask", "-asked_at"), name="matching_plans_of_an_ask")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("ask",),
                condition=Q(state__in=("waiting", "running")),
                name="matching_one_plan_at_work",
                violation_error_message=_("A team is being looked for already."),
            ),
            models.CheckConstraint(
                name="matching_ready_plans_were_checked",
                condition=~Q(state="done") | Q(verified_at__isnull=False, ended_at__isnull=False),
                violation_error_message=_("A team is checked before it is shown."),
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def place(self) -> int:
        """Which of the parts it is at, counted from one."""
        return [str(each) for each in self.Part].index(self.part) + 1

    def is_quiet(self, at: datetime) -> bool:
        """Whether whoever was busy with it seems to have died."""
        return self.state == self.State.RUNNING and self.alive_at is not None and self.alive_at < at - QUIET_FOR
