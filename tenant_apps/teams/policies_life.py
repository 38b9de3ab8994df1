"""Who takes part in the life of a team: its owner or whoever acts for them, and its members. Nobody who stands in."""

from django.db.models import Q

from kernel.actors import Actor, OnBehalf, hand_of
from tenant_apps.people.models import Person
from tenant_apps.people.models.person import PersonQuerySet
from tenant_apps.teams.models import Agreement, Document, Place, Review, Team, TeamHat
from tenant_apps.teams.policies import can_decide, is_member, is_owners_word, stands_for


def can_take_part(by: Actor, team: Team) -> bool:
    """Whether they read and write what the team does together."""
    return is_owners_word(by, team) or is_member(by, team)


def can_help_it_start(by: Actor, team: Team) -> bool:
    """Whether they help the team to stand on its own feet, and see how far it is: not what is written in it."""
    hand = stands_for(by)
    is_starter = hand is not None and hand.pk == team.starter_id and not isinstance(by, OnBehalf)
    return team.is_living and team.stepped_back_at is None and is_starter


def decides(by: Actor, team: Team) -> bool:
    """Whether what they say for the owner counts just now: the owner, or whoever acts for them.

    Of an owner who is recorded as unable to decide just now, only the word of whoever acts for them counts.
    """
    return is_owners_word(by, team) and can_decide(by, team)


def voice_of(by: Actor, team: Team) -> Person:
    """Whose word it is: the owner's, also when somebody acts for them; else that of whoever acts."""
    if is_owners_word(by, team):
        return team.owner
    hand = hand_of(by)
    assert isinstance(hand, Person)
    return hand


def people_of(team: Team) -> PersonQuerySet:
    """Everybody who takes part: the owner and the members, without those who stand in."""
    held = Place.objects.held().filter(team=team, covers_until=None)
    return Person.objects.present().filter(Q(pk=team.owner_id) | Q(pk__in=held.values("person")))


def members_of(team: Team) -> PersonQuerySet:
    """The members, without the owner and without those who stand in."""
    return people_of(team).exclude(pk=team.owner_id)


def can_speak_for_wearer(by: Actor, hat: TeamHat) -> bool:
    """They themselves say yes or no. Of somebody who does not sign in, it is noted by whoever heard it."""
    if voice_of(by, hat.team).pk == hat.person_id:
        return True
    return hat.person.account_id is None and can_take_part(by, hat.team)


def can_take_hat_off(by: Actor, hat: TeamHat) -> bool:
    """Its wearer lays it down, and whoever decides for the person the team is for may take it off."""
    return decides(by, hat.team) or voice_of(by, hat.team).pk == hat.person_id


def can_take_question_back(by: Actor, hat: TeamHat) -> bool:
    """Whoever asked, and the person the team is for: of a no, nobody has to be able to say more."""
    return is_owners_word(by, hat.team) or voice_of(by, hat.team).pk == hat.asked_by_id


def can_remove(by: Actor, document: Document) -> bool:
    """Whoever put it there, and the person the team is for."""
    return is_owners_word(by, document.team) or voice_of(by, document.team).pk == document.kept_by_id


def can_end_agreement(by: Actor, agreement: Agreement) -> bool:
    """The person the team is for, or whoever decides for them."""
    return decides(by, agreement.team)


def can_write_review(by: Actor, review: Review) -> bool:
    """One of the two it is between. Who acts for the owner does not write in their name about themselves."""
    if isinstance(by, OnBehalf) and by.helper.id == review.member_id:
        return False
    is_theirs = is_member(by, review.team) and voice_of(by, review.team).pk == review.member_id
    return is_owners_word(by, review.team) or is_theirs
