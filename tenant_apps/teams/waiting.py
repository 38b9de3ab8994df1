"""What waits for somebody's word in the teams they are in: for their first page."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.people.models import Person
from tenant_apps.teams.models import (
    Agreement,
    AgreementVersion,
    AgreementYes,
    Place,
    Review,
    ReviewWords,
    Team,
    TeamHat,
)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what to say, and the page it stands on."""

    says: Sentence
    at: str


ASKED_TO_DO: Final = _("Somebody asks whether you will do something for a team.")
ASKED_TO_AGREE: Final = _("Somebody would like to do something for your team. You decide.")
ASKED_FOR_YES: Final = _("A team you are in wrote down something to agree on. Say what you think.")
ASKED_HOW_IT_GOES: Final = _("You have met some times now. Say how it goes.")


def waiting_for(person: Person) -> list[Waiting]:
    """In four questions, whatever the number of teams; each page of each team once."""
    held = Place.objects.held().filter(person=person, covers_until=None)
    in_teams = Team.objects.living().filter(Q(owner=person) | Q(pk__in=held.values("team")))
    teams = in_teams.exclude(frozen_why=Team.Frozen.DIED).values("pk")
    asked = TeamHat.objects.waiting().filter(team__in=teams)
    kinds: tuple[tuple[Sentence, str, set[UUID]], ...] = (
        (ASKED_TO_DO, "hats", _teams(asked.filter(person=person, accepted_at=None))),
        (ASKED_TO_AGREE, "hats", _teams(asked.filter(team__owner=person, agreed_at=None))),
        (ASKED_FOR_YES, "agreements", _teams(_unanswered(person).filter(team__in=teams))),
        (ASKED_HOW_IT_GOES, "reviews", _teams(_unwritten(person).filter(team__in=teams))),
    )
    return [Waiting(says, f"/team/{team}/{page}/") for says, page, found in kinds for team in sorted(found)]


def _teams(rows: "QuerySet[Any]") -> set[UUID]:
    return set(rows.order_by().values_list("team_id", flat=True))


def _unanswered(person: Person) -> "QuerySet[Agreement]":
    """Agreements to whose newest wording they have said nothing yet."""
    newest = AgreementVersion.objects.filter(agreement=OuterRef("pk")).order_by("-number").values("pk")[:1]
    said = AgreementYes.objects.filter(person=person, version=OuterRef("newest"))
    living = Agreement.objects.filter(ended_at=None).annotate(newest=Subquery(newest))
    return living.filter(~Exists(said))


def _unwritten(person: Person) -> "QuerySet[Review]":
    """Reviews in which their side has not been written yet."""
    words = ReviewWords.objects.filter(review=OuterRef("pk"))
    owners, members = ReviewWords.Side.OWNER, ReviewWords.Side.MEMBER
    as_owner = Q(team__owner=person) & ~Exists(words.filter(side=owners))
    return Review.objects.filter(as_owner | Q(member=person) & ~Exists(words.filter(side=members)))
