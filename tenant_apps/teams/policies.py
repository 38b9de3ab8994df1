"""Who may found a team, read it, bring somebody up, and decide who is in it."""

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of
from kernel.sections import Scope
from tenant_apps.helping.acting import acting_under
from tenant_apps.helping.services import can_decide as decides_alone
from tenant_apps.people.models import Hat, Person
from tenant_apps.teams.models import Place, Team, TeamHat

# Whoever looks after people may write down what was said aloud, and sees that somebody waits.
HOSTS = (Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)


def stands_for(by: Actor) -> Person | None:
    """Whose hand it is, if they may come in: the person's own, or their helper's."""
    hand = hand_of(by)
    return hand if isinstance(hand, Person) and hand.may_come_in else None


def is_word_of(by: Actor, person: Person) -> bool:
    """Whether this is somebody's own word, or that of whoever acts for them now under an authority for care."""
    hand = stands_for(by)
    if hand is None:
        return False
    if not isinstance(by, OnBehalf):
        return hand.pk == person.pk
    found = acting_under(hand, by.authority)
    return by.on_behalf_of == person.pk and found is not None and Scope.CARE in found.scopes


def is_owners_word(by: Actor, team: Team) -> bool:
    """Whether the owner says so, or whoever acts for them."""
    return is_word_of(by, team.owner)


def is_host(by: Actor) -> bool:
    """A steward or coordinator, for themselves."""
    hand = stands_for(by)
    return hand is not None and not isinstance(by, OnBehalf) and hand.wears(*HOSTS)


def may_note_the_word_of(by: Actor, person: Person) -> bool:
    """Of somebody who does not sign in, a steward or coordinator writes down what they said aloud."""
    return person.is_present and person.account_id is None and is_host(by) and hand_of(by).id != person.pk


def is_member(by: Actor, team: Team) -> bool:
    """Whether they have a place in the team at this moment, and do not merely stand in."""
    hand = stands_for(by)
    if hand is None or isinstance(by, OnBehalf):
        return False
    return team.places.held().filter(person=hand, covers_until=None).exists()


def covers(by: Actor, team: Team) -> bool:
    """Whether they stand in at this moment; in their own team nobody does."""
    hand = stands_for(by)
    if hand is None or isinstance(by, OnBehalf) or hand.pk == team.owner_id:
        return False
    return team.places.held().filter(person=hand).exclude(covers_until=None).exists()


def can_found(by: Actor, owner: Person) -> bool:
    """The person it is for, whoever acts for them, and stewards and coordinators, who note that they said yes."""
    return is_word_of(by, owner) or is_host(by)


def can_read(by: Actor, team: Team) -> bool:
    """The owner, whoever acts for them, and the members. Whoever stands in has a page of their own."""
    return is_owners_word(by, team) or is_member(by, team)


def can_bring_up(by: Actor, team: Team) -> bool:
    """Everybody in the team, its starter, and stewards and coordinators: none of it counts without the owner's yes."""
    return can_read(by, team) or is_starter(by, team) or is_host(by)


def is_starter(by: Actor, team: Team) -> bool:
    """Whoever helps the team to begin, for themselves, until they step back."""
    hand = stands_for(by)
    is_theirs = hand is not None and hand.pk == team.starter_id and not isinstance(by, OnBehalf)
    return is_theirs and team.stepped_back_at is None


def can_let_stand_in(by: Actor, team: Team) -> bool:
    """Whoever decides; and where it cannot wait for that, whoever keeps the rota, and stewards and coordinators."""
    return can_decide(by, team) or is_host(by) or keeps_the_rota(by, team)


def keeps_the_rota(by: Actor, team: Team) -> bool:
    """Whether they wear this hat of the team today."""
    hand = stands_for(by)
    if hand is None or isinstance(by, OnBehalf):
        return False
    return TeamHat.objects.worn().filter(team=team, person=hand, kind=TeamHat.Kind.ROTA_HOLDER).exists()


def can_decide(by: Actor, team: Team) -> bool:
    """The owner, or whoever acts for them, says who is in; of an owner who does not sign in it may be heard aloud.

    Of an owner who is recorded as unable to decide just now, only the word of whoever acts for them counts.
    """
    if isinstance(by, OnBehalf):
        return is_owners_word(by, team)
    is_theirs = is_owners_word(by, team) or may_note_the_word_of(by, team.owner)
    return is_theirs and decides_alone(team.owner)


def can_say_no(by: Actor, place: Place) -> bool:
    """Whoever decides; and the owner always: of a no before anybody is in, nobody has to be able to say more."""
    return can_decide(by, place.team) or is_owners_word(by, place.team)


def can_end_place(by: Actor, place: Place) -> bool:
    """Whoever decides. Standing in, which a coordinator may begin, a coordinator may end as well."""
    return can_decide(by, place.team) or (place.is_cover and is_host(by)) or is_emergency_for(by, place.team)


def is_emergency_for(by: Actor, team: Team) -> bool:
    """Whether nobody can say just now who comes to somebody, so that a coordinator has to be able to keep them safe."""
    return team.frozen_why == Team.Frozen.CAPACITY and is_host(by)


def may_send_somebody(by: Actor, team: Team) -> bool:
    """Whether somebody may be asked to stand in at all: not where the team rests, but for a coordinator while only
    nobody decides. Then people need somebody most."""
    return team.is_living and (not team.is_frozen or is_emergency_for(by, team))


def ends_in_an_emergency(by: Actor, place: Place) -> bool:
    """Whether this is what it is when they end the place: not their own to decide, and for good."""
    return not place.is_cover and is_emergency_for(by, place.team) and not can_decide(by, place.team)


def can_answer(by: Actor, place: Place) -> bool:
    """Whoever the place is for, and nobody acting for them; of somebody who does not sign in it may be heard aloud."""
    hand = stands_for(by)
    own = hand is not None and not isinstance(by, OnBehalf) and hand.pk == place.person_id
    return own or may_note_the_word_of(by, place.person)


def can_reach(by: Actor, place: Place) -> bool:
    """Whether they know of this place at all: it is theirs, they asked about it, or they may open its team."""
    hand = stands_for(by)
    is_theirs = hand is not None and hand.pk in (place.person_id, place.asked_by_id)
    return is_theirs or can_bring_up(by, place.team) or covers(by, place.team)


def can_take_back(by: Actor, place: Place) -> bool:
    """Whoever brought somebody up, and whoever decides; a question about standing in any coordinator."""
    hand = stands_for(by)
    asked = hand is not None and hand.pk == place.asked_by_id and not isinstance(by, OnBehalf)
    return hand_of(by) is SYSTEM or asked or can_say_no(by, place) or (place.is_cover and is_host(by))
