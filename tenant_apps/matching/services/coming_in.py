"""Both would like to go on: the team is told and may say what worries it, the owner decides, and they are in.

The ask is locked first, then the introduction, then the team. So two who are let in at one moment for one place are
taken one after the other, and the second hears that it is closed.
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.matching import meeting_policies as policies
from tenant_apps.matching import pace
from tenant_apps.matching.events import AskFilled, IntroductionAnswered, IntroductionWaits, MatchedAgain
from tenant_apps.matching.models import Introduction, Stage, State, TeamWord
from tenant_apps.matching.services import closing, wishes
from tenant_apps.matching.services.introductions import OVER, What, both_said, go_on, locked, said, spoken, write
from tenant_apps.people.models import Person
from tenant_apps.teams import policies as teams_policies
from tenant_apps.teams.models import Place, PlaceQuerySet, Team
from tenant_apps.teams.services import found_team, join


@transaction.atomic
def confirm(introduction: Introduction, person: Person, *, by: Actor) -> Introduction:
    """One of the two would like to go on together. Of whoever would come in, nobody acting for them says it."""
    found = spoken(introduction, person, Stage.REVIEWED, by, Stage.TEAM, again=What.CONFIRM)
    if found.stage == Stage.JOINED:
        return found
    if person.pk == found.giver_id and not policies.can_come_in(by, found.giver, found.asker):
        raise NotAllowed(_("Only whoever comes into the team says so."))
    is_new = said(found, What.CONFIRM, person) is None
    if is_new or person.pk == found.giver_id:  # heard anew where whoever heard it may not say so any more
        write(found, What.CONFIRM, person, by)
    if found.stage == Stage.REVIEWED and both_said(found, What.CONFIRM):
        moment = now()
        others = team_of(found.asker)
        has_others = others is not None and _members(others).exclude(person=found.giver).exists()
        found.worries_until = moment + pace.WORRIES.length if has_others else moment
        go_on(found, Stage.TEAM, by, waits_from=found.worries_until)
        if not has_others and person.pk == found.asker_id and not _rests(others):
            return _join(found, by)
    return found


@transaction.atomic
def say_to_team(introduction: Introduction, *, is_worried: bool, words: str = "", by: Actor) -> TeamWord:
    """Somebody of the team says that it is fine, or what worries them. Only the owner reads it, and decides."""
    found = closing.locked(introduction.pk)
    team = None if found is None else team_of(found.asker)
    if found is None or found.stage != Stage.TEAM or team is None or not teams_policies.is_member(require(by), team):
        raise NotFound
    hand = teams_policies.stands_for(by)
    if hand is None or hand.pk == found.giver_id:
        raise NotFound
    if found.closed_at is not None:
        raise Conflict(OVER, code="closed")
    told = words.strip()
    if is_worried and not told:
        raise RuleBroken(code="words", errors={"words": [_("Say what worries you, in a few words.")]})
    if len(told) > 1000:
        raise RuleBroken(code="long", errors={"words": [_("Use 1000 letters at most.")]})
    row = found.team_words.filter(person=hand).first() or TeamWord(introduction=found, person=hand)
    row.is_worried, row.words, row.said_at = is_worried, told if is_worried else "", now()
    row.save()
    announce(IntroductionAnswered(introduction_id=found.pk, person_id=hand.pk), by=by)
    if not waits_for_team(found):
        announce(IntroductionWaits(introduction_id=found.pk), by=by)
    return row


@transaction.atomic
def let_in(introduction: Introduction, *, by: Actor) -> Introduction:
    """The owner, or whoever acts for them, decides: they are in the team. Twice is once."""
    found = closing.locked(introduction.pk)
    if found is None:
        raise NotFound
    if found.stage == Stage.JOINED and policies.can_speak_for(require(by), found.asker, found.giver):
        return found
    found = spoken(introduction, found.asker, Stage.TEAM, by)
    if waits_for_team(found):
        raise Conflict(_("The team still has time to say what worries it."), code="team_has_time")
    return _join(found, by)


@transaction.atomic
def look_again(introduction: Introduction, *, by: Actor) -> Introduction:
    """It did not last: within eight weeks whoever asked looks for somebody else at no cost. Twice is once.

    Whoever comes next is told nothing of who was there before.
    """
    seen = closing.locked(introduction.pk)
    if seen is None:
        raise NotFound
    found = locked(introduction, seen.asker, by)
    if found.again_at is not None:
        return found
    if not may_look_again(found):
        raise Conflict(_("You can write a new ask at any time."), code="not_again")
    ask = found.ask
    if ask is None:
        raise NotFound
    found.again_at = now()
    found.save(update_fields=["again_at"])
    if ask.state == State.RESTING:
        wishes.open_up(ask, by=by)
    announce(MatchedAgain(ask_id=ask.pk, introduction_id=found.pk, person_id=found.asker_id), by=by)
    return found


# --- facts ------------------------------------------------------------------------------------------------------------


def team_of(owner: Person) -> Team | None:
    return Team.objects.living().filter(owner=owner).first()


def _members(team: Team) -> PlaceQuerySet:
    return team.places.held().filter(covers_until=None)


def waits_for_team(found: Introduction, at: datetime | None = None) -> bool:
    """Whether the team still has time, and somebody in it has said nothing yet."""
    if found.worries_until is None or found.worries_until <= (at or now()):
        return False
    team = team_of(found.asker)
    if team is None:
        return False
    silent = _members(team).exclude(person=found.giver).exclude(person__in=found.team_words.values("person"))
    return silent.exists()


def may_look_again(found: Introduction, at: datetime | None = None) -> bool:
    """Whether it is less than eight weeks since they came in, and they are in the team no more."""
    moment = at or now()
    if found.joined_at is None or found.again_at is not None or found.ask is None:
        return False
    if found.joined_at + pace.AGAIN.length < moment:
        return False
    return not Place.objects.held(moment).filter(person=found.giver_id, team__owner=found.asker_id).exists()


def may_say(found: Introduction, member: Person) -> bool:
    """Whether somebody is in the team that is asked, and would not come in themselves."""
    team = team_of(found.asker)
    if team is None or found.stage != Stage.TEAM or found.closed_at is not None or member.pk == found.giver_id:
        return False
    return teams_policies.is_member(member, team)


def _rests(team: Team | None) -> bool:
    return team is not None and team.is_frozen


def _join(found: Introduction, by: Actor) -> Introduction:
    """They are in, and the ask rests when as many are there as were wanted. The caller holds ask and row."""
    ask = found.ask
    if ask is None:
        raise Conflict(OVER, code="closed")
    taken = ask.introductions.filter(stage=Stage.JOINED, again_at=None).count()
    if taken >= ask.people:
        raise Conflict(_("The place has been taken meanwhile."), code="taken")
    theirs = _word_of_giver(found)
    if theirs is None:
        raise Conflict(_("Ask them once more whether they would like to come in."), code="ask_again")
    team = found_team(found.asker, by=by)
    does = Place.Kind.WORKER if found.trial_is_paid else Place.Kind.VOLUNTEER
    join(team, found.giver, does, by_owner=by, by_member=theirs)
    found.stage = Stage.JOINED
    found.joined_at = found.stage_at = now()
    found.reminded_at, found.trial_where = None, ""
    found.full_clean(exclude=["ask", "asker", "giver", "began_by"])
    found.save()
    for each in found.steps.all():
        if each.words or each.ticked:
            each.words, each.ticked = "", []
            each.save()
    if taken + 1 >= ask.people:
        with suppress(RuleBroken):  # what cannot be kept any more as it was written is full all the same
            wishes.rest(ask, by=by)
        announce(AskFilled(ask_id=ask.pk, person_id=ask.person_id), by=by)
        closing.close_all_for(ask.pk, by=SYSTEM)
    return found


def must_be_heard_again(found: Introduction) -> bool:
    """Whether whoever heard the giver's yes may not say so any more."""
    return found.stage == Stage.TEAM and _word_of_giver(found) is None


def _word_of_giver(found: Introduction) -> Actor | None:
    """Whoever said that the giver would like to come in, if that still counts."""
    step = said(found, What.CONFIRM, found.giver)
    hand = None if step is None or step.authority is not None else step.said_by
    return hand if hand is not None and policies.can_come_in(hand, found.giver, found.asker) else None
