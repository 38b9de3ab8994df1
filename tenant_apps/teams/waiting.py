"""What waits for somebody's word in the teams they are in: for their first page."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.helping.models import Capacity
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


# What waits: the sentence, and the page of the team (empty for its first one) on which the answer is given.
SAYS: Final[dict[str, tuple[Sentence, str]]] = {
    "join": (_("You are asked into a team."), ""),
    "bring_up": (_("Somebody was brought up for your team. You decide."), ""),
    "bring_up_no": (
        _("Somebody was brought up for your team. Whoever acts for you decides; you can always say no."),
        "",
    ),
    "do": (_("Somebody asks whether you will do something for a team."), "hats/"),
    "agree": (_("Somebody would like to do something for your team. You decide."), "hats/"),
    "agree_no": (
        _("Somebody would like to do something for your team. Whoever acts for you decides; you can always say no."),
        "hats/",
    ),
    "yes": (_("A team you are in wrote down something to agree on. Say what you think."), "agreements/"),
    "review": (_("You have met some times now. Say how it goes."), "reviews/"),
}


def waiting_for(person: Person) -> list[Waiting]:
    """In one question, whatever the number of teams; each page of each team once."""
    held = Place.objects.held().filter(person=person, covers_until=None)
    in_teams = Team.objects.living().filter(Q(owner=person) | Q(pk__in=held.values("team")))
    teams = in_teams.filter(frozen_why__in=("", Team.Frozen.CAPACITY)).values("pk")
    asked = TeamHat.objects.waiting().filter(team__in=teams)
    places = Place.objects.waiting().filter(team__ended_at=None, team__frozen_at=None)
    own_places, own_hats = (rows.filter(team__owner=person, agreed_at=None) for rows in (places, asked))
    cannot = Q(Exists(Capacity.objects.filter(person=person, can_decide=False, ended_at=None)))
    found = _rows("join", places.filter(person=person, agreed_at__isnull=False, accepted_at=None)).union(
        _rows("bring_up", own_places.exclude(cannot)),
        _rows("bring_up_no", own_places.filter(cannot)),
        _rows("do", asked.filter(person=person, accepted_at=None)),
        _rows("agree", own_hats.exclude(cannot)),
        _rows("agree_no", own_hats.filter(cannot)),
        _rows("yes", _unanswered(person).filter(team__in=teams)),
        _rows("review", _unwritten(person).filter(team__in=teams)),
    )
    by_code: dict[str, list[UUID]] = {}
    for code, team in sorted(found):
        by_code.setdefault(code, []).append(team)
    return [_waiting(code, team) for code in SAYS for team in by_code.get(code, ())]


def _waiting(code: str, team: UUID) -> Waiting:
    says, page = SAYS[code]
    # Who is only asked yet may not open the team itself: what they are asked stands with their teams.
    return Waiting(says, f"/team/{team}/{page}" if code != "join" else "/team/")


def _rows(code: str, rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
    return rows.order_by().annotate(what=Value(code, CharField())).values_list("what", "team_id")


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
