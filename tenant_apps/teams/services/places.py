"""Bring somebody up for a place, agree, answer, leave. Both must say yes, and either may end it without a reason.

The team's row is locked first, always: so two answers at one moment are taken one after the other.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound
from kernel.time import now
from kernel.words import tidy
from tenant_apps.helping.services import can_decide as decides_alone
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.teams import policies
from tenant_apps.teams.events import PlaceAgreed, PlaceAsked, PlaceEnded, PlaceStillWaits, PlaceTaken
from tenant_apps.teams.models import Place, Team

# After so long a question that nobody answered is over; whoever it waits for is reminded once (our own rule, 2026).
# Each of the two has so long: the owner from when somebody was brought up, whoever is asked from the owner's yes.
ANSWER_WITHIN: Final = timedelta(days=28)
REMIND_AFTER: Final = timedelta(days=14)

ONLY_OWNER = _("Only the person the team is for decides who is in it, or whoever acts for them.")
ONLY_WHO_ACTS: Final = _(
    "It is written down that the person the team is for cannot decide this just now. Whoever acts for them decides,"
    " or a coordinator if nobody does."
)
Ended = Place.Ended


@transaction.atomic
def bring_up(team: Team, person: Person, kind: str, does: str = "", *, by: Actor) -> Place:
    """Somebody is brought up for a place. Brought up by the owner it is agreed at once, and they are asked."""
    team = locked(team.pk)
    if not policies.can_bring_up(require(by), team):
        raise NotAllowed(_("Somebody of the team can bring people up, or a coordinator."))
    open_to_newcomers(team)
    if person.pk == team.owner_id:
        raise Conflict(_("It is their own team."), code="owner")
    if not person.may_come_in:
        raise Conflict(_("They are not in the circle just now."), code="gone")
    known = team.places.filter(person=person, ended_at=None).first()
    if known is not None and not known.is_over():
        raise Conflict(_("They have a place in this team already, or were asked."), code="have_one")
    if known is not None:
        finish(known, Ended.COVER_OVER, by=by)
    hand = policies.stands_for(by)
    place = Place(team=team, person=person, kind=kind, does=tidy(does), asked_by=hand)
    place.clean_fields(exclude=["team", "person", "asked_by"])
    if policies.is_owners_word(by, team) and policies.can_decide(by, team):
        place.agreed_at, place.agreed_by = now(), hand
    place.full_clean()
    place.save(force_insert=True)
    announce(PlaceAsked(place_id=place.pk, team_id=team.pk, person_id=person.pk), by=by)
    return place


@transaction.atomic
def agree(place: Place, *, by: Actor) -> Place:
    """The owner, or whoever acts for them, would like to have them. Twice is once."""
    place = _waiting(place)
    if not policies.can_decide(require(by), place.team):
        raise NotAllowed(ONLY_OWNER if decides_alone(place.team.owner) else ONLY_WHO_ACTS)
    open_to_newcomers(place.team)
    if place.agreed_at is None:
        place.agreed_at, place.agreed_by = now(), policies.stands_for(by)
        place.reminded_at = None
        place.save(update_fields=["agreed_at", "agreed_by", "reminded_at"])
        announce(PlaceAgreed(place_id=place.pk, team_id=place.team_id, person_id=place.person_id), by=by)
        _begin_if_both(place, by)
    return place


@transaction.atomic
def accept(place: Place, *, by: Actor) -> Place:
    """Whoever the place is for says yes; of somebody who does not sign in it was heard. Twice is once."""
    place = _waiting(place)
    if not policies.can_answer(require(by), place):
        raise NotAllowed(_("Only whoever was asked says yes or no."))
    if not (place.is_cover and place.team.frozen_why == Team.Frozen.CAPACITY):
        open_to_newcomers(place.team)
    if place.accepted_at is None:
        place.accepted_at, place.accepted_by = now(), policies.stands_for(by)
        place.save(update_fields=["accepted_at", "accepted_by"])
        _begin_if_both(place, by)
    return place


@transaction.atomic
def say_no(place: Place, *, by: Actor) -> Place:
    """Whoever was asked would rather not, or the owner would rather not have them. Nobody asks why. Twice is once."""
    place = _locked_place(place)
    if place.ended_at is not None:
        return place
    if place.began_at is not None:
        raise Conflict(_("They have a place already. End that instead."), code="begun")
    if policies.can_answer(require(by), place):
        return finish(place, Ended.SAID_NO, by=by)
    if policies.can_say_no(by, place):
        return finish(place, Ended.NOT_AGREED, by=by)
    raise NotAllowed(_("Only whoever was asked says yes or no."))


@transaction.atomic
def take_back(place: Place, *, by: Actor) -> Place:
    """The question is taken back before anybody was in. Twice is once."""
    place = _locked_place(place)
    if place.ended_at is not None:
        return place
    if not policies.can_take_back(require(by), place):
        raise NotAllowed(_("Whoever asked can take it back, and whoever decides."))
    if place.began_at is not None:
        raise Conflict(_("They have said yes already, and are in the team."), code="begun")
    return finish(place, Ended.TAKEN_BACK, by=by)


@transaction.atomic
def leave(place: Place, *, by: Actor) -> Place:
    """A member leaves; nothing of the team is open to them any more, from their next request on. Twice is once."""
    place = _locked_place(place)
    if place.ended_at is not None:
        return place
    if not policies.can_answer(require(by), place):
        raise NotAllowed(_("Only they themselves can leave."))
    return finish(place, Ended.LEFT if place.began_at else Ended.SAID_NO, by=by)


@transaction.atomic
def ask_to_go(place: Place, *, by: Actor) -> Place:
    """The person the team is for, or whoever acts for them, ends somebody's place. Nobody asks why. Twice is once.

    A coordinator ends standing in; and the place of anybody while the person cannot decide and nobody decides for them.
    """
    place = _locked_place(place)
    if place.ended_at is not None:
        return place
    if not policies.can_end_place(require(by), place):
        raise NotAllowed(ONLY_OWNER if decides_alone(place.team.owner) else ONLY_WHO_ACTS)
    if place.began_at is None:
        return finish(place, Ended.TAKEN_BACK, by=by)
    if policies.can_decide(by, place.team):
        return finish(place, Ended.ASKED_TO_GO, by=by)
    return finish(place, Ended.COVER_OVER if place.is_cover else Ended.EMERGENCY, by=by)


@transaction.atomic
def end_places_of(person_id: UUID, *, by: Actor) -> int:
    """Somebody is not of the circle any more: their places end. Coming back, they are asked anew. Returns how many."""
    places = Place.objects.select_related("team", "person").filter(person=person_id, ended_at=None)
    for place in places.order_by("team", "id"):
        finish(_locked_place(place), Ended.LEFT_CIRCLE, by=by)
    return len(places)


@transaction.atomic
def mind_the_time(*, by: Actor) -> int:
    """Questions that nobody answered in time are over, and so is standing in whose time has come. Returns how many."""
    moment, count = now(), 0
    ran_out = Q(pk__in=Place.objects.waiting_since(moment - ANSWER_WITHIN).values("pk"))
    for place in Place.objects.filter(ran_out | Q(covers_until__lte=moment), ended_at=None).order_by("team", "id"):
        found = _locked_place(place)
        if found.ended_at is None:  # somebody may have answered while we waited for the team
            count += _over_by_now(found, moment, by=by)
    return count


def _over_by_now(place: Place, moment: datetime, *, by: Actor) -> bool:
    if place.is_over(moment):
        finish(place, Ended.COVER_OVER, by=by)
    elif place.began_at is None and (place.agreed_at or place.asked_at) <= moment - ANSWER_WITHIN:
        finish(place, Ended.RAN_OUT, by=by)
    return place.ended_at is not None


@transaction.atomic
def remind(*, by: Actor) -> int:
    """Once, half-way, whoever a question about a place waits for is told of it again. Returns how many."""
    told = 0
    open_teams = Q(team__ended_at=None, team__frozen_at=None)
    waiting = Place.objects.waiting_since(now() - REMIND_AFTER).filter(open_teams, reminded_at=None)
    for place in waiting.select_for_update(of=["self"], skip_locked=True):
        place.reminded_at = now()
        place.save(update_fields=["reminded_at"])
        announce(PlaceStillWaits(place_id=place.pk, team_id=place.team_id, person_id=place.person_id), by=by)
        told += 1
    return told


def finish(place: Place, how: str, *, by: Actor) -> Place:
    """Write down that a place, or the question, is over. The caller has locked the team and asked who may."""
    hand = hand_of(by)
    was_held = place.began_at is not None
    place.ended_at, place.ended_how = now(), how
    place.ended_by = hand if isinstance(hand, Person) else None
    place.save(update_fields=["ended_at", "ended_how", "ended_by"])
    told = {"place_id": place.pk, "team_id": place.team_id, "person_id": place.person_id}
    announce(PlaceEnded(**told, how=Code(how), was_held=was_held), by=by)
    return place


def locked(team_id: UUID) -> Team:
    """The team, held until the transaction ends. Raises NotFound."""
    team = Team.objects.select_for_update(of=["self"]).select_related("owner").filter(pk=team_id).first()
    if team is None:
        raise NotFound
    return team


def open_to_newcomers(team: Team) -> None:
    """Raises Conflict where nobody can come in."""
    if not team.is_living:
        raise Conflict(_("This team has ended."), code="ended")
    if team.is_frozen:
        raise Conflict(_("This team rests: nobody comes in until it is clear who decides."), code="rests")


def _locked_place(place: Place) -> Place:
    team = locked(place.team_id)
    found = Place.objects.select_for_update(of=["self"]).select_related("person").get(pk=place.pk)
    found.team = team
    return found


def _waiting(place: Place) -> Place:
    found = _locked_place(place)
    if found.is_over():  # also standing in whose time came before anybody answered
        raise Conflict(_("This question is over."), code="over")
    return found


def _begin_if_both(place: Place, by: Actor) -> None:
    if place.agreed_at is None or place.accepted_at is None or place.began_at is not None:
        return
    place.began_at = now()
    place.full_clean()
    place.save(update_fields=["began_at"])
    told = {"place_id": place.pk, "team_id": place.team_id, "person_id": place.person_id}
    announce(PlaceTaken(**told, kind=Code(place.kind)), by=by)
