"""What a team does together: tasks, how it is going, meetings with decisions, and papers.

What people write about the person the team is for is locked for that person: each row says who that is (`owner`).
"""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person, today
from tenant_apps.teams.models.team import Team
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel

Moment = models.DateTimeField


class TeamTaskQuerySet(models.QuerySet["TeamTask"]):
    def open(self) -> "TeamTaskQuerySet":
        """Those to be done, the next due first; those without a day come last."""
        return self.filter(done_at=None, dropped_at=None).order_by(models.F("due_on").asc(nulls_last=True), "id")

    def done(self) -> "TeamTaskQuerySet":
        return self.exclude(done_at=None).order_by("-done_at")


class TeamTask(CircleModel):
    """Something to be done for the team: what, by whom, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="tasks")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = SealedTextField(_("What is to be done?"), whose="owner", max_length=300)
    who = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    dropped_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    team_id: UUID
    owner_id: UUID
    who_id: UUID | None
    done_by_id: UUID | None
    objects = TeamTaskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="teams_tasks_end_in_one_way",
                condition=Q(done_at=None) | Q(dropped_at=None),
                violation_error_message=_("A task is done or dropped, and not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today()


class CheckIn(CircleModel):
    """Somebody of the team says how it is going, in a few words. Those of the team read it."""

    class Going(models.TextChoices):
        WELL = "well", _("It is going well")
        MIXED = "mixed", _("Some of it is hard")
        HARD = "hard", _("It is hard just now")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="check_ins")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    going = models.CharField(_("How is it going?"), max_length=10, choices=Going.choices)
    words = SealedTextField(_("In a few words"), whose="owner", max_length=600, blank=True)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    team_id: UUID
    owner_id: UUID
    person_id: UUID
    written_by_id: UUID | None

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [models.Index(fields=("team", "-at"), name="teams_check_ins_newest")]

    def __str__(self) -> str:
        return f"check-in {self.pk}"


class Meeting(CircleModel):
    """The team meets: when and where, what was talked about, and what was decided."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="meetings")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = Moment(_("When?"))
    place = SealedTextField(_("Where?"), whose="owner", max_length=200, blank=True)
    notes = SealedTextField(_("What was talked about"), whose="owner", max_length=8000, blank=True)
    called_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    called_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    # How often the notes were written, so that of two who write neither overwrites the other unseen.
    number = models.PositiveIntegerField(default=0)
    noted_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    noted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    team_id: UUID
    owner_id: UUID
    noted_by_id: UUID | None

    class Meta:
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="teams_meetings_held_or_cancelled",
                condition=Q(noted_at=None) | Q(cancelled_at=None),
                violation_error_message=_("A meeting that was written down took place."),
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def has_begun(self) -> bool:
        return self.at <= now()


class Attendance(CircleModel):
    """Somebody was at a meeting."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("meeting", "person"), name="teams_somebody_is_there_once"),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class Decision(CircleModel):
    """What a team decided at a meeting, and the day on which it is looked at again. That day is never left out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = SealedTextField(_("What was decided?"), whose="owner", max_length=1000)
    review_on: "models.DateField[date, date]" = models.DateField(_("Look at it again on"))
    noted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    looked_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    owner_id: UUID
    meeting_id: UUID

    class Meta:
        ordering = ("review_on", "id")

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @property
    def is_due(self) -> bool:
        """Whether it is time to look at it again."""
        return self.ended_at is None and self.review_on <= today()


class Document(CircleModel):
    """A paper of the team, locked for the person the team is for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="documents")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = SealedTextField(whose="owner", max_length=64)
    called = SealedTextField(_("Name of the paper"), whose="owner", max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    kept_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    team_id: UUID
    owner_id: UUID
    kept_by_id: UUID | None

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"document {self.pk}"
