"""Doing what waits for a server: one thing after the other, as fast as it lets us, until the time is up.

Nothing is asked of a server inside a transaction. What a room should be is read, then the server is asked, then what it
answered is written down; whoever dies in between leaves the errand, and doing it again is doing it once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.connecting import adapter_of, hook_address
from tenant_apps.chat.desired import Plan, plan_of, users_of
from tenant_apps.chat.models import Drift, Errand, Login, Room, Server
from tenant_apps.chat.port import Busy, Changes, ChatError, ChatProvider, Down, Gone, Refused, Who
from tenant_apps.chat.services.errands import room_errand
from tenant_apps.chat.services.keeping import keep_words
from tenant_apps.people.models import Person
from tenants.context import CircleRef, current_circle, in_circle

log = logging.getLogger(__name__)
T = TypeVar("T")

# How long to leave a server alone that fails: a minute at first, five at most, so that an hour is made up for at once.
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(minutes=5)
# Whoever works for a server is taken for dead so long after their time was up.
OVERTIME: Final = 60.0
# What Coopbox says in a room. Never anything about anybody: it stands in notices on locked screens.
LINES: Final[dict[str, Sentence]] = {
    "news": _("There is something new for you all. Look here: %(page)s"),
}
# By their addresses: there is no request here that would know which pages a circle has.
PAGES: Final = {"circle": "/home/%.0s", "team": "/team/%s/"}


@dataclass
class Round:
    """How a round of work went: so many errands done, so many that the server refused, and whether all is done."""

    done: int = 0
    refused: int = 0
    is_all: bool = True


def work(seconds: float = 45, *, at_once: bool = False, clock: Clock | None = None) -> Round:
    """Do what waits, for every server something is owed to. Call it in a circle's context, outside every transaction.

    `at_once`: only whoever must go now, without waiting for a server that wants to be asked less often.
    """
    clock, told = clock or Clock(), Round()
    circle = current_circle()
    with in_circle(circle):
        servers = list(Server.objects.filter(settled_at=None).order_by("-chosen_at").values_list("pk", flat=True))
    for pk in servers:
        _work_for(pk, _Desk(circle, clock, clock.seconds() + seconds, seconds, at_once), told)
    return told


@dataclass
class _Desk:
    """Where and until when a round works."""

    circle: CircleRef
    clock: Clock
    until: float
    seconds: float
    at_once: bool


def _work_for(server_id: UUID, desk: _Desk, told: Round) -> None:
    server = _hold(server_id, desk)
    if server is None:
        told.is_all = False
        return
    if not desk.at_once:  # it wanted to be asked less often, and that is over before this round is
        desk.clock.sleep(max(0.0, (server.next_try_at - desk.clock.now()).total_seconds()))
    seen: set[UUID] = set()
    pause: timedelta | None = None
    try:
        chat = adapter_of(
            server, desk.circle, clock=desk.clock, until=desk.clock.seconds() if desk.at_once else desk.until
        )
        while desk.clock.seconds() < desk.until and (errand := _next(server, desk, seen)) is not None:
            seen.add(errand.pk)
            try:
                _DOING[errand.what](_Job(chat, server, errand, desk))
            except Refused as no:
                told.refused += 1
                _refused(errand, no, desk)
            except Down:
                raise
            except Exception as fault:  # a fault of ours with one thing must not keep all the others waiting
                log.exception("An errand for a chat server failed", extra={"errand": errand.pk})
                told.refused += 1
                _refused(errand, Refused(f"fault_{type(fault).__name__}"), desk)
            else:
                told.done += 1
                _done(errand, desk)
    except Busy as no:
        pause = timedelta(seconds=no.seconds)
    except Down as no:
        pause = _fails(server, no, desk)
    finally:
        told.is_all &= _let_go(server, pause, desk)


def _hold(server_id: UUID, desk: _Desk) -> Server | None:
    """The server, if nobody else works for it and it is not left alone just now."""
    at = desk.clock.now()
    free = Q(held_until=None) | Q(held_until__lt=at)
    with in_circle(desk.circle):
        mine = Server.objects.filter(free, pk=server_id)
        # Whoever must go is tried at once, whatever the server said before about other things.
        soon = at + timedelta(seconds=desk.seconds)
        its_turn = Q(next_try_at__lte=at) | Q(next_try_at__lte=soon, failures=0)
        mine = mine if desk.at_once else mine.filter(its_turn)
        if not mine.update(held_until=at + timedelta(seconds=desk.seconds + OVERTIME)):
            return None
        return Server.objects.get(pk=server_id)


def _let_go(server: Server, pause: timedelta | None, desk: _Desk) -> bool:
    """Whether nothing is owed to it any more."""
    at = desk.clock.now()
    with in_circle(desk.circle):
        waits = Errand.objects.filter(server=server, done_at=None).exists()
        changed: dict[str, Any] = {"held_until": None, "next_try_at": at + pause if pause else at}
        if server.left_at is not None and not waits:
            changed["settled_at"] = at
        Server.objects.filter(pk=server.pk).update(**changed)
    return not waits


def _next(server: Server, desk: _Desk, seen: set[UUID]) -> Errand | None:
    """The first that waits, taken up. One that was taken up by whoever died is taken up again."""
    with in_circle(desk.circle):
        waiting = Errand.objects.filter(server=server, done_at=None).exclude(pk__in=seen)
        if desk.at_once:
            waiting = waiting.filter(rank=Errand.Rank.AT_ONCE)
        errand = waiting.select_for_update(of=["self"]).order_by("rank", "id").first()
        if errand is not None:
            errand.taken_at = desk.clock.now()
            errand.save(update_fields=["taken_at"])
        return errand


def _done(errand: Errand, desk: _Desk) -> None:
    with in_circle(desk.circle):
        Errand.objects.filter(pk=errand.pk).update(done_at=desk.clock.now(), data={})
        Server.objects.filter(pk=errand.server_id).exclude(trouble="").update(
            trouble="", trouble_since=None, failures=0
        )


def _refused(errand: Errand, no: ChatError, desk: _Desk) -> None:
    """It is brought up again in the next round, so often and no more; the rest goes on."""
    tries = errand.tries + 1
    over = desk.clock.now() if tries >= Errand.MOST_TRIES else None
    log.warning("A chat server refused something", extra={"errand": errand.pk, "what": errand.what, "code": no.code})
    with in_circle(desk.circle):
        Errand.objects.filter(pk=errand.pk).update(tries=tries, failed=no.code, done_at=over)


def _fails(server: Server, no: ChatError, desk: _Desk) -> timedelta:
    """All waits, in its order, until the server is there again."""
    with in_circle(desk.circle):
        failures = server.failures + 1
        since = server.trouble_since or desk.clock.now()
        changed = {"failures": failures, "trouble": no.code, "trouble_since": since}
        Server.objects.filter(pk=server.pk).update(**changed)
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 10), LONGEST_PAUSE)


# --- what there is to do


@dataclass
class _Job:
    chat: ChatProvider
    server: Server
    errand: Errand
    desk: _Desk

    def read(self, ask: Callable[[], T]) -> T:
        with in_circle(self.desk.circle), transaction.atomic():
            return ask()


def _room(job: _Job) -> None:
    errand = job.errand
    plan = job.read(lambda: plan_of(job.server, errand.room_kind, errand.about))
    if plan is None:
        return
    wanted, first_no = _users(job, plan)
    is_look, drifted = errand.rank == Errand.Rank.LOOK, Changes()
    try:
        if is_look and plan.is_open and not plan.is_archived and plan.place.remote_id:
            _mend(job, plan)
        changes = _bring_into_step(job, plan, wanted)
        drifted = changes if is_look else drifted
    except Gone:
        if plan.place.remote_id == "":
            raise
        job.read(lambda: _room_is_gone(job, plan))
        if plan.is_open:
            changes = _bring_into_step(job, replace(plan, place=replace(plan.place, remote_id=""), was={}), wanted)
        else:
            changes = Changes()
    for remote in changes.stayed:
        _lock_out(job, remote)
    job.read(lambda: _note(job, plan, wanted, drifted))
    if changes.unknown:
        job.read(lambda: _ask_for_them_anew(job, changes.unknown))
    if is_look and job.server.keep_days and plan.place.remote_id:
        job.chat.clean(plan.place.remote_id, job.desk.clock.now() - timedelta(days=job.server.keep_days))
    if first_no is not None:
        raise first_no


def _users(job: _Job, plan: Plan) -> tuple[dict[str, Any], Refused | None]:
    """The server's ids of those who should be in a room. One whom it does not take keeps nobody else out."""
    found: dict[str, Any] = {}
    first_no: Refused | None = None
    for who, role in plan.people:
        try:
            found[who.remote_id or _user(job, who)] = role
        except Refused as no:
            first_no = first_no or no
    return found, first_no


