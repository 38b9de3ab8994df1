"""Two entries that are one person, each step of putting them together, and pairs that are two people after all."""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel

UNDO_WITHIN: Final = timedelta(days=7)
Moment = models.DateTimeField


class MergeQuerySet(models.QuerySet["Merge"]):
    def waiting(self) -> "MergeQuerySet":
        """Those that were asked for and neither done nor refused."""
        return self.filter(merged_at=None, refused_at=None)

    def recent(self, at: datetime) -> "MergeQuerySet":
        """Those that can still be undone."""
        return self.filter(merged_at__gt=at - UNDO_WITHIN, undone_at=None)

    def due(self, at: datetime) -> "MergeQuerySet":
        """Those that can no longer be undone, and still keep what undoing would have needed."""
        return self.filter(merged_at__lte=at - UNDO_WITHIN, undone_at=None, settled_at=None)

    def about(self, *people: UUID) -> "MergeQuerySet":
        return self.filter(Q(kept__in=people) | Q(gone__in=people))

    def newest_first(self) -> "MergeQuerySet":
        return self.order_by("-asked_at", "-id")


class Merge(CircleModel):
    """Two entries are one person: who asked, who agreed, when it was done, and whether it was undone.

    `takes` names what is taken from the entry that goes: columns of a person, and `answer:` with a question's code.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a yes")
        DONE = "done", _("Put together")
        SETTLED = "settled", _("Put together for good")
        UNDONE = "undone", _("Undone")
        REFUSED = "refused", _("Not put together")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    takes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Whoever signs in as the entry that goes said that it is them.
    word_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    # Where both sign in, whoever signs in as the one that stays said so too: they will read what the other wrote.
    kept_word_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    merged_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    refused_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    undone_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    account_id = models.UUIDField(null=True, blank=True)
    # What stood in the columns of the entry that stays; gone when it can no longer be undone.
    before = SealedTextField(whose="kept", blank=True)
    stayed = models.PositiveIntegerField(default=0)

    kept_id: UUID
    gone_id: UUID
    asked_by_id: UUID
    agreed_by_id: UUID | None
    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="merging_two_entries",
                condition=~Q(kept=F("gone")),
                violation_error_message=_("Choose two different entries."),
            ),
            models.CheckConstraint(
                name="merging_agreed_by_a_second",
                condition=Q(merged_at=None) | Q(agreed_by__isnull=False) & ~Q(agreed_by=F("asked_by")),
                violation_error_message=_("A second steward agrees to it."),
            ),
            models.UniqueConstraint(
                fields=("gone",),
                condition=Q(merged_at=None, refused_at=None),
                name="merging_asked_once",
                violation_error_message=_("This was asked already."),
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    @property
    def state(self) -> State:
        if self.refused_at is not None:
            return self.State.REFUSED
        if self.undone_at is not None:
            return self.State.UNDONE
        if self.merged_at is None:
            return self.State.WAITING
        return self.State.DONE if self.can_be_undone(now()) else self.State.SETTLED

    @property
    def waits_for(self) -> set[UUID]:
        """Whoever signs in as one of the two and has to say that both are them, and has not."""
        words = {self.gone_id: self.word_at} if self.gone.account_id is not None else {}
        if words and self.kept.account_id is not None:
            words[self.kept_id] = self.kept_word_at
        return {entry for entry, said_at in words.items() if said_at is None}

    @property
    def undo_until(self) -> datetime | None:
        return self.merged_at + UNDO_WITHIN if self.merged_at else None

    def can_be_undone(self, at: datetime) -> bool:
        """For seven days, to the second."""
        until = self.undo_until
        return until is not None and self.undone_at is None and self.settled_at is None and at < until


class Step(CircleModel):
    """One thing that was done while two entries were put together, so that it can be undone exactly.

    Holds ids, dates and codes of choices; never words of anybody.
    """

    class What(models.TextChoices):
        MOVED = "moved", "moved"
        CHANGED = "changed", "changed"
        ADDED = "added", "added"
        REMOVED = "removed", "removed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What.choices)
    model = models.CharField(max_length=60)
    row = models.UUIDField()
    was: "models.JSONField[dict[str, object], dict[str, object]]" = models.JSONField(default=dict, blank=True)
    became: "models.JSONField[dict[str, object], dict[str, object]]" = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("merge", "number"), name="merging_steps_are_counted")]

    def __str__(self) -> str:
        return f"step {self.pk}"


class Apart(CircleModel):
    """Somebody looked at two entries that seem alike, and they are two people. They are not suggested again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    first_id: UUID
    second_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("first", "second"), name="merging_said_apart_once"),
            models.CheckConstraint(name="merging_apart_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"apart {self.pk}"
