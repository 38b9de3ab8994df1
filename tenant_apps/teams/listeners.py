"""What follows: places end with the circle, teams rest and go on, and whoever it concerns hears that there is news."""

from uuid import UUID

from kernel.actors import SYSTEM
from tenant_apps.helping.events import AuthorityAccepted, AuthorityChecked, AuthorityEnded, CapacityRecorded
from tenant_apps.helping.models import Authority
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.people.events import PersonDied, PersonLeft, PersonReturned
from tenant_apps.people.models import Person
from tenant_apps.teams.events import PlaceAgreed, PlaceAsked, PlaceEnded, PlaceTaken, TeamEnded, TeamGoesOn, TeamRests
from tenant_apps.teams.mail import write_to
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.places import end_places_of
from tenant_apps.teams.services.resting import look_again
from tenants.context import current_circle, in_circle


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


def _look_again(person_id: UUID) -> None:
    for team in Team.objects.living().filter(owner=person_id):
        look_again(team, by=SYSTEM)


@sends_for(PlaceAsked, PlaceAgreed)
def say_whose_yes_it_waits_for(event: PlaceAsked | PlaceAgreed, told: Told) -> None:
    """The owner and whoever acts for them, until they agreed; then whoever is asked."""
    circle = current_circle()
    with in_circle(circle):
        place = Place.objects.waiting().select_related("team__owner", "person").filter(pk=event.place_id).first()
        if place is None:
            return
        whom = [place.person] if place.agreed_at else _deciders(place.team)
    write_to({each: "/team/" for each in whom if each.pk != told.actor_id}, circle, key=str(told.key))


@sends_for(PlaceTaken, PlaceEnded)
def say_who_is_in(event: PlaceTaken | PlaceEnded, told: Told) -> None:
    """The owner, whoever acts for them and the person themselves; of a question that came to nothing, whoever waits."""
    circle = current_circle()
    with in_circle(circle):
        place = Place.objects.select_related("team__owner", "person").filter(pk=event.place_id).first()
        if place is None:
            return
        whom = _deciders(place.team) if place.agreed_at else []
        whom += [place.person] if place.agreed_at or place.accepted_at else []
    write_to({each: "/team/" for each in whom if each.pk != told.actor_id}, circle, key=str(told.key))


@sends_for(TeamRests, TeamGoesOn, TeamEnded)
def say_how_the_team_stands(event: TeamRests | TeamGoesOn | TeamEnded, told: Told) -> None:
    """Everybody who was in it last, and its owner."""
    circle = current_circle()
    with in_circle(circle):
        team = Team.objects.select_related("owner").filter(pk=event.team_id).first()
        if team is None:
            return
        last = Place.objects.filter(team=team, began_at__isnull=False).exclude(ended_at__lt=team.ended_at or told.at)
        whom = [team.owner, *Person.objects.able().filter(pk__in=last.values("person")).order_by("id")]
    write_to({each: "/team/" for each in whom if each.pk != told.actor_id}, circle, key=str(told.key))


def _deciders(team: Team) -> list[Person]:
    """The owner, and whoever acts for them now."""
    helpers = Authority.objects.in_force().filter(person=team.owner).select_related("helper")
    return [team.owner, *(each.helper for each in helpers)]
