"""Close a circle: notice, read-only from then on; put aside when the notice ends; removed for good later.

Facts: days of notice (the deployment's, if not said), and a reason if it is not its own stewards who close it.
Everybody who can sign in is told at each step. Until the last step but one, `recover` brings everything back. An
opening that was given up is put aside at once, and its address is free for others.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, RuleBroken
from kernel.time import now
from provisioning import chronicle, circles, closing, owner, stages, telling
from provisioning.running import CalledOff, NotYet, Step, Work, kind
from shared_apps.federation import reasons
from shared_apps.federation.models import Standing
from shared_apps.runs.models import Run
from tenants import directory
from tenants.models import Circle

LONGEST_NOTICE = 366
CALLED_OFF = _("The closing was called off.")
OPEN, SUSPENDED = Circle.State.OPEN, Circle.State.SUSPENDED
CLOSING, CLOSED = Circle.State.CLOSING, Circle.State.CLOSED


def closing_of(circle_id: UUID) -> Run | None:
    """The run that is closing this circle and has given notice, if there is one.

    Told from what it found, which is kept before anybody else gets their turn; its step is marked as done only later.
    """
    return Run.objects.under_way().filter(kind="close", circle_id=circle_id, found__has_key="closes_on").first()


def _days(work: Work) -> int:
    days = work.facts.get("days", settings.CLOSING_NOTICE.days)
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= LONGEST_NOTICE:
        raise RuleBroken(_("Give notice in whole days, a year at most."), code="bad_notice")
    return days


def _notice(work: Work) -> None:
    """Read-only from this moment. Whose closing it is, is decided under the lock of the circle's row."""
    days = _days(work)
    with owner.in_turn(f"close:{work.run.circle_id}"), transaction.atomic(using=owner.ALIAS):
        circle = circles.numbered(work.run.circle_id, lock=True)
        other = closing_of(circle.pk)
        if circle.state == CLOSED or (other is not None and other.pk != work.run.pk):
            raise Conflict(_("This circle is closing already, or closed."), code="closing_already")
        if "closes_on" not in work.found:
            work.found |= {"closes_on": (now() + timedelta(days=days)).isoformat(), "from": circle.state}
            work.keep()
        if circle.state in (OPEN, SUSPENDED):
            circle.state, circle.suspended_at = CLOSING, None
            circle.state_reason = str(work.facts.get("reason", ""))[:300]
            circle.closes_at = _closes_on(work)
            circle.save(using=owner.ALIAS)
            directory.bump()


def _given_up(work: Work) -> bool:
    """Whether this circle never opened, so that there is nobody to give notice to."""
    return bool(work.found["from"] == Circle.State.OPENING.value)


def _closes_on(work: Work) -> datetime:
    return datetime.fromisoformat(work.found["closes_on"])


def _tell(work: Work) -> None:
    if not _given_up(work) and _closes_on(work) > now():
        why = work.facts.get("reason", "")
        telling.tell(work, circles.of_run(work), telling.CLOSING, closes_on=_closes_on(work), reason=why)


def _journal(work: Work) -> None:
    if _given_up(work):
        return
    circle = circles.of_run(work)
    chronicle.note(work, circle, "closing")
    stages.follow(work, circle.id, Standing.Stage.CLOSING, reasons.NOTICE_GIVEN)


def _wait(work: Work) -> None:
    _still_closing(work)
    if not _given_up(work) and _closes_on(work) > now():
        raise NotYet(_closes_on(work), _("Waiting for the end of the notice."))


def _aside(work: Work) -> None:
    """The home is put aside, unless somebody called the closing off at the last moment."""
    with transaction.atomic(using=owner.ALIAS):
        circle = circles.numbered(work.run.circle_id, lock=True)
        if circle.state != CLOSED:
            _still_closing(work)
        closed_at = closing.put_aside(circle.pk, keep_address=not _given_up(work))
    work.found["gone_on"] = (closed_at + settings.TRASH_KEPT).isoformat()


def _still_closing(work: Work) -> None:
    state = circles.numbered(work.run.circle_id).state
    if state == OPEN or (state in (CLOSED, Circle.State.OPENING) and not _given_up(work)):
        raise CalledOff(CALLED_OFF)


def _tell_closed(work: Work) -> None:
    circle = circles.numbered(work.run.circle_id)
    if not _given_up(work):
        telling.tell(work, circles.ref_of(circle), telling.CLOSED, gone_on=_gone_on(work))
        stages.follow(work, circle.pk, Standing.Stage.CLOSED, reasons.NOTICE_ENDED)


def _gone_on(work: Work) -> datetime:
    return datetime.fromisoformat(work.found["gone_on"])


def _keep(work: Work) -> None:
    _still_closed(work)
    if _gone_on(work) > now():
        raise NotYet(_gone_on(work), _("Keeping it, in case it is wanted back."))


def _remove(work: Work) -> None:
    _still_closed(work)
    closing.remove(circles.numbered(work.run.circle_id).pk)


def _still_closed(work: Work) -> None:
    if circles.numbered(work.run.circle_id).state != CLOSED:
        raise CalledOff(CALLED_OFF)


def _tell_gone(work: Work) -> None:
    if not _given_up(work):
        telling.tell(work, circles.ref_of(circles.numbered(work.run.circle_id)), telling.GONE)


def _forget(work: Work) -> None:
    closing.forget(circles.numbered(work.run.circle_id).pk)


CLOSE = kind(
    "close",
    _("Close a circle"),
    Step("notice", _("Giving notice: from now on it can only be read"), _notice),
    Step("tell", _("Writing to its members"), _tell),
    Step("journal", _("Writing it into the circle's journal"), _journal),
    Step("wait", _("Waiting for the end of the notice"), _wait),
    Step("aside", _("Locking everything away"), _aside),
    Step("tell-closed", _("Writing to its members that it has closed"), _tell_closed),
    Step("keep", _("Keeping it, in case it is wanted back"), _keep),
    Step("remove", _("Removing what it kept"), _remove),
    Step("tell-gone", _("Writing to its members that it is gone"), _tell_gone),
    Step("forget", _("Taking it off everybody's list"), _forget),
)
