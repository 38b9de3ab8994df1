"""What follows: places end with the circle, teams rest and go on, and whoever it concerns hears that there is news."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.errors import Sentence
from kernel.sections import Scope
from kernel.time import now
from tenant_apps.helping.events import AuthorityAccepted, AuthorityChecked, AuthorityEnded, CapacityRecorded
from tenant_apps.helping.models import Authority
from tenant_apps.journal.events import Event
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.merging.events import MergeUndone, PeopleMerged
from tenant_apps.people.events import PersonDied, PersonLeft, PersonReturned, PersonSuspended
from tenant_apps.people.models import Person
from tenant_apps.teams.events import (
    PlaceAgreed,
    PlaceAsked,
    PlaceEnded,
    PlaceStillWaits,
    PlaceTaken,
    TeamEnded,
    TeamGoesOn,
    TeamRests,
)
from tenant_apps.teams.mail import write_to
from tenant_apps.teams.models import Meeting, Place, Team
from tenant_apps.teams.services.minding import end_what_left, mind_hats_of, say_what_lacks_without
from tenant_apps.teams.services.places import end_places_of
from tenant_apps.teams.services.resting import look_again
from tenant_apps.teams.services.second import second_team_of
from tenant_apps.teams.services.tasks import free_tasks_of
from tenant_apps.teams.telling import TIDINGS, to_be_told
from tenants.context import CircleRef, current_circle, in_circle

# What a letter says: which kind of news it is, and nothing of whom or why.
WAITS: Final = _("Whether somebody comes into a team waits for an answer.")
IS_IN: Final = _("Somebody is in a team now.")
STANDS_IN: Final = _("Somebody stands in in a team for some days.")
PLACE_ENDED: Final = _("A place in a team has ended.")
NOT_THIS_TIME: Final = _("A question about a place in a team is closed.")
TWO_TEAMS: Final = _("There are two teams around one person. They can become one.")
HOW_IT_STANDS: Final[Mapping[type[Event], Sentence]] = MappingProxyType(
    {
        TeamRests: _("A team rests just now. Nobody comes in until it is clear who decides."),
        TeamGoesOn: _("A team that rested goes on."),
        TeamEnded: _("A team has ended. What it did is kept."),
    }
)


@listens_to(PersonLeft)
def end_their_places(event: PersonLeft, told: Told) -> None:
    """Whoever left has no place in any team; and their own rests."""
    end_places_of(event.person_id, by=SYSTEM)
    _look_again(event.person_id)


@listens_to(PersonDied, PersonReturned, CapacityRecorded)
def look_at_their_team(event: PersonDied | PersonReturned | CapacityRecorded, told: Told) -> None:
    """Who decides in somebody's team may be another question now."""
    _look_again(event.person_id)


@listens_to(AuthorityAccepted, AuthorityChecked, AuthorityEnded)
def look_at_whom_it_is_about(event: AuthorityAccepted | AuthorityChecked | AuthorityEnded, told: Told) -> None:
    """Somebody may act for the owner now, or no longer."""
    found = Authority.objects.filter(pk=event.authority_id).first()
    if found is not None:
        _look_again(found.person_id)


@listens_to(PeopleMerged, MergeUndone)
def look_at_the_teams_of_both(event: PeopleMerged | MergeUndone, told: Told) -> None:
    """Of two entries that are one, one owns a team that goes on; when they are two again, both do."""
    _look_again(event.person_id)
    _look_again(event.other_id)


@sends_for(PeopleMerged)
def say_that_there_are_two_teams(event: PeopleMerged, told: Told) -> None:
    """Whoever has a team around each of their two entries, and whoever acts for them: it is theirs to ask them over."""
    circle = current_circle()
    with in_circle(circle):
        team = Team.objects.living().select_related("owner").filter(owner=event.person_id).first()
        if team is None or second_team_of(team) is None:
            return
        whom = _deciders(team)
    _write_to(whom, circle, told, TWO_TEAMS)


def _look_again(person_id: UUID) -> None:
    for team in Team.objects.living().filter(owner=person_id):
        look_again(team, by=SYSTEM)


@sends_for(PlaceAsked, PlaceAgreed, PlaceStillWaits)
def say_whose_yes_it_waits_for(event: PlaceAsked | PlaceAgreed | PlaceStillWaits, told: Told) -> None:
    """The owner and whoever acts for them, until they agreed; then whoever is asked."""
    circle = current_circle()
    with in_circle(circle):
        place = Place.objects.waiting().select_related("team__owner", "person").filter(pk=event.place_id).first()
        if place is None:
            return
        whom = [place.person] if place.agreed_at else _deciders(place.team)
    _write_to(whom, circle, told, WAITS)


