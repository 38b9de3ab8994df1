"""Agreements with other circles, and the letters that went and came under them. Both circles keep their own copy."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from tenant_apps.people.models import Person
from tenants.rows import CircleModel

Moment = models.DateTimeField


class Agreement(CircleModel):
    """Our circle and another may write to each other, about what both agreed on. It has the same id in both."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        IN_FORCE = "in_force", _("In force")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    OPEN: ClassVar = (State.PROPOSED, State.IN_FORCE)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    other = models.UUIDField()  # the other circle's id: not a key, for nothing points out of a circle
    other_called = models.CharField(max_length=80)  # as it was called when this was proposed
    is_ours = models.BooleanField()  # we proposed it
    kinds: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=40))
    purpose = models.CharField(_("What for"), max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    settled_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    ended_by_us: "models.BooleanField[bool | None, bool | None]" = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("other_called", "-proposed_at")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("other",),
                name="letters_one_agreement_with_each",
                condition=Q(state__in=("proposed", "in_force")),
                violation_error_message=_("There is an agreement with this circle already, or one is proposed."),
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    @property
    def is_in_force(self) -> bool:
        return self.state == self.State.IN_FORCE

    @property
    def waits_for_us(self) -> bool:
        return self.state == self.State.PROPOSED and not self.is_ours


class Letter(CircleModel):
    """One letter, as we sent it or as it came. Never edited; it has the same id in both circles."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        ARRIVED = "arrived", _("Arrived")
        READ = "read", _("Read")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Came back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="letters")
    is_ours = models.BooleanField()  # we wrote it
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    answers: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True, db_index=True)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    arrived_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    read_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    read_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)
    refused_how = models.CharField(max_length=40, blank=True)

    agreement_id: UUID

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [models.Index(fields=("-at", "-id"), name="letters_latest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="letters_only_ours_have_a_writer", condition=Q(is_ours=True) | Q(written_by=None)
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def title(self) -> str:
        return str(self.payload.get("subject", "")) or self.kind
