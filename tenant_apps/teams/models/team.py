"""A team, and the places in it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.ids import uuid7
from kernel.time import now
from kernel.words import refuse_control_signs
from tenant_apps.people.models import Person
from tenants.questions import Slot
from tenants.rows import CircleModel


class TeamQuerySet(models.QuerySet["Team"]):
    def living(self) -> "TeamQuerySet":
        """Those that have not ended. A frozen team lives."""
        return self.filter(ended_at=None)

    def of(self, person: Person, at: datetime | None = None) -> "TeamQuerySet":
        """The living teams somebody owns or has a place in just now."""
        held = Place.objects.held(at).filter(person=person)
        return self.living().filter(Q(owner=person) | Q(pk__in=held.values("team")))


class Team(CircleModel):
    """The people around one supported member, its owner: they, or whoever acts for them, decide who is in it.

    `starter` helps it to stand on its own feet, until they step back. A frozen team is kept as it was: nobody comes in
    until it is clear who decides.
    """

    class Frozen(models.TextChoices):
        DIED = "died", _("The person it was for has died")
        LEFT = "left", _("The person it was for is not of the circle any more")
        CAPACITY = "capacity", _("The person it is for cannot decide just now, and nobody decides for them yet")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="teams")
    founded_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    founded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starter = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stepped_back_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )
    frozen_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    frozen_why = models.CharField(max_length=10, choices=Frozen.choices, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.TextField(_("Why"), max_length=1000, validators=[MaxLengthValidator(1000)], blank=True)

    owner_id: UUID
    founded_by_id: UUID | None
    starter_id: UUID | None
    ended_by_id: UUID | None
    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("owner",),
                name="teams_one_team_around_a_person",
                condition=Q(ended_at=None),
                violation_error_message=_("There is a team around them already."),
            ),
            models.CheckConstraint(
                name="teams_frozen_for_a_reason",
                condition=Q(frozen_at=None, frozen_why="") | Q(frozen_at__isnull=False) & ~Q(frozen_why=""),
                violation_error_message=_("A team rests for a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"team {self.pk}"

    @property
    def is_living(self) -> bool:
        return self.ended_at is None

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def goes_on(self) -> bool:
        """Whether anything can be done in it: it neither ended nor rests."""
        return self.is_living and not self.is_frozen


class PlaceQuerySet(models.QuerySet["Place"]):
    def held(self, at: "datetime | Slot | None" = None) -> "PlaceQuerySet":
        """Those that somebody has now: begun, not ended, and of cover only while it lasts."""
        return self.filter(
            Q(covers_until=None) | Q(covers_until__gt=at or now()), began_at__isnull=False, ended_at=None
        )

    def around(self, owner: "UUID | Slot", at: "datetime | Slot | None" = None) -> "PlaceQuerySet":
        """Those around one person that somebody holds for good, and not only to stand in."""
        return self.held(at).filter(team__owner=owner, covers_until=None)

    def waiting(self) -> "PlaceQuerySet":
        """Those that were brought up or offered, and wait for a yes of the owner or of whoever is asked."""
        return self.filter(began_at=None, ended_at=None)

    def asked_of(self, person: Person) -> "PlaceQuerySet":
        """Those the owner agreed to, that wait for somebody's own yes."""
        return self.waiting().filter(person=person, agreed_at__isnull=False, accepted_at=None)

    def waiting_since(self, moment: datetime) -> "PlaceQuerySet":
        """Those that have waited since then or longer for the answer that is due: the owner's first, then theirs."""
        return self.waiting().alias(since=Coalesce("agreed_at", "asked_at")).filter(since__lte=moment)


class Place(CircleModel):
    """Somebody's place in a team: brought up by somebody, agreed by the owner, and taken by whoever it is for.

    Both must have said yes before it begins. Somebody who stands in for a while (`covers_until`) sees the least that
    is needed, and nothing as soon as it is over.
    """

    class Kind(models.TextChoices):
        FAMILY = "family", _("Family")
        FRIEND = "friend", _("Friend")
        NEIGHBOUR = "neighbour", _("Neighbour")
        VOLUNTEER = "volunteer", _("Volunteer")
        WORKER = "worker", pgettext_lazy("kind of team member", "Paid worker")
        PROFESSIONAL = "professional", _("Professional")

    class Ended(models.TextChoices):
        LEFT = "left", _("They left the team")
        ASKED_TO_GO = "asked_to_go", _("The person the team is for ended it")
        EMERGENCY = "emergency", _("A coordinator ended it while nobody could decide")
        COVER_OVER = "cover_over", _("Standing in is over")
        SAID_NO = "said_no", _("They said no")
        NOT_AGREED = "not_agreed", _("The person the team is for said no")
        TAKEN_BACK = "taken_back", _("The question was taken back")
        RAN_OUT = "ran_out", _("Nobody answered in time")
        TEAM_ENDED = "team_ended", _("The team ended")
        LEFT_CIRCLE = "left_circle", _("They are not of the circle any more")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(_("Who they are to the team"), max_length=20, choices=Kind.choices)
    # What they do here, in a line of their own words: "shopping on Fridays".
    does = models.CharField(_("What they do"), max_length=200, blank=True, validators=[refuse_control_signs])
    asked_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The owner's yes, or that of whoever acts for them (`agreed_by` is whose hand it was).
    agreed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The yes of whoever the place is for; `accepted_by` is somebody else when it was said aloud.
    accepted_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reminded_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    began_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    covers_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_how = models.CharField(max_length=20, choices=Ended.choices, blank=True)

    team_id: UUID
    person_id: UUID
    asked_by_id: UUID | None
    agreed_by_id: UUID | None
    accepted_by_id: UUID | None
    ended_by_id: UUID | None
    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("team", "person"),
                name="teams_one_place_each",
                condition=Q(ended_at=None),
                violation_error_message=_("They have a place in this team already, or were asked."),
            ),
            models.CheckConstraint(
                name="teams_places_begin_with_both",
                condition=Q(began_at=None) | Q(agreed_at__isnull=False, accepted_at__isnull=False),
                violation_error_message=_("A place begins when both have said yes."),
            ),
            models.CheckConstraint(
                name="teams_places_end_somehow",
                condition=Q(ended_at=None, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                violation_error_message=_("Say how it ended."),
            ),
            models.CheckConstraint(
                name="teams_cover_ends_after_it_begins",
                condition=Q(covers_until=None) | Q(began_at=None) | Q(covers_until__gt=F("began_at")),
                violation_error_message=_("Standing in ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.pk}"

    @property
    def is_cover(self) -> bool:
        """Whether they only stand in for a while."""
        return self.covers_until is not None

    def is_over(self, at: datetime | None = None) -> bool:
        """Whether it ended, or only lasted until a time that has come."""
        return self.ended_at is not None or (self.covers_until is not None and self.covers_until <= (at or now()))

    def is_held(self, at: datetime | None = None) -> bool:
        """Whether somebody has this place at that moment, now by default."""
        moment = at or now()
        return (
            self.began_at is not None
            and self.ended_at is None
            and (self.covers_until is None or self.covers_until > moment)
        )