def _user(job: _Job, who: Who) -> str:
    remote_id = job.chat.ensure_user(who)
    login = Login.objects.filter(server=job.server, person=who.id)
    job.read(lambda: login.update(remote_id=remote_id, suspended_at=None))
    return remote_id


def _bring_into_step(job: _Job, plan: Plan, wanted: dict[str, Any]) -> Changes:
    """Whoever goes, goes first. A room nobody writes in is opened only where somebody is in it who must go."""
    place, room = plan.place, Room.objects.filter(pk=plan.room_id)
    remote_id = place.remote_id
    if plan.is_archived and not plan.is_open:
        if not remote_id or not job.chat.members(remote_id) - wanted.keys():
            return Changes()
        job.chat.ensure_room(place)
    elif not remote_id or plan.is_archived:
        remote_id = job.chat.ensure_room(place)
        job.read(lambda: room.update(remote_id=remote_id, archived_at=None))
    changes = job.chat.set_members(remote_id, wanted, plan.was)
    if not plan.is_open:
        job.chat.archive_room(remote_id)
    return changes


def _room_is_gone(job: _Job, plan: Plan) -> None:
    Room.objects.filter(pk=plan.room_id).update(remote_id="", roles={})
    Drift.objects.create(server=job.server, room_id=plan.room_id, what=Drift.What.ROOM_GONE)


