"""A list that somebody brought, and its rows: looked through, written or not, and undone for a week."""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

UNDO_WITHIN: Final = timedelta(days=7)
KEPT_FOR: Final = timedelta(days=7)
Moment = models.DateTimeField


class ImportQuerySet(models.QuerySet["Import"]):
    def newest_first(self) -> "ImportQuerySet":
        return self.order_by("-made_at", "-id")

    def with_words(self, before: datetime) -> "ImportQuerySet":
        """Those brought before that moment that still hold what the file said."""
        return self.filter(made_at__lte=before, forgotten_at=None).exclude(state__in=Import.AT_WORK)


class Import(CircleModel):
    """A list of people that somebody brought. Nothing of it is in the list of people until it is confirmed."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Say what the columns are")
        CHECKING = "checking", _("Being looked through")
        READY = "ready", _("Ready to bring in")
        BRINGING = "bringing", _("Being brought in")
        DONE = "done", _("Brought in")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        DROPPED = "dropped", _("Not brought in")

    AT_WORK: ClassVar = (State.CHECKING, State.BRINGING, State.UNDOING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    called = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COLUMNS)
    # Grows whenever the columns are said anew, so that a check that was asked for before does nothing.
    round = models.PositiveSmallIntegerField(default=0)
    header: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    columns: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict, blank=True)
    how_many = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    forgotten_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    made_by_id: UUID
    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="importing_done_by_somebody",
                condition=Q(done_at=None) | Q(confirmed_by__isnull=False),
                violation_error_message=_("Somebody confirms it first."),
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def undo_until(self) -> datetime | None:
        return self.done_at + UNDO_WITHIN if self.done_at else None

    def can_be_undone(self, at: datetime) -> bool:
        until = self.undo_until
        return self.state == self.State.DONE and until is not None and at < until


class Row(CircleModel):
    """One line of a list. `cells` as it was read and `values` as it would be written; both go after a week."""

    class State(models.TextChoices):
        NEW = "new", _("Will be brought in")
        LIKE = "like", _("Perhaps here already")
        KNOWN = "known", _("Here already")
        WRONG = "wrong", _("Has a problem")
        BROUGHT = "brought", _("Brought in")
        LEFT_OUT = "left_out", _("Left out")
        UNDONE = "undone", _("Taken out again")
        STAYED = "stayed", _("Stays: changed since")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    brought = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    cells: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)
    values: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict, blank=True)
    problems: "models.JSONField[list[dict[str, str]], list[dict[str, str]]]" = models.JSONField(
        default=list, blank=True
    )
    # Somebody looked, and it is another person: brought in although somebody here seems alike.
    wanted = models.BooleanField(default=False)
    like = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What the line said and what was written, as digests with this house's key: known again, and not read.
    mark = models.CharField(max_length=64, blank=True, db_index=True)
    written = models.CharField(max_length=64, blank=True)

    brought_id: UUID
    person_id: UUID | None
    like_id: UUID | None

    class Meta:
        ordering = ("line", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("brought", "line"), name="importing_each_line_once"),
        ]
        indexes: ClassVar = [models.Index(fields=("brought", "state", "line"), name="importing_rows_by_state")]

    def __str__(self) -> str:
        return f"row {self.pk}"
