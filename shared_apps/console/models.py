"""Who works at the desk, from when to when, what they did and looked at, and what each circle's plan is."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.words import refuse_control_signs
from shared_apps.console.hats import Hat, powers_of
from shared_apps.federation.actors import OFFICER
from shared_apps.federation.models.noted import Noted
from shared_apps.federation.services.facts import today
from shared_apps.identity.proof import LONG_AGO


class Officer(models.Model):
    """Somebody who works for the national co-op: their account, and the name that circles and colleagues read.

    The address is the one they were appointed with. The console cannot look up accounts, so it keeps that one line.
    """

    kind: ClassVar[str] = OFFICER

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account_id = models.UUIDField(unique=True)
    name = models.CharField(_("Name"), max_length=60, validators=[refuse_control_signs])
    email = models.EmailField(_("E-mail address"))
    appointed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return f"officer {self.pk}"

    def hats(self) -> set[str]:
        """The hats they wear today, asked afresh each time."""
        return set(self.terms.worn(today()).values_list("hat", flat=True))

    def may(self, power: str) -> bool:
        """Whether their hats give them this power at this moment."""
        return power in powers_of(self.hats())


class TermQuerySet(models.QuerySet["Term"]):
    def worn(self, on: date) -> "TermQuerySet":
        """Hats that were accepted and whose term is running on that day."""
        return self.running(on).filter(accepted_at__isnull=False)

    def offered(self, on: date) -> "TermQuerySet":
        """Hats that somebody was asked to wear and has not answered yet."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), accepted_at=None, ended_at=None)

    def running(self, on: date) -> "TermQuerySet":
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on, ended_at=None)


class Term(models.Model):
    """One hat, worn by one officer from a day until just before another, once they have said yes to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="terms")
    hat = models.CharField(_("Hat"), max_length=12, choices=Hat.choices)
    from_on: "models.DateField[date, date]" = models.DateField(_("From"))
    until_on: "models.DateField[date | None, date | None]" = models.DateField(_("Until"), null=True, blank=True)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    accepted_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    why_ended = models.CharField(_("Why"), max_length=300, blank=True)

    officer_id: UUID
    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="console_term_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("The last day comes after the first."),
            ),
            models.UniqueConstraint(
                fields=("officer", "hat"),
                name="console_one_term_of_a_hat_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message=_("They have this hat already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hat} of {self.officer_id}"


class ConsoleSession(models.Model):
    """A browser that is signed in at the desk. Only the hash of its cookie is kept."""

    key_hash = models.BinaryField(max_length=32, unique=True)
    data = models.TextField(blank=True)
    expires_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    account_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    epoch = models.PositiveIntegerField(null=True, blank=True)
    proved_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=LONG_AGO)
    methods = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    browser_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"console session {self.pk}"


class Entry(models.Model):
    """One line of what officers did, looked at, and tried without the right to. The list only grows, and the database
    sees to that."""

    class Verb(models.TextChoices):
        LOOKED = "looked", _("Looked at")
        DID = "did", _("Did")
        TRIED = "tried", _("Tried, and may not")

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    by_kind = models.CharField(max_length=20)
    by_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True, db_index=True)
    verb = models.CharField(max_length=8, choices=Verb.choices)
    what = models.CharField(max_length=60)
    circle_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True, db_index=True)
    subject = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.what} at {self.at:%Y-%m-%d %H:%M}"


class PlanChange(Noted):
    """What a circle pays for its home from a day on, by the national co-op's price list. The last line counts."""

    class Plan(models.TextChoices):
        FREE = "free", _("Free, while it forms")
        HOSTED = "hosted", _("Hosted")
        OWN = "own", _("Own society")
        SPONSORED = "sponsored", _("Paid by the solidarity fund")

    circle_id = models.UUIDField(db_index=True)
    plan = models.CharField(_("Plan"), max_length=12, choices=Plan.choices)
    from_on: "models.DateField[date, date]" = models.DateField(_("From"))

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.plan} for {self.circle_id}"