def _mend(job: _Job, plan: Plan) -> None:
    """What is found is written down before it is put right: whoever comes again after a fault finds it mended."""
    flaws = job.chat.flaws_of(plan.place)
    drifts = Drift.objects.filter(room=plan.room_id, at__gte=job.errand.made_at)

    def note() -> None:
        known = set(drifts.values_list("what", flat=True))
        for each in sorted(flaws - known):
            Drift.objects.create(server=job.server, room_id=plan.room_id, what=Drift.What(each))

    if flaws:
        job.read(note)
        remain = job.chat.mend_room(plan.place, flaws)
        job.read(lambda: drifts.filter(what__in=remain).delete())


def _ask_for_them_anew(job: _Job, unknown: tuple[str, ...]) -> None:
    """Their users were deleted there. The room is come back to, which makes them users anew."""
    Login.objects.filter(server=job.server, remote_id__in=unknown).update(remote_id="")
    room_errand(job.server, job.errand.room_kind, job.errand.about)


def _note(job: _Job, plan: Plan, wanted: dict[str, Any], drifted: Changes) -> None:
    room = Room.objects.select_for_update(of=["self"]).get(pk=plan.room_id)
    room.roles = {remote: role for remote, role in wanted.items() if role != "member"}
    if plan.is_open:
        room.archived_at = None
    elif room.archived_at is None:
        room.archived_at = job.desk.clock.now()
    room.save(update_fields=["roles", "archived_at"])
    for what, who in ((Drift.What.MISSING, drifted.added), (Drift.What.SURPLUS, (*drifted.removed, *drifted.stayed))):
        if who:
            Drift.objects.create(server=job.server, room=room, what=what, how_many=len(who))


