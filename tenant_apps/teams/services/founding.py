"""Found a team around somebody, and step back from it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.teams import policies
from tenant_apps.teams.events import StarterSteppedBack, TeamFounded
from tenant_apps.teams.models import Team


@transaction.atomic
def found_team(owner: Person, *, starter: Person | None = None, by: Actor) -> Team:
    """Found a team around a supported person. The same again is nothing new: there is one team around a person.

    A steward or coordinator who founds it has asked the person; `starter` helps it to stand on its own feet.
    """
    if not policies.can_found(require(by), owner):
        raise NotAllowed(_("A team is founded by the person it is for, whoever acts for them, or a coordinator."))
    owner = Person.objects.select_for_update(of=["self"]).get(pk=owner.pk)
    if not owner.is_present:
        raise Conflict(_("They are not of the circle any more."), code="gone")
    if starter is not None and (starter.pk == owner.pk or not starter.may_come_in):
        raise RuleBroken(code="starter", errors={"starter": [_("Choose somebody else to help it begin.")]})
    known = Team.objects.living().filter(owner=owner).first()
    if known is not None:
        return known
    hand = hand_of(by)
    team = Team(owner=owner, starter=starter, founded_by=hand if isinstance(hand, Person) else None)
    team.full_clean()
    team.save(force_insert=True)
    announce(TeamFounded(team_id=team.pk, person_id=owner.pk), by=by)
    return team


def found_for(owner: Person, *, helps: bool, by: Person) -> Team:
    """A steward or coordinator founds it for somebody who said yes, and `helps` it to begin if it is not their own."""
    return found_team(owner, starter=by if helps and owner.pk != by.pk else None, by=by)


@transaction.atomic
def step_back(team: Team, *, by: Actor) -> Team:
    """Whoever helped the team to begin steps back: the team stands on its own. Twice is once."""
    team = Team.objects.select_for_update(of=["self"]).select_related("owner").get(pk=team.pk)
    hand = policies.stands_for(require(by))
    is_starter = hand is not None and hand.pk == team.starter_id and not isinstance(by, OnBehalf)
    if not is_starter and not policies.is_owners_word(by, team):
        raise NotAllowed(_("The team starter steps back, or the person the team is for says that they may."))
    if team.starter_id is None or team.stepped_back_at is not None:
        return team
    team.stepped_back_at = now()
    team.save(update_fields=["stepped_back_at"])
    announce(StarterSteppedBack(team_id=team.pk), by=by)
    return team
