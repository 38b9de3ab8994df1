"""Support sessions: ask to look, look while the circle lets you, and end it from either side at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from shared_apps.federation import parameters, policies
from shared_apps.federation.actors import is_steward_of
from shared_apps.federation.models import SupportSession, SupportView
from shared_apps.federation.models.support import SupportSessionQuerySet
from shared_apps.federation.services import facts
from shared_apps.federation.setup import PAGES, SetUp, set_up_of
from tenants import directory
from tenants.models import Circle

Ended = SupportSession.Ended


class SessionOver(Conflict):
    """The officer looks no longer: the time is up, or one side ended it."""

    default_code = "session_over"


@dataclass(frozen=True)
class Look:
    """What an officer sees: one page about how a circle is set up. Nothing in it is about a person."""

    session: SupportSession
    page: str
    set_up: SetUp


@transaction.atomic
def ask(circle_id: UUID, *, by: Actor, reason: str, minutes: int, called: str = "") -> SupportSession:
    """An officer asks a circle's stewards to let them look at its set-up, says why, and for how long.

    `called` is what the stewards read: who that is. Asking again while the first question is open is refused.
    """
    if not policies.can_ask_for_support_session(require(by)) or by.id is None:
        raise NotAllowed(_("Only an officer who gives support can ask this."))
    if not Circle.objects.filter(pk=circle_id).exists():
        raise NotFound
    at, day = now(), facts.today()
    longest = parameters.LONGEST_SUPPORT_SESSION.on(day)
    if not 1 <= minutes <= longest:
        raise RuleBroken(code="too_long", errors={"minutes": [_("Ask for %(n)d minutes at most.") % {"n": longest}]})
    if not reason.strip():
        raise RuleBroken(code="reason", errors={"reason": [_("Say why you need to look.")]})
    _close_what_is_over(SupportSession.objects.of_circle(circle_id), at)
    # Two questions at the same moment: the table takes one, and the other is told in a sentence.
    session = SupportSession(circle_id=circle_id, officer_id=by.id, officer_called=called.strip()[:60])
    session.reason, session.minutes = reason.strip()[:500], minutes
    session.asked_at = at
    session.answer_by = at + timedelta(days=parameters.SUPPORT_ANSWER_WITHIN.on(day))
    found, is_new = SupportSession.objects.get_or_create(
        circle_id=circle_id, officer_id=by.id, ended_at=None, defaults=_values(session)
    )
    if not is_new:
        raise Conflict(_("You have asked this circle already."), code="asked_already")
    return found


def _values(session: SupportSession) -> dict[str, object]:
    return {name: getattr(session, name) for name in ("officer_called", "reason", "minutes", "asked_at", "answer_by")}


@transaction.atomic
def consent(session: SupportSession, *, by: Actor) -> SupportSession:
    """A steward of the circle lets the officer look, from now on and for as long as was asked.

    Stewards say so on their circle's own site, where the database itself does this (`coop.answer_support`); this is the
    same rule for whoever tells us otherwise.
    """
    session, at = _locked(session), now()
    if not is_steward_of(require(by), session.circle_id):
        raise NotAllowed(_("Only a steward of the circle can let somebody look."))
    if session.consented_at is not None or session.ended_at is not None or session.answer_by <= at:
        raise Conflict(_("This has been answered, or it is too late to answer."), code="answered")
    session.consented_at, session.consented_by = at, by.id
    session.until_at = at + timedelta(minutes=session.minutes)
    session.save(update_fields=["consented_at", "consented_by", "until_at"])
    _tell_everybody(session.circle_id, at)
    return session


@transaction.atomic
def end(session: SupportSession, *, by: Actor) -> SupportSession:
    """Either side ends it, at once. Ending what is over changes nothing."""
    session, at = _locked(session), now()
    is_theirs = by.id is not None and by.id == session.officer_id
    is_steward = is_steward_of(require(by), session.circle_id)
    if not (is_theirs or is_steward or policies.can_ask_for_support_session(by)):
        raise NotAllowed(_("Only the officer, or a steward of the circle, can end this."))
    if session.ended_at is None:
        before = Ended.REFUSED if is_steward else Ended.TAKEN_BACK
        after = Ended.BY_CIRCLE if is_steward else Ended.BY_OFFICER
        _end(session, at, before if session.consented_at is None else after, by)
    return session


@transaction.atomic
def end_all_of(officer_id: UUID, *, by: Actor) -> int:
    """An officer lost the right to look: whatever they had asked for or were looking at is over. Returns how many."""
    require(by)
    at = now()
    held = SupportSession.objects.select_for_update().filter(officer_id=officer_id, ended_at=None).order_by("id")
    sessions = list(held)
    for session in sessions:
        _end(session, at, Ended.LOST_RIGHTS, by)
    return len(sessions)


def look(session_id: UUID, page: str, *, by: Actor) -> Look:
    """The officer opens a page of the set-up. It is written down for both sides before anything is shown.

    Rights are asked for afresh each time: an officer who lost them since sees nothing more, and the session is over.
    """
    if page not in PAGES or by.id is None:
        raise NotFound
    with transaction.atomic():
        # Shared locks would do for two pages at once, but not against an end that comes between: so one at a time.
        session = SupportSession.objects.select_for_update().filter(pk=session_id, officer_id=by.id).first()
        if session is None:
            raise NotFound
        at = now()
        lost = not policies.can_ask_for_support_session(by)
        if lost and session.ended_at is None:
            _end(session, at, Ended.LOST_RIGHTS, by)
        elif session.is_open(at):
            SupportView.objects.create(session=session, at=at, page=page)
            return Look(session, page, set_up_of(session.circle_id))
    if lost:
        raise NotAllowed(_("You may not look into circles any more, so this session is over."), code="lost_rights")
    if session.consented_at is None and session.ended_at is None:
        raise Conflict(_("No steward has said yes yet."), code="not_consented")
    raise SessionOver(_("This support session is over."))


@transaction.atomic
def sweep(at: datetime | None = None) -> int:
    """Write down of sessions whose time is up that they are over. They let nobody look in any case."""
    return _close_what_is_over(SupportSession.objects.all(), at or now())


def _close_what_is_over(sessions: SupportSessionQuerySet, at: datetime) -> int:
    unanswered = sessions.filter(consented_at=None, ended_at=None, answer_by__lte=at)
    lapsed = sessions.filter(consented_at__isnull=False, ended_at=None, until_at__lte=at)
    return sum(found.update(ended_at=at, ended_how=Ended.TIME_UP) for found in (unanswered, lapsed))


def _locked(session: SupportSession) -> SupportSession:
    return SupportSession.objects.select_for_update().get(pk=session.pk)


def _end(session: SupportSession, at: datetime, how: str, by: Actor) -> None:
    was_open = session.is_open(at)
    session.ended_at, session.ended_by, session.ended_how = at, by.id, how
    session.save(update_fields=["ended_at", "ended_by", "ended_how"])
    if was_open:
        _tell_everybody(session.circle_id, at)


def _tell_everybody(circle_id: UUID, at: datetime) -> None:
    """The register says until when somebody may look, so that every page of the circle can show it."""
    latest = SupportSession.objects.of_circle(circle_id).open_at(at).aggregate(until=Max("until_at"))["until"]
    Circle.objects.filter(pk=circle_id).update(support_until=latest)
    directory.bump(using="default")
