"""Trying a server before a circle talks in it: each thing that the port promises, with people who were made up.

All that is made carries a name of its own (`coopbox-selftest-...`) and is removed at the end, whatever happens on the
way; what could not be removed is named. Nobody's real rooms and people are looked at or changed.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex, token_urlsafe
from typing import Any, Final, TypeVar
from uuid import uuid4

from tenant_apps.chat.adapters.rocketchat import RocketChat
from tenant_apps.chat.adapters.rocketchat_wire import Wire
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.keys import Keys
from tenant_apps.chat.port import Busy, ChatError, Down, Flaw, Gone, Health, NotWelcome, Place, Refused, Role, Who

# Names that lead nowhere for good (RFC 2606): the server is asked to tell us something at such an address.
HOST: Final = "selftest.coopbox.invalid"
MOST_SECONDS: Final = 600.0  # for all that is tried, and so much again for removing it
TRIES: Final = 3
A_BREATH: Final = 1.0
# What does not pass by asking again.
FOR_GOOD: Final = frozenset({"address", "redirect"})
WORDS: Final = "Coopbox tries this server. This room is removed at once."
T = TypeVar("T")


class Wrong(Exception):
    """The server did something else than it was asked for."""


@dataclass(frozen=True)
class Tried:
    """One thing that was tried. `works`: None where it could not be tried, and `sentence` only names it. `why`: a code,
    of the port or `wrong`."""

    code: str
    works: bool | None
    sentence: str
    why: str = ""
    tries: int = 1


@dataclass
class Told:
    """What came of it. `left`: what is still at the server and has to be deleted there by hand."""

    health: Health | None = None
    steps: list[Tried] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def works(self) -> bool:
        return all(step.works for step in self.steps) and not self.left


@dataclass
class _Trial:
    """One try. Its people are a and b, and its room has another name for a while."""

    chat: RocketChat
    wire: Wire
    clock: Clock
    name: str
    health: Health | None = None
    made: dict[str, Who] = field(default_factory=dict)
    room: str = ""
    began: set[str] = field(default_factory=set)
    opens_doors: bool = False

    def who(self, letter: str) -> Who:
        called = f"Coopbox selftest {letter.upper()}"
        return self.made.get(letter) or Who(uuid4(), f"{self.name}-{letter}", called)

    def place(self) -> Place:
        return Place(self.name, self.name, remote_id=self.room)

    def id_of(self, letter: str) -> str:
        return self.made[letter].remote_id

    def again(self, ask: Callable[[], T], tried: Callable[[], None] = lambda: None) -> T:
        """Ask up to three times: a server may fail once, or leave an id out. All of it may be asked twice."""
        for last in range(1, TRIES + 1):
            tried()
            try:
                return ask()
            except (Busy, NotWelcome):
                raise
            except ChatError as no:
                may_pass = (isinstance(no, Down) and no.code not in FOR_GOOD) or no.code == "id_missing"
                if last == TRIES or not may_pass:
                    raise
                self.clock.sleep(A_BREATH * last)
        raise AssertionError


def try_server(
    address: str, *, user_id: str, token: str, secret: str = "", sign_in: str = "token", clock: Clock | None = None
) -> Told:
    """Try all of it. Never raises for what the server does; an address Coopbox does not go to is told likewise."""
    clock = clock or Clock()
    keys = Keys(user_id, token, secret, token_urlsafe(32))
    address = address.strip().rstrip("/")
    wire = Wire(address, user_id, token, clock=clock, until=clock.seconds() + MOST_SECONDS)
    chat = RocketChat(address, keys, wire, sign_in=sign_in, host=HOST)
    trial = _Trial(chat, wire, clock, f"coopbox-selftest-{token_hex(4)}")
    told = Told()
    try:
        told.steps += _try_all(trial)
    finally:
        wire.until = clock.seconds() + MOST_SECONDS
        told.left = _remove_all(trial)
    told.health = trial.health
    return told


def _try_all(trial: _Trial) -> Iterator[Tried]:
    """Each step, until one fails that the others stand on."""
    fallen = False
    for step in STEPS:
        if step.code == "door" and trial.chat.sign_in != "token":
            continue
        if fallen:
            yield Tried(step.code, None, step.called)
            continue
        tried = _try(trial, step)
        fallen = step.is_ground and not tried.works
        yield tried


def _try(trial: _Trial, step: "_Step") -> Tried:
    count = [0]

    def count_it() -> None:
        count[0] += 1

    try:
        trial.again(lambda: step.run(trial), count_it)
    except Wrong as no:
        return Tried(step.code, False, f"{step.fails}: {no}", "wrong", count[0])
    except ChatError as no:
        return Tried(step.code, False, step.fails, no.code, count[0])
    return Tried(step.code, True, step.does, tries=count[0])


# --- what is tried


def _known(trial: _Trial) -> None:
    trial.health = trial.chat.health()
    if "admin" not in (trial.wire.get("me").get("roles") or ()):
        raise Wrong("give the user as whom Coopbox works there the role admin.")


def _lets_in(trial: _Trial) -> None:
    if trial.health is not None and trial.health.is_shut:
        raise Wrong(" ".join(str(each) for each in trial.health.consequences))


def _users(trial: _Trial) -> None:
    for letter in "ab":
        trial.began.add(letter)
        who = trial.who(letter)
        ids = {trial.chat.ensure_user(who) for _twice in range(2)}
        if len(ids) != 1:
            raise Wrong("asked twice for the same user, it gave two.")
        trial.made[letter] = Who(who.id, who.username, who.called, remote_id=ids.pop())


def _room(trial: _Trial) -> None:
    trial.began.add("room")
    trial.room = trial.chat.ensure_room(Place(trial.name, trial.name))
    if trial.chat.ensure_room(trial.place()) != trial.room:
        raise Wrong("asked twice for the same room, it gave two.")


def _members(trial: _Trial) -> None:
    wanted = {trial.id_of("a"): Role.MODERATOR, trial.id_of("b"): Role.MEMBER}
    trial.chat.set_members(trial.room, wanted, {})
    if trial.chat.members(trial.room) != wanted.keys():
        raise Wrong("others are in the room than were asked for.")
    if trial.chat.set_members(trial.room, wanted, wanted):
        raise Wrong("the same asked again changed something.")


def _leaving(trial: _Trial) -> None:
    for _twice in range(2):
        if not trial.chat.remove_member(trial.room, trial.id_of("b")):
            raise Wrong("it does not let somebody be taken out of a room. They would be switched off altogether.")
    if trial.id_of("b") in trial.chat.members(trial.room):
        raise Wrong("somebody who was taken out of the room is in it still.")


def _names(trial: _Trial) -> None:
    trial.wire.post("groups.rename", roomId=trial.room, name=f"{trial.name}-other")
    _mend(trial, Flaw.RENAMED, "a room with another name is not found, or keeps it.")


def _posts(trial: _Trial) -> None:
    key = uuid4()
    if len({trial.chat.post(trial.room, key, WORDS) for _twice in range(2)}) != 1:
        raise Wrong("the same words sent twice stand there twice.")
    if [said.words for said in trial.chat.export(trial.room)].count(WORDS) != 1:
        raise Wrong("what was said cannot be read, or stands there more than once.")
    trial.chat.clean(trial.room, trial.clock.now() + timedelta(days=1))
    if any(said.words == WORDS for said in trial.chat.export(trial.room)):
        raise Wrong("what was taken away can still be read.")


def _closing(trial: _Trial) -> None:
    for _twice in range(2):
        trial.chat.archive_room(trial.room)
    _mend(trial, Flaw.CLOSED, "a room that was closed is not told as closed, or not opened again.")


def _mend(trial: _Trial, flaw: Flaw, no: str) -> None:
    flaws = trial.chat.flaws_of(trial.place())
    if flaw not in flaws or trial.chat.mend_room(trial.place(), flaws) or trial.chat.flaws_of(trial.place()):
        raise Wrong(no)


def _door(trial: _Trial) -> None:
    token = _token_of(trial)
    if _as_them(trial, token).get("me").get("_id") != trial.id_of("a"):
        raise Wrong("the token lets in somebody else.")
    trial.opens_doors = True


def _suspending(trial: _Trial) -> None:
    token = _token_of(trial) if trial.opens_doors else ""
    for _twice in range(2):
        trial.chat.suspend_user(trial.id_of("a"))
    if token:
        with suppress(NotWelcome, Refused):
            _as_them(trial, token).get("me")
            raise Wrong("a token still lets somebody in who was switched off.")
    found = trial.wire.get("users.info", userId=trial.id_of("a")).get("user", {})
    if found.get("active") is not False:
        raise Wrong("a user who was switched off is on still.")
    if trial.chat.ensure_user(trial.made["a"]) != trial.id_of("a"):
        raise Wrong("somebody who was switched on again is another user.")


def _token_of(trial: _Trial) -> str:
    return trial.chat.login_url(trial.made["a"]).partition("resumeToken=")[2]


def _as_them(trial: _Trial, token: str) -> Wire:
    return Wire(trial.chat.address, trial.id_of("a"), token, clock=trial.clock, until=trial.wire.until)


def _hook(trial: _Trial) -> None:
    trial.began.add("hook")
    url = f"https://{HOST}/{trial.name}/"
    for _twice in range(2):
        trial.chat.listen(url)
    found = _hooks(trial)
    _remove_hooks(trial)
    if len(found) != 1:
        raise Wrong("asked twice to tell us what is said, it would tell it twice.")


def _erasing(trial: _Trial) -> None:
    for _twice in range(2):
        trial.chat.erase_user(trial.made["b"], [trial.room])
    if _is_there(trial, "b"):
        raise Wrong("a user who was deleted is there still.")


@dataclass(frozen=True)
class _Step:
    """`is_ground`: the others stand on it."""

    code: str
    run: Callable[[_Trial], None]
    called: str
    does: str
    fails: str
    is_ground: bool = False


STEPS: Final = (
    _Step(
        "known", _known, "that the server knows Coopbox",
        "It knows the user as whom Coopbox works there, who is an administrator.",
        "Coopbox cannot work there", is_ground=True,
    ),
    _Step(
        "version", _lets_in, "that people come in with this version",
        "With this version and licence people come in the way that was chosen.",
        "People could not come in the way that was chosen",
    ),
    _Step(
        "users", _users, "users", "Users are made, once each however often they are asked for.",
        "Users cannot be made", is_ground=True,
    ),
    _Step(
        "room", _room, "a room", "A private room is made, once however often it is asked for.",
        "A room cannot be made", is_ground=True,
    ),
    _Step(
        "members", _members, "who is in a room",
        "Exactly those are in a room who should be, one of them its moderator.",
        "Rooms cannot be kept in step",
    ),
    _Step(
        "leaving", _leaving, "taking somebody out", "Somebody is taken out of a room at once.",
        "Somebody who leaves cannot be taken out of a room",
    ),
    _Step(
        "names", _names, "names of rooms", "A room that was renamed is found and has its name again.",
        "Names of rooms cannot be kept in step",
    ),
    _Step(
        "posts", _posts, "saying something",
        "Coopbox says something once, reads what was said, and takes away what is too old.",
        "What is said cannot be written, read or taken away",
    ),
    _Step("closing", _closing, "closing a room", "A room is closed and opened again.", "A room cannot be closed"),
    _Step(
        "door", _door, "opening the door", "Coopbox opens the door for somebody with a token.",
        "Coopbox cannot open the door for anybody",
    ),
    _Step(
        "suspending", _suspending, "switching somebody off",
        "Somebody who is switched off gets in nowhere, also with what they had before, and is on again when they may.",
        "Somebody cannot be switched off",
    ),
    _Step(
        "hook", _hook, "being told what is said", "The server lets itself be asked to tell what is said.",
        "The server cannot be asked to tell what is said",
    ),
    _Step("erasing", _erasing, "forgetting somebody", "Somebody is forgotten.", "Somebody cannot be forgotten"),
)  # fmt: skip


# --- taking away what was made


def _remove_all(trial: _Trial) -> list[str]:
    """Take all away that was begun, also where the answer was lost. Gives what may be left."""
    left = []
    for thing in ("hook", "room", "a", "b"):
        if thing not in trial.began:
            continue
        remove, is_there = _REMOVING.get(thing, (_remove_user, _is_there))
        try:
            trial.again(lambda: remove(trial, thing))  # noqa: B023  (it is called before the next one begins)
            if not trial.again(lambda: is_there(trial, thing)):  # noqa: B023
                continue
        except ChatError:
            pass
        left.append(_NAMES.get(thing, "the user {name}-{thing}").format(name=trial.name, thing=thing))
    return left


def _remove_user(trial: _Trial, letter: str) -> None:
    found = _found_user(trial, letter)
    if found:
        with suppress(Gone):
            trial.wire.post("users.delete", userId=found, confirmRelinquish=True)


def _found_user(trial: _Trial, letter: str) -> str:
    try:
        user = trial.wire.get("users.info", username=f"{trial.name}-{letter}").get("user")
    except Refused as no:
        if isinstance(no, Gone) or "not found" in no.code.lower():
            return ""
        raise
    return str(user.get("_id") or "") if isinstance(user, dict) else ""


def _is_there(trial: _Trial, letter: str) -> bool:
    return bool(_found_user(trial, letter))


def _remove_room(trial: _Trial, _thing: str) -> None:
    for by in _ways_to_room(trial):
        with suppress(Gone):
            trial.wire.post("groups.delete", **by)


def _room_is_there(trial: _Trial, _thing: str) -> bool:
    for by in _ways_to_room(trial):
        with suppress(Gone):
            trial.wire.get("groups.info", **by)
            return True
    return False


def _ways_to_room(trial: _Trial) -> list[dict[str, Any]]:
    """By its number, and by the names it had for the case that the answer with the number was lost."""
    if trial.room:
        return [{"roomId": trial.room}]
    return [{"roomName": trial.name}]


def _hooks(trial: _Trial) -> list[str]:
    found = trial.wire.pages("integrations.list", "integrations")
    return [str(each.get("_id")) for each in found if f"https://{HOST}/{trial.name}/" in (each.get("urls") or ())]


def _remove_hooks(trial: _Trial) -> None:
    for each in _hooks(trial):
        trial.wire.post("integrations.remove", integrationId=each, type="webhook-outgoing")


_REMOVING: Final[dict[str, tuple[Callable[[_Trial, str], None], Callable[[_Trial, str], bool]]]] = {
    "hook": (lambda trial, _thing: _remove_hooks(trial), lambda trial, _thing: bool(_hooks(trial))),
    "room": (_remove_room, _room_is_there),
}
_NAMES: Final = {
    "hook": "the outgoing integration to https://" + HOST + "/{name}/",
    "room": "the room {name}, or {name}-other",
}
