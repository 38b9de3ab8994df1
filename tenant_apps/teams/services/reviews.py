"""Sessions, and the reviews after the third, the eighth and the twelfth: between the owner and one member."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.teams.events import ReviewDue, ReviewWritten, SessionNoted, SessionTakenBack
from tenant_apps.teams.models import Review, ReviewWords, Session, Team
from tenant_apps.teams.policies import is_owners_word
from tenant_apps.teams.policies_life import can_write_review, members_of, voice_of
from tenant_apps.teams.services.taking_part import NOT_OF_THE_TEAM, held_team, the_hand
from tenant_apps.teams.terms import REVIEWED_AFTER

OLDEST: Final = timedelta(days=366)


@transaction.atomic
def note_session(team: Team, who: Person, on: date, *, by: Actor) -> Session:
    """A member and the person the team is for met on that day. A day that is noted already stays as it is.

    Members note their own; the owner, or who acts for them, those of anybody.
    """
    team = held_team(team, by=by)
    if not is_owners_word(by, team) and voice_of(by, team).pk != who.pk:
        raise NotAllowed(_("You can note the days on which you met yourself."))
    if not members_of(team).filter(pk=who.pk).exists():
        raise RuleBroken(code="not_of_the_team", errors={"who": [NOT_OF_THE_TEAM]})
    if not today() - OLDEST <= on <= today():
        raise RuleBroken(code="day", errors={"on": [_("Choose today, or a day of the last year.")]})
    known = Session.objects.filter(team=team, who=who, on=on).first()
    if known is not None:
        return known
    session = Session(team=team, who=who, on=on, noted_by=the_hand(by))
    session.full_clean()
    session.save(force_insert=True)
    announce(SessionNoted(session_id=session.pk, team_id=team.pk), by=by)
    _ask_for_a_review(team, who, by)
    return session


def _ask_for_a_review(team: Team, who: Person, by: Actor) -> None:
    """After the third, the eighth and the twelfth session both look at how it goes. Each once."""
    count = Session.objects.filter(team=team, who=who).count()
    if count not in REVIEWED_AFTER:
        return
    review, is_new = Review.objects.get_or_create(team=team, member=who, after=count, defaults={"due_on": today()})
    if is_new:
        announce(ReviewDue(review_id=review.pk, team_id=team.pk, member_id=who.pk, after=count), by=by)


def sessions_known_to(team: Team, by: Actor) -> "QuerySet[Session]":
    """The days somebody may read: their own; the owner, or who acts for them, those of everybody."""
    rows = Session.objects.filter(team=team)
    return rows if is_owners_word(by, team) else rows.filter(who=voice_of(by, team))


@transaction.atomic
def take_session_back(session: Session, *, by: Actor) -> None:
    """It was noted by mistake."""
    team = held_team(session.team, by=by)
    if not is_owners_word(by, team) and voice_of(by, team).pk != session.who_id:
        raise NotAllowed(_("You can note the days on which you met yourself."))
    gone, _rows = Session.objects.filter(pk=session.pk).delete()
    if gone:
        announce(SessionTakenBack(session_id=session.pk, team_id=team.pk), by=by)


@transaction.atomic
def write_review(
    review: Review, *, going_on: str, good: str = "", change: str = "", is_shared: bool = False, by: Actor
) -> ReviewWords:
    """One of the two says what goes well, what should be different, and how to go on. They may write it anew.

    The other reads it when both have written. The team reads it when both share it.
    """
    team = held_team(review.team, by=by)
    review = Review.objects.select_for_update(of=["self"]).get(pk=review.pk)
    review.team = team
    if not can_write_review(by, review):
        raise NotAllowed(_("Only the two people it is between write here."))
    side = ReviewWords.Side.OWNER if is_owners_word(by, team) else ReviewWords.Side.MEMBER
    words = ReviewWords.objects.filter(review=review, side=side).first()
    words = words or ReviewWords(review=review, side=side, owner=team.owner)
    words.good, words.change, words.next, words.is_shared = good.strip(), change.strip(), going_on, is_shared
    words.written_by, words.at = the_hand(by), now()
    words.full_clean()
    words.save()
    if review.closed_at is None and review.words.count() == len(ReviewWords.Side):
        review.closed_at = now()
        review.save(update_fields=["closed_at"])
    announce(ReviewWritten(review_id=review.pk, team_id=team.pk, side=Code(side.value)), by=by)
    return words
