"""The first beats of every verb in a team's life: hold the team, see who acts, and whether anything may change."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, Sentence
from tenant_apps.people.models import Person
from tenant_apps.teams.models import Team
from tenant_apps.teams.policies import is_owners_word
from tenant_apps.teams.policies_life import can_take_part, people_of

MEMBERS_ONLY: Final = _("Only those who are in the team can do this.")
NOT_OF_THE_TEAM: Final = _("Choose somebody who is in the team.")
ONLY_WHO_ACTS: Final = _(
    "It is written down that the person the team is for cannot decide this just now. Whoever acts for them decides."
)


def held_team(team: Team, *, by: Actor) -> Team:
    """The team as it is now, held until the end, for somebody who takes part in it."""
    found = held(team)
    if not can_take_part(require(by), found):
        raise NotAllowed(MEMBERS_ONLY)
    refuse_what_rests(found)
    return found


def held(team: Team) -> Team:
    rows = Team.objects.select_for_update(of=["self"], no_key=True).select_related("owner")
    return rows.get(pk=team.pk)


def refuse_what_rests(team: Team) -> None:
    """A team that ended, or rests because its owner died or left, is kept as it was. Where nobody can decide for the
    owner just now, its members go on with what they do."""
    if not team.is_living:
        raise Conflict(_("This team has ended. What is here is kept as it was."), code="team_ended")
    if team.is_frozen and team.frozen_why != Team.Frozen.CAPACITY:
        raise Conflict(_("This team rests. What is here is kept as it was."), code="team_rests")


def only_the_owner(by: Actor, team: Team, sentence: Sentence) -> NotAllowed:
    """Why somebody may not: `sentence`; but an owner whose word does not count just now is told whose does."""
    return NotAllowed(ONLY_WHO_ACTS if is_owners_word(by, team) else sentence)


def of_the_team(person: Person, team: Team) -> Person:
    """Refuses somebody who does not take part."""
    if not people_of(team).filter(pk=person.pk).exists():
        raise Conflict(NOT_OF_THE_TEAM, code="not_of_the_team")
    return person


def the_hand(by: Actor) -> Person | None:
    """Who really did it, for a column; nobody for Coopbox itself."""
    hand = hand_of(by)
    return hand if isinstance(hand, Person) else None