def _lock_out(job: _Job, remote_id: str) -> None:
    """The server does not let them go from one room, so they get into none of it until it does."""
    job.chat.suspend_user(remote_id)
    login = Login.objects.filter(server=job.server, remote_id=remote_id, suspended_at=None)
    job.read(lambda: login.update(suspended_at=job.desk.clock.now()))


def _out(job: _Job) -> None:
    """Somebody is out of a room, unless they came back meanwhile. Where the server refuses that, they are locked out of
    all of it, until a look at the room shows that they are gone from it."""
    errand = job.errand
    plan = job.read(lambda: plan_of(job.server, errand.room_kind, errand.about))
    login = job.read(
        lambda: Login.objects.filter(server=job.server, person=errand.person).exclude(remote_id="").first()
    )
    if plan is None or login is None or not plan.place.remote_id:
        return
    if any(who.id == errand.person for who, _role in plan.people):
        return
    try:
        is_out = job.chat.remove_member(plan.place.remote_id, login.remote_id)
    except Gone:
        return
    if not is_out:
        _lock_out(job, login.remote_id)


def _person(job: _Job) -> None:
    """Whoever may not come in here gets in nowhere there; whoever may again, does."""

    person_id = job.errand.person
    assert person_id is not None

    def look() -> tuple[Login | None, list[Who]]:
        login = Login.objects.filter(server=job.server, person=person_id).first()
        person = Person.objects.signing_in().filter(pk=person_id).first()
        may = person is not None and job.server.left_at is None
        return login, users_of(job.server, [person.pk]) if may and person else []

    login, users = job.read(look)
    if users:
        _user(job, replace(users[0], remote_id=login.remote_id if login else ""))
    elif login is not None and login.remote_id:
        job.chat.suspend_user(login.remote_id)
        suspended = Login.objects.filter(pk=login.pk, suspended_at=None)
        job.read(lambda: suspended.update(suspended_at=job.desk.clock.now()))


def _post(job: _Job) -> None:
    errand, circle = job.errand, job.desk.circle
    room = job.read(lambda: Room.objects.filter(server=job.server, kind=errand.room_kind, about=errand.about).first())
    if room is None or not room.remote_id or room.archived_at is not None:
        return
    with translation.override(circle.language):
        words = str(LINES[errand.data["line"]]) % {"page": f"{circle.url}{PAGES[room.kind] % room.about}"}
    job.chat.post(room.remote_id, UUID(errand.data["key"]), words)


def _erase(job: _Job) -> None:
    told = job.errand.data
    who = Who(job.errand.pk, told["username"], "", remote_id=told["remote_id"])
    job.chat.erase_user(who, told["rooms"])


def _hook(job: _Job) -> None:
    job.chat.listen(hook_address(job.server, job.desk.circle))


def _fetch(job: _Job) -> None:
    """Nobody writes there any more, and what was said is brought here."""
    errand = job.errand
    room = job.read(lambda: Room.objects.filter(server=job.server, kind=errand.room_kind, about=errand.about).first())
    if room is None or not room.remote_id:
        return
    try:
        job.chat.archive_room(room.remote_id)
        said = list(job.chat.export(room.remote_id))
    except Gone:
        said = []
    at = job.desk.clock.now()

    def keep() -> None:
        keep_words(room, said)
        Room.objects.filter(pk=room.pk).update(fetched_at=at, archived_at=at)

    job.read(keep)


_DOING: Final[dict[str, Callable[[_Job], None]]] = {
    Errand.What.ROOM: _room,
    Errand.What.OUT: _out,
    Errand.What.PERSON: _person,
    Errand.What.POST: _post,
    Errand.What.ERASE: _erase,
    Errand.What.HOOK: _hook,
    Errand.What.FETCH: _fetch,
}