@sends_for(PlaceTaken, PlaceEnded)
def say_who_is_in(event: PlaceTaken | PlaceEnded, told: Told) -> None:
    """The owner, whoever acts for them and the person themselves; of a question that came to nothing, whoever waits."""
    circle = current_circle()
    with in_circle(circle):
        place = Place.objects.select_related("team__owner", "person").filter(pk=event.place_id).first()
        if place is None or (place.began_at is not None and place.ended_how == Place.Ended.TEAM_ENDED):
            return  # of a team that ends one letter is enough
        whom = _deciders(place.team) if place.agreed_at else []
        whom += [place.person] if place.agreed_at or place.accepted_at else []
        words = _of_a_place(place, is_over=isinstance(event, PlaceEnded))
    _write_to(whom, circle, told, words)


def _of_a_place(place: Place, *, is_over: bool) -> Sentence:
    if is_over:
        return PLACE_ENDED if place.began_at is not None else NOT_THIS_TIME
    return STANDS_IN if place.covers_until is not None else IS_IN


@sends_for(TeamRests, TeamGoesOn, TeamEnded)
def say_how_the_team_stands(event: TeamRests | TeamGoesOn | TeamEnded, told: Told) -> None:
    """Everybody who was in it last, and its owner."""
    circle = current_circle()
    with in_circle(circle):
        team = Team.objects.select_related("owner").filter(pk=event.team_id).first()
        if team is None:
            return
        to_the_end = Q(ended_at=None) | Q(ended_at__gte=told.at) | Q(ended_how=Place.Ended.TEAM_ENDED)
        last = Place.objects.filter(to_the_end, team=team, began_at__isnull=False)
        whom = [team.owner, *Person.objects.able().filter(pk__in=last.values("person")).order_by("id")]
    _write_to(whom, circle, told, HOW_IT_STANDS[type(event)])


def _write_to(whom: Iterable[Person], circle: CircleRef, told: Told, words: Sentence) -> None:
    for person in dict.fromkeys(whom):
        if person.pk != told.actor_id:
            write_to(person, circle, "/team/", words, key=f"{told.key}.{person.pk}")


def _deciders(team: Team) -> list[Person]:
    """The owner, and whoever acts for them in care and daily life now."""
    helpers = Authority.objects.in_force().reaching(Scope.CARE).filter(person=team.owner).select_related("helper")
    return [team.owner, *(each.helper for each in helpers)]


# --- what a team does together ----------------------------------------------------------------------------------------


@sends_for(*TIDINGS)
def say_that_something_waits(event: Any, told: Told) -> None:
    """Everybody it concerns but whoever did it, once they can do something about it."""
    circle, tidings = current_circle(), TIDINGS[type(event)]
    with in_circle(circle):
        team = Team.objects.living().filter(pk=event.team_id).first()
        if team is None or is_past(event):
            return
        letters = to_be_told(event, tidings, team, besides=told.actor_id)
    for person, path in letters.items():
        write_to(person, circle, path, tidings.words, key=f"{told.key}.{person.pk}")


def is_past(event: Any) -> bool:
    """Whether it tells of a meeting that took place already: nobody has to come any more."""
    meeting_id = getattr(event, "meeting_id", None)
    return meeting_id is not None and Meeting.objects.filter(pk=meeting_id, at__lte=now()).exists()


@listens_to(PersonLeft, PersonDied, PlaceEnded)
def end_their_team_hats(event: PersonLeft | PersonDied | PlaceEnded, told: Told) -> None:
    """Whoever is not of the circle or of a team any more does nothing there, and what lacks now is said."""
    person = Person.objects.get(pk=event.person_id)
    end_what_left(person, by=SYSTEM)
    free_tasks_of(person, by=SYSTEM)


@listens_to(TeamEnded)
def end_all_its_hats(event: TeamEnded, told: Told) -> None:
    """In a team that is no more nobody wears anything."""
    mind_hats_of(Team.objects.get(pk=event.team_id), by=SYSTEM)


@listens_to(PersonSuspended)
def say_what_rests_with_them(event: PersonSuspended, told: Told) -> None:
    """What somebody does for teams rests while they are suspended, and the teams hear what they lack."""
    say_what_lacks_without(Person.objects.get(pk=event.person_id), by=SYSTEM)
