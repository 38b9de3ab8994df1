"""What a team agreed on, and how it looks after three, eight and twelve sessions."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.people.models import Person
from tenant_apps.teams.models.team import Team
from tenant_apps.teams.terms import REVIEWED_AFTER
from tenant_apps.vault.fields import SealedTextField
from tenants.rows import CircleModel

Moment = models.DateTimeField


class Agreement(CircleModel):
    """Something the team agreed on, in plain words. Its wording stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="agreements")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = SealedTextField(_("What is it about?"), whose="owner", max_length=120)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    team_id: UUID
    owner_id: UUID

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class AgreementVersion(CircleModel):
    """One wording of an agreement. It never changes: another wording is a new one, and everybody is asked anew."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    words = SealedTextField(_("What do we agree on?"), whose="owner", max_length=6000)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    agreement_id: UUID
    owner_id: UUID

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agreement", "number"),
                name="teams_one_wording_of_a_number",
                violation_error_message=_("Somebody wrote this anew meanwhile. Read it, then write yours."),
            ),
        ]

    def __str__(self) -> str:
        return f"agreement version {self.pk}"


class AgreementYes(CircleModel):
    """Somebody said yes to one wording of an agreement, or that they cannot."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="yeses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField()
    # Whose hand it was, where somebody acts for the person the team is for.
    said_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    person_id: UUID
    version_id: UUID

    class Meta:
        verbose_name_plural = "agreement yeses"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "person"), name="teams_one_answer_to_a_wording"),
        ]

    def __str__(self) -> str:
        return f"agreement yes {self.pk}"


class Session(CircleModel):
    """The person the team is for and a member met on a day. While there are no visits yet, a member notes it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="sessions")
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on: "models.DateField[date, date]" = models.DateField(_("On which day?"))
    noted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    noted_at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    team_id: UUID
    who_id: UUID

    class Meta:
        ordering = ("-on", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("team", "who", "on"),
                name="teams_one_session_a_day",
                violation_error_message=_("This day is noted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class Review(CircleModel):
    """After so many sessions the person the team is for and one member look at how it goes, between the two."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reviews")
    member = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    after = models.PositiveSmallIntegerField(choices=[(each, each) for each in REVIEWED_AFTER])
    due_on: "models.DateField[date, date]" = models.DateField()
    closed_at: "models.DateTimeField[datetime | None, datetime | None]" = Moment(null=True, blank=True)

    team_id: UUID
    member_id: UUID

    class Meta:
        ordering = ("-due_on", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("team", "member", "after"), name="teams_one_review_after_so_many"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewWords(CircleModel):
    """What one of the two says in a review. The other reads it when both have written; the team, when both share."""

    class Side(models.TextChoices):
        OWNER = "owner", _("The person the team is for")
        MEMBER = "member", _("The member")

    class Next(models.TextChoices):
        GO_ON = "go_on", _("Go on as it is")
        CHANGE = "change", _("Change something")
        STOP = "stop", _("Stop")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="words")
    side = models.CharField(max_length=10, choices=Side.choices)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    good = SealedTextField(_("What goes well?"), whose="owner", max_length=1000, blank=True)
    change = SealedTextField(_("What should be different?"), whose="owner", max_length=1000, blank=True)
    next = models.CharField(_("How do you want to go on?"), max_length=10, choices=Next.choices)
    is_shared = models.BooleanField(default=False)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at: "models.DateTimeField[datetime, datetime]" = Moment(default=now)

    review_id: UUID
    owner_id: UUID

    class Meta:
        verbose_name_plural = "review words"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("review", "side"), name="teams_each_side_writes_once"),
            models.CheckConstraint(
                name="teams_reviews_say_how_to_go_on",
                condition=~Q(next=""),
                violation_error_message=_("Say how you want to go on."),
            ),
        ]

    def __str__(self) -> str:
        return f"review words {self.pk}"
