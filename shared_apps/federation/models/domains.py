"""A circle's own domain: asked for, proved in the DNS, live, and looked at again for as long as it is."""

from datetime import datetime
from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7

PROOF_AT: Final = "_coopbox."
PROOF_SAYS: Final = "coopbox-circle="


class DomainClaimQuerySet(models.QuerySet["DomainClaim"]):
    def open(self) -> "DomainClaimQuerySet":
        return self.filter(state__in=DomainClaim.OPEN)

    def to_be_looked_at(self, at: datetime) -> "DomainClaimQuerySet":
        return self.open().filter(look_next_at__lte=at).order_by("look_next_at", "id")


class DomainClaim(models.Model):
    """One circle's wish to go by a domain of its own, with what the DNS said of it. Never handed to another circle:
    whoever asks for a domain later gets a claim and a secret of their own."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for its proof")
        PROVED = "proved", _("Proved, does not lead here yet")
        LIVE = "live", _("In use")
        LAPSED = "lapsed", _("Over")

    class Ended(models.TextChoices):
        GIVEN_UP = "given_up", _("The circle gave it up")
        PROOF_GONE = "proof_gone", _("Its proof was gone for too long")
        TOO_LATE = "too_late", _("It was not proved in time")
        TAKEN = "taken", _("Another circle proved it first")
        CLOSED = "closed", _("The circle closed")

    class Found(models.TextChoices):
        OK = "ok", _("Right")
        MISSING = "missing", _("Missing")
        ELSEWHERE = "elsewhere", _("Leads somewhere else")
        UNKNOWN = "unknown", _("Nobody could tell")

    OPEN: ClassVar = (State.ASKED, State.PROVED, State.LIVE)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    circle_id = models.UUIDField(db_index=True)
    domain = models.CharField(max_length=253)
    look = models.CharField(max_length=253)  # what it looks like at a glance: kernel.lookalikes.look
    secret = models.CharField(max_length=64)  # public once it stands in the DNS; guards against nobody's guesses
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    asked_by = models.UUIDField()
    proved_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)
    missing_since: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )
    stops_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    warned = models.PositiveSmallIntegerField(default=0)  # how many warnings went out about what is missing now
    given_up_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=Ended.choices, blank=True)
    proof = models.CharField(max_length=10, choices=Found.choices, blank=True)
    points = models.CharField(max_length=10, choices=Found.choices, blank=True)
    seen: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=45), default=list, blank=True)
    looked_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    look_next_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    objects = DomainClaimQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes: ClassVar = [models.Index(fields=("look_next_at",), name="federation_domain_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("domain",), name="federation_domain_of_one_circle", condition=Q(state__in=("proved", "live"))
            ),
            models.UniqueConstraint(
                fields=("circle_id",),
                name="federation_one_domain_at_a_time",
                condition=Q(state__in=("asked", "proved", "live")),
            ),
            models.CheckConstraint(
                name="federation_domain_over_or_not",
                condition=(Q(state="lapsed", ended_at__isnull=False) & ~Q(ended_how=""))
                | (~Q(state="lapsed") & Q(ended_at=None, ended_how="")),
            ),
            models.CheckConstraint(
                name="federation_domain_live_after_proof",
                condition=~Q(state="live") | Q(proved_at__isnull=False, live_at__gte=F("proved_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def proof_name(self) -> str:
        """Under which name the proof is to stand."""
        return f"{PROOF_AT}{self.domain}"

    @property
    def proof_text(self) -> str:
        """What is to stand there."""
        return f"{PROOF_SAYS}{self.secret}"
