"""Who is told of what happens in the life of a team, and where it stands: never what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from kernel.sections import Scope
from tenant_apps.helping.models import Authority
from tenant_apps.people.models import Person
from tenant_apps.teams import events
from tenant_apps.teams.models import Team
from tenant_apps.teams.policies_life import people_of


@dataclass(frozen=True)
class Tidings:
    """What a letter says, whom it goes to, and on which page of the team it stands."""

    words: Sentence
    to: Callable[[Any, Team], set[UUID]]
    page: str


def everybody(event: Any, team: Team) -> set[UUID]:
    return set(people_of(team).values_list("pk", flat=True)) | who_acts_for(team)


def the_owner(event: Any, team: Team) -> set[UUID]:
    """The person the team is for, and whoever acts for them in care and daily life."""
    return {team.owner_id} | who_acts_for(team)


def the_wearer(event: Any, team: Team) -> set[UUID]:
    return {event.person_id}


def wearer_and_owner(event: Any, team: Team) -> set[UUID]:
    return {event.person_id} | the_owner(event, team)


def whoever_is_asked(event: Any, team: Team) -> set[UUID]:
    return {event.who_id}


def both_of_them(event: Any, team: Team) -> set[UUID]:
    return {event.member_id} | the_owner(event, team)


def who_acts_for(team: Team) -> set[UUID]:
    found = Authority.objects.in_force().reaching(Scope.CARE).filter(person=team.owner_id)
    return set(found.values_list("helper_id", flat=True))


TIDINGS: Final = {
    events.TeamHatAsked: Tidings(
        _("Somebody is asked to do something for a team you are in, or offers to."), everybody, "hats/"
    ),
    events.TeamHatDoubted: Tidings(
        _("Somebody sees something that speaks against an offer in your team. You decide."), the_owner, "hats/"
    ),
    events.TeamHatBegan: Tidings(
        _("Somebody has begun to do something for the team, or goes on."), wearer_and_owner, "hats/"
    ),
    events.TeamHatVacant: Tidings(
        _("Nobody does something any more that a team you are in cannot do without."), everybody, "hats/"
    ),
    events.TeamHatEndsSoon: Tidings(
        _("What you do for a team ends soon. You can go on, or hand it over."), the_wearer, "hats/"
    ),
    events.TaskGiven: Tidings(_("You are asked to do something for a team."), whoever_is_asked, "tasks/"),
    events.TeamFounded: Tidings(_("A team was begun around you. You decide who is in it."), the_owner, ""),
    events.CheckInAsked: Tidings(_("Somebody in your team asks how it is going."), everybody, "check-ins/"),
    events.MeetingCalled: Tidings(_("A team you are in is going to meet."), everybody, "meetings/"),
    events.MeetingMoved: Tidings(
        _("A team you are in meets at another time or in another place."), everybody, "meetings/"
    ),
    events.MeetingCancelled: Tidings(_("A meeting of a team you are in was cancelled."), everybody, "meetings/"),
    events.AgreementWritten: Tidings(
        _("There are new words for a team you are in to agree on. You are asked for your yes."),
        everybody,
        "agreements/",
    ),
    events.ReviewDue: Tidings(
        _("You have met some times now. We would like to ask you how it goes."), both_of_them, "reviews/"
    ),
}


def to_be_told(event: Any, tidings: Tidings, team: Team, *, besides: UUID | None) -> dict[Person, str]:
    """Those the letter goes to, but for whoever did it, and where it stands for each. Whoever is not in the team
    themselves begins to act for its owner first."""
    here = set(people_of(team).values_list("pk", flat=True))
    people = Person.objects.able().filter(pk__in=tidings.to(event, team) - {besides}).order_by("id")
    page = f"/team/{team.pk}/{tidings.page}"
    return {person: page if person.pk in here else "/helping/" for person in people}
