"""A conversation, and how far each has read in it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from kernel.words import refuse_control_signs
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

Moment = models.DateTimeField


class ThreadQuerySet(models.QuerySet["Thread"]):
    def in_order(self) -> "ThreadQuerySet":
        """Where something was said last, first."""
        return self.order_by("-newest_at", "-id")


class Thread(CircleModel):
    """People talk about one thing. Who they are is nowhere kept: it is asked of the team, the circle or the two people
    it belongs to with every request, so it ends with the next one.

    `kind` is one of `gatherings`, `about` the id of what it belongs to there, and none for the circle itself. Without a
    title it is the one conversation that everybody there has; there may be any number with titles beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20)
    about = models.UUIDField(null=True, blank=True)
    title = models.CharField(_("What is it about?"), max_length=120, blank=True, validators=[refuse_control_signs])
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    newest_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    opened_by_id: UUID | None
    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("kind", "about"), name="messaging_threads_about")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "about"),
                name="messaging_one_without_a_title",
                condition=Q(title=""),
                nulls_distinct=False,
                violation_error_message=_("There is such a conversation already."),
            ),
            models.CheckConstraint(
                name="messaging_is_about_something",
                condition=Q(kind="circle", about=None) | ~Q(kind="circle") & Q(about__isnull=False),
                violation_error_message=_("Say whose conversation it is."),
            ),
            models.CheckConstraint(
                name="messaging_closed_with_a_title",
                condition=Q(closed_at=None) | ~Q(title=""),
                violation_error_message=_("This conversation cannot be closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"thread {self.pk}"


class Seat(CircleModel):
    """How far somebody has read in a conversation, and whether it counts as new for them at all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # The id of the newest message they saw: ids grow with time.
    read_to = models.UUIDField(null=True, blank=True)
    muted_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    thread_id: UUID
    person_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("thread", "person"), name="messaging_one_seat_each"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"
