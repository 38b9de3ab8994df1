"""Two tables: what happened, and who is still to be told. The first only ever grows."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM_KIND
from kernel.ids import uuid7
from tenants.rows import CircleModel


class NeverEdited(TypeError):
    """Somebody tried to change or remove what happened."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def update(self, **kwargs: Any) -> int:
        raise NeverEdited("What happened is never edited. Announce what happened next.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NeverEdited("What happened is never removed.")


class Entry(CircleModel):
    """One thing that happened: what, when, by whom, for whom, in which request."""

    append_only: ClassVar[bool] = True  # the circle's role may not even try: provisioning.homes

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    event = models.CharField(max_length=100)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    authority = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="journal_someone_acted",
                condition=Q(actor_kind=SYSTEM_KIND, actor_id=None)
                | ~Q(actor_kind=SYSTEM_KIND) & Q(actor_id__isnull=False),
                violation_error_message=_("Someone always acts: a person with an id, or Coopbox itself."),
            ),
            models.CheckConstraint(
                name="journal_authority_for_somebody",
                condition=Q(on_behalf_of=None, authority=None) | Q(on_behalf_of__isnull=False, authority__isnull=False),
                violation_error_message=_("Acting for somebody needs both the person and the authority."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("event", "id"), name="journal_entry_by_event")]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverEdited("What happened is never edited. Announce what happened next.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NeverEdited("What happened is never removed.")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Those whose turn has come, the longest waiting first. A sender that died is due again when its lease ends."""
        return self.filter(state__in=Delivery.UNDER_WAY, next_try_at__lte=at).order_by("next_try_at", "id")

    def to(self, names: list[str]) -> "DeliveryQuerySet":
        return self.filter(listener__in=names)

    def parked(self) -> "DeliveryQuerySet":
        """Those that failed too often and wait for a human."""
        return self.filter(state=Delivery.State.PARKED)

    def stranded(self, known: list[str]) -> "DeliveryQuerySet":
        """Those for a listener that this version does not have: too new, renamed or gone. Nobody touches them."""
        return self.filter(state__in=Delivery.UNDER_WAY).exclude(listener__in=known)


class Delivery(CircleModel):
    """One listener is to be told of one entry, once.

    `next_try_at` is also the lease: while somebody is sending, it says when that somebody counts as dead. `attempts`
    tells one lease from the next, so that a late comer cannot undo what its successor did.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        DONE = "done", _("Done")
        PARKED = "parked", _("Parked after too many failures")

    UNDER_WAY: ClassVar = (State.WAITING, State.SENDING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries")
    listener = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    # The class of what went wrong, never its message, which may quote people's data.
    last_error = models.CharField(max_length=200, blank=True)

    entry_id: UUID
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("entry", "listener"),
                name="journal_tell_each_once",
                violation_error_message=_("This listener is already to be told of this."),
            ),
            models.CheckConstraint(
                name="journal_done_says_when",
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done") & Q(done_at=None),
                violation_error_message=_("What is done says when, and what is not does not."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=("next_try_at", "id"),
                name="journal_due",
                condition=Q(state__in=("waiting", "sending")),
            ),
            models.Index(fields=("state",), name="journal_parked", condition=Q(state="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.listener} {self.state} {self.pk}"
