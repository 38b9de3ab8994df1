"""Hats of a team: asked for, agreed to, worn for a term, handed over and laid down. The last essential one never
vanishes without a word."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.federation.here import NOT_WRITTEN_DOWN, written_mode
from shared_apps.federation.modes import Ability, may, why_not
from tenant_apps.helping.services import months_after
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.teams import policies_life as policies
from tenant_apps.teams.events import (
    TeamHatAgreed,
    TeamHatAsked,
    TeamHatBegan,
    TeamHatDoubted,
    TeamHatEnded,
    TeamHatVacant,
)
from tenant_apps.teams.models import HatWord, Place, Team, TeamHat
from tenant_apps.teams.policies import is_owners_word
from tenant_apps.teams.services.taking_part import held_team, of_the_team, only_the_owner, the_hand
from tenant_apps.teams.terms import HAT_MONTHS

LAST_OF_ITS_KIND: Final = _(
    "Nobody else in the team does this, and the team needs it. Name somebody to take it over, or say that nobody does"
    " it for now."
)


@transaction.atomic
def ask_hat(
    team: Team, person: Person, kind: str, *, months: int = HAT_MONTHS, follows: TeamHat | None = None, by: Actor
) -> TeamHat:
    """Somebody is asked to wear a hat of the team, or offers to do so.

    What the owner asks, the team has agreed to; what somebody offers, they have said yes to. The other yes is waited
    for. With `follows` they take it over from whoever wears it, or go on themselves after the term.
    """
    team = held_team(team, by=by)
    refuse_what_the_mode_does_not_allow(kind)
    person, voice = of_the_team(person, team), policies.voice_of(by, team)
    follows = _worn(follows) if follows is not None else None
    if follows is not None and not policies.can_take_hat_off(by, follows):
        raise only_the_owner(by, team, _("Only whoever wears it, or the person the team is for, can hand it over."))
    hat = TeamHat(team=team, person=person, kind=kind, months=months, follows=follows, asked_by=the_hand(by))
    _refuse_a_second(hat)
    if policies.decides(by, team) or _hands_over(hat, voice):
        hat.agreed_at, hat.agreed_by = now(), the_hand(by)
    if voice.pk == person.pk:
        hat.accepted_at, hat.accepted_by = now(), the_hand(by)
    hat.full_clean()
    hat.save(force_insert=True)
    told = {"hat_id": hat.pk, "team_id": team.pk, "person_id": person.pk}
    announce(TeamHatAsked(**told, kind=Code(kind)), by=by)
    return _begun_if_both_agree(hat, by)


def refuse_what_the_mode_does_not_allow(kind: str) -> None:
    """A record of medicines belongs to a circle that may help with medicine."""
    if not is_allowed_here(kind):
        mode = written_mode()
        sentence = why_not(mode, Ability.MEDICINE) if mode else NOT_WRITTEN_DOWN
        raise RuleBroken(code="not_in_this_mode", errors={"kind": [sentence]})


def is_allowed_here(kind: str) -> bool:
    return kind != TeamHat.Kind.MEDICATION_RECORD_HOLDER or may(written_mode(), Ability.MEDICINE)


def _hands_over(hat: TeamHat, voice: Person) -> bool:
    """Whether its wearer hands it to somebody else. The team agreed to the hat, so this takes one step: their yes. Who
    is against it says so meanwhile, and then the person the team is for decides: so of that person it is no such step.
    """
    wearer = hat.follows.person_id if hat.follows is not None else None
    return wearer == voice.pk and wearer not in (hat.person_id, hat.team.owner_id)


def _refuse_a_second(hat: TeamHat) -> None:
    theirs = TeamHat.objects.living().filter(team=hat.team, person=hat.person, kind=hat.kind)
    if theirs.filter(from_on=None).exists():
        raise Conflict(_("They were asked already, and it waits for an answer."), code="already_asked")
    goes_on = hat.follows is not None and hat.follows.person_id == hat.person_id
    if not goes_on and theirs.exists():
        raise Conflict(_("They wear this hat already."), code="already_worn")
    if hat.follows is not None and hat.follows.kind != hat.kind:
        raise RuleBroken(_("A hat is handed over to somebody who wears the same."), code="other_kind")


@transaction.atomic
def go_on(hat: TeamHat, *, months: int = HAT_MONTHS, by: Actor) -> TeamHat:
    """For another term: whoever wears it says that they would go on, or the owner asks them to."""
    return ask_hat(hat.team, hat.person, hat.kind, months=months, follows=hat, by=by)


@transaction.atomic
def answer_hat(hat: TeamHat, *, yes: bool, by: Actor) -> TeamHat:
    """Whoever is to wear it says yes or no. For somebody who does not sign in, whoever heard it notes it."""
    hat = _waiting(hat, by=by)
    if not policies.can_speak_for_wearer(by, hat):
        raise NotAllowed(_("Only whoever is asked can say yes or no."))
    if not yes:
        return _ended(hat, TeamHat.Ended.SAID_NO, by)
    if hat.accepted_at is None:
        hat.accepted_at, hat.accepted_by = now(), the_hand(by)
        hat.save(update_fields=["accepted_at", "accepted_by"])
    return _begun_if_both_agree(hat, by)


@transaction.atomic
def agree_to_hat(hat: TeamHat, *, yes: bool, by: Actor) -> TeamHat:
    """The person the team is for, or whoever acts for them, decides whether somebody may wear it.

    While they are recorded as unable to decide, only their no counts."""
    hat = _waiting(hat, by=by)
    says_no = not yes and is_owners_word(by, hat.team)
    if not says_no and not policies.decides(by, hat.team):
        sentence = _("Only the person the team is for decides this, or who acts for them.")
        raise only_the_owner(by, hat.team, sentence)
    if not yes:
        return _ended(hat, TeamHat.Ended.NOT_AGREED, by)
    if hat.agreed_at is None:
        _agreed(hat, by)
    return _begun_if_both_agree(hat, by)


@transaction.atomic
def say_of_hat(hat: TeamHat, *, is_against: bool, by: Actor) -> TeamHat:
    """A member says that nothing speaks against it, or that something does.

    When every other member has said that nothing does, the team has agreed. What somebody is against, the owner
    decides. Silence is no yes.
    """
    hat = _waiting(hat, by=by)
    voice = policies.voice_of(by, hat.team)
    if voice.pk in (hat.person_id, hat.team.owner_id):
        raise NotAllowed(_("The other members of the team say this."))
    HatWord.objects.update_or_create(hat=hat, person=voice, defaults={"is_against": is_against, "at": now()})
    if is_against:
        if _was_agreed_by_handing_over(hat):
            hat.agreed_at = hat.agreed_by = None
            hat.save(update_fields=["agreed_at", "agreed_by"])
        announce(TeamHatDoubted(hat_id=hat.pk, team_id=hat.team_id), by=by)
        return hat
    if hat.agreed_at is None and _nobody_is_against(hat):
        _agreed(hat, by)
    return _begun_if_both_agree(hat, by)


def _was_agreed_by_handing_over(hat: TeamHat) -> bool:
    before = hat.follows
    return before is not None and hat.agreed_by_id == before.person_id != hat.team.owner_id


def _nobody_is_against(hat: TeamHat) -> bool:
    """Whether everybody else has said so. One alone is no team: then only the owner agrees."""
    others = set(policies.members_of(hat.team).exclude(pk=hat.person_id).values_list("pk", flat=True))
    said = dict(hat.words.values_list("person_id", "is_against"))
    return bool(others) and not any(said.values()) and others <= set(said)


@transaction.atomic
def take_hat_question_back(hat: TeamHat, *, by: Actor) -> TeamHat:
    """Ask no longer."""
    hat = _waiting(hat, by=by)
    if not policies.can_take_question_back(by, hat):
        raise NotAllowed(_("Only whoever asked, or the person the team is for, can take it back."))
    return _ended(hat, TeamHat.Ended.TAKEN_BACK, by)


@transaction.atomic
def lay_down(hat: TeamHat, *, successor: Person | None = None, leaves_vacant: bool = False, by: Actor) -> TeamHat:
    """Whoever wears it lays it down, or the owner takes it off them.

    The last one of a kind that the team needs is not laid down without a word: a successor is named and it is worn
    until they say yes, or it is said that nobody does it for now, and everybody is told.
    """
    team = held_team(hat.team, by=by)
    hat = _worn(hat)
    hat.team = team
    refuse_who_cannot_take_it_off(hat, by=by)
    if successor is not None:
        return ask_hat(team, successor, hat.kind, follows=hat, by=by)
    if is_last(hat) and not leaves_vacant:
        raise RuleBroken(code="last_of_its_kind", errors={"successor": [LAST_OF_ITS_KIND]})
    is_own = policies.voice_of(by, team).pk == hat.person_id
    return _ended(hat, TeamHat.Ended.LAID_DOWN if is_own else TeamHat.Ended.TAKEN_OFF, by)


def refuse_who_cannot_take_it_off(hat: TeamHat, *, by: Actor) -> None:
    """Raises NotAllowed. An owner who cannot decide just now is told who does."""
    if not policies.can_take_hat_off(by, hat):
        raise only_the_owner(by, hat.team, _("Only whoever wears it, or the person the team is for, can end this."))


def is_last(hat: TeamHat) -> bool:
    """Whether the team needs this hat and nobody else wears it."""
    others = TeamHat.objects.worn().filter(team=hat.team, kind=hat.kind).exclude(pk=hat.pk)
    return hat.is_essential and not others.exists()


def last_of_their_kind(place: Place) -> list[TeamHat]:
    """What the team needs and nobody would do any more without whoever has this place."""
    mine = TeamHat.objects.worn().filter(team=place.team_id, person=place.person_id)
    return [each for each in mine if is_last(each)]


def what_lacks(teams: Collection[UUID]) -> dict[UUID, list[str]]:
    """What each of these teams needs and nobody does now, in words."""
    worn = set(TeamHat.objects.worn().filter(team__in=teams).values_list("team", "kind"))
    return {team: [str(kind.label) for kind in TeamHat.ESSENTIAL if (team, kind) not in worn] for team in teams}


def with_all_that_is_needed() -> "QuerySet[Any, Any]":
    """The teams in which somebody does each thing that is needed."""
    worn = TeamHat.objects.worn().filter(kind__in=TeamHat.ESSENTIAL).order_by().values("team")
    return worn.annotate(kinds=Count("kind", distinct=True)).filter(kinds=len(TeamHat.ESSENTIAL)).values("team")


def end_hat(hat: TeamHat, how: TeamHat.Ended, *, by: Actor) -> TeamHat:
    """A hat of a team that the caller holds is over, for a reason of the calendar. What lacks now is announced."""
    return _ended(hat, how, by)


# --- beats ------------------------------------------------------------------------------------------------------------


def _waiting(hat: TeamHat, *, by: Actor) -> TeamHat:
    """A hat that waits for a yes, held, for somebody of the team."""
    team = held_team(hat.team, by=require(by))
    found = TeamHat.objects.select_for_update(of=["self"]).select_related("person", "follows").get(pk=hat.pk)
    found.team = team
    if found.ended_at is not None or found.from_on is not None:
        raise Conflict(_("This has been answered already."), code="already_answered")
    return found


def _worn(hat: TeamHat) -> TeamHat:
    """A hat that is worn, held."""
    found = TeamHat.objects.select_for_update(of=["self"]).select_related("team__owner", "person").get(pk=hat.pk)
    if not found.is_worn():
        raise Conflict(_("This hat is not worn any more."), code="not_worn")
    return found


def _agreed(hat: TeamHat, by: Actor) -> None:
    hat.agreed_at, hat.agreed_by = now(), the_hand(by)
    hat.save(update_fields=["agreed_at", "agreed_by"])
    announce(TeamHatAgreed(hat_id=hat.pk, team_id=hat.team_id, person_id=hat.person_id), by=by)


def _begun_if_both_agree(hat: TeamHat, by: Actor) -> TeamHat:
    """With both yeses it is worn from today, and the one it follows ends in the same moment."""
    if hat.agreed_at is None or hat.accepted_at is None:
        return hat
    of_the_team(hat.person, hat.team)
    refuse_what_the_mode_does_not_allow(hat.kind)
    day = today()
    hat.from_on, hat.until_on = day, months_after(day, hat.months)
    followed = TeamHat.objects.select_for_update(of=["self"]).filter(followed_by=hat.pk, ended_at=None)
    for before in followed:
        before.team = hat.team
        _ended(before, TeamHat.Ended.HANDED_OVER, by, is_followed=True)
    hat.full_clean()
    hat.save(update_fields=["from_on", "until_on"])
    told = {"hat_id": hat.pk, "team_id": hat.team_id, "person_id": hat.person_id}
    announce(TeamHatBegan(**told, kind=Code(hat.kind), until_on=hat.until_on), by=by)
    return hat


def _ended(hat: TeamHat, how: TeamHat.Ended, by: Actor, *, is_followed: bool = False) -> TeamHat:
    """It is over. Where the team needs it and nobody wears it any more, that is said."""
    was_worn = hat.from_on is not None
    hat.ended_at, hat.ended_how, hat.ended_by = now(), how, the_hand(by)
    hat.full_clean()
    hat.save(update_fields=["ended_at", "ended_how", "ended_by"])
    told = {"hat_id": hat.pk, "team_id": hat.team_id, "person_id": hat.person_id}
    announce(TeamHatEnded(**told, kind=Code(hat.kind), how=Code(how.value)), by=by)
    could_lack = was_worn and not is_followed and hat.is_essential and hat.team.is_living
    if could_lack and hat.kind in vacant_kinds(hat.team):
        announce(TeamHatVacant(team_id=hat.team_id, kind=Code(hat.kind)), by=by)
    return hat


def vacant_kinds(team: Team, on: date | None = None) -> list[TeamHat.Kind]:
    """The hats the team needs and nobody wears."""
    worn = set(TeamHat.objects.worn(on).filter(team=team).values_list("kind", flat=True))
    return [kind for kind in TeamHat.ESSENTIAL if kind not in worn]
