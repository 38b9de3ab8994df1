"""A team as this reader may see it: who is in it, who waits, what can be done. Names come through privacy's doors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.actors import Actor
from kernel.sections import Purpose
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name, masked_many, visible
from tenant_apps.privacy.relations import reader_of
from tenant_apps.teams import policies
from tenant_apps.teams.models import Place, Team


@dataclass(frozen=True, slots=True)
class Seat:
    """One place on a page. `called` is empty where the reader may not know the name."""

    place: Place
    called: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team, the seats in it, and what the reader may do."""

    team: Team
    owner: str
    is_own: bool
    members: list[Seat]
    standing_in: list[Seat]
    asked: list[Seat]
    brought_up: list[Seat]
    may_decide: bool
    may_end_places: bool
    may_end_cover: bool
    may_say_no: bool
    may_let_stand_in: bool
    is_starter: bool


def names_of(actor: Actor, people: Iterable[Person], purpose: Purpose = Purpose.VIEW) -> dict[UUID, str]:
    """What to call these people, as far as the reader may know it, or knows it anyway as one of the same team."""
    rows = list({each.pk: each for each in people}.values())
    reader = reader_of(actor)
    called = {each.pk: each.called for each in masked_many(reader, rows, purpose, ["people.name"])}
    if purpose is not Purpose.VIEW or all(called.values()):
        return called
    unknown = Person.objects.filter(pk__in=[each.pk for each in rows if not called[each.pk]])
    return {**called, **{each.pk: each.called for each in known_by_name(reader, unknown)}}


def view_of(team: Team, actor: Actor, purpose: Purpose = Purpose.VIEW) -> TeamView:
    """The team for a reader whom the caller let in. Questions that wait are for whoever decides, asks or is asked."""
    hand = policies.stands_for(actor)
    places = list(team.places.filter(ended_at=None).select_related("person").order_by("began_at", "asked_at"))
    called = names_of(actor, [team.owner, *(each.person for each in places)], purpose)
    seats = [Seat(each, called[each.person_id], hand is not None and each.person_id == hand.pk) for each in places]
    may_decide = policies.can_decide(actor, team)
    sees_questions = may_decide or policies.is_host(actor) or policies.is_owners_word(actor, team)
    waiting = [
        seat
        for seat in seats
        if seat.place.began_at is None and (sees_questions or (hand is not None and seat.place.asked_by_id == hand.pk))
    ]
    held = [seat for seat in seats if seat.place.is_held()]
    return TeamView(
        team=team,
        owner=called[team.owner_id],
        is_own=policies.is_owners_word(actor, team),
        members=[seat for seat in held if not seat.place.is_cover],
        standing_in=[seat for seat in held if seat.place.is_cover],
        asked=[seat for seat in waiting if seat.place.agreed_at is not None],
        brought_up=[seat for seat in waiting if seat.place.agreed_at is None],
        may_decide=may_decide,
        may_end_places=may_decide or policies.is_emergency_for(actor, team),
        may_end_cover=may_decide or policies.is_host(actor),
        may_say_no=may_decide or policies.is_owners_word(actor, team),
        may_let_stand_in=policies.may_send_somebody(actor, team)
        and (may_decide or policies.can_let_stand_in(actor, team)),
        is_starter=policies.is_starter(actor, team),
    )


def whom_hosts_found_for(host: Person) -> Any:
    """For whom a steward or coordinator may found a team: whose names they know in that office."""
    return visible(host, Person.objects.able(), "people.name", Purpose.ADMIN)


def newcomers(actor: Actor, team: Team) -> Any:
    """Whom the reader may bring up: people whose names they may know, and who are not in it yet."""
    here = team.places.filter(ended_at=None).values("person")
    people = Person.objects.able().exclude(pk=team.owner_id).exclude(pk__in=here)
    if policies.is_host(actor):
        return visible(actor, people, "people.name", Purpose.ADMIN)
    return known_by_name(actor, people)
