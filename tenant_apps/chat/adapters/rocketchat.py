"""A circle's own Rocket.Chat, versions 6 to 9. Names there may change; everything is known by the server's own ids."""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from urllib.parse import quote
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from tenant_apps.chat.adapters.rocketchat_wire import Wire, needed
from tenant_apps.chat.keys import Keys
from tenant_apps.chat.port import Changes, Flaw, Gone, Health, Heard, Place, Refused, Role, Said, Who

LONG_AGO: Final = "1970-01-01T00:00:00.000Z"
_IS_MEMBER: Final = frozenset({"error-user-already-in-room", "error-user-in-room"})
_IS_NO_MEMBER: Final = frozenset({"error-user-not-in-room", "error-user-not-in-group"})
_HAS_ROLE: Final = frozenset({"error-user-already-moderator", "error-user-not-moderator"})
_TAKEN: Final = frozenset({"error-duplicate-channel-name", "error-field-unavailable"})

NEEDS_LICENCE: Final = _(
    "From version 9 on, Rocket.Chat lets people sign in with the circle’s own sign-in only with a paid licence. This"
    " one has none. Choose that Coopbox opens the door, or get the licence (Rocket.Chat calls it Premium)."
)
WILL_NEED_LICENCE: Final = _(
    "When this server is brought to version 9, the circle’s own sign-in needs a paid licence there. Without one, choose"
    " that Coopbox opens the door before you do that."
)
NEEDS_SECRET: Final = _(
    "From version 8 on, Rocket.Chat opens the door for Coopbox only with a secret of the server"
    " (CREATE_TOKENS_FOR_USERS_SECRET). Enter it when you connect it anew."
)
TOO_OLD: Final = _("This version is older than any that we know. Bring the server to version 6 or later.")
OLDEST: Final = 6


def consequences(version: str, is_paid: bool | None, *, sign_in: str, has_secret: bool) -> tuple[Sentence, ...]:
    """What follows from version and licence for how people come in. Nothing, of a version that is not known."""
    major = int(first) if (first := version.partition(".")[0]).isdigit() else 0
    found = []
    if 0 < major < OLDEST:
        found.append(TOO_OLD)
    if sign_in == "oidc" and not is_paid and major:
        found.append(NEEDS_LICENCE if major >= 9 else WILL_NEED_LICENCE)
    if sign_in == "token" and not has_secret and major >= 8:
        found.append(NEEDS_SECRET)
    return tuple(found)


class RocketChat:
    """One round with one server. `host` ends the made-up mail addresses of users whose own is not passed on."""

    kind: ClassVar = "rocketchat"
    keeps_itself: ClassVar = False

    def __init__(self, address: str, keys: Keys, wire: Wire, *, sign_in: str, host: str) -> None:
        self.address, self.keys, self.wire = address, keys, wire
        self.sign_in, self.host = sign_in, host

    # --- how it is

    def health(self) -> Health:
        self.wire.get("me")
        version = str(self.wire.get("info").get("version") or "")
        is_paid = self._is_paid()
        follows = consequences(version, is_paid, sign_in=self.sign_in, has_secret=bool(self.keys.secret))
        return Health(version, is_paid, follows, is_shut=any(each is not WILL_NEED_LICENCE for each in follows))

    def _is_paid(self) -> bool | None:
        try:
            told = self.wire.get("licenses.info")
        except Refused:  # this user may not ask, or it is a version without licences
            return None
        licence = told.get("license")
        modules = licence.get("activeModules") if isinstance(licence, dict) else None
        return bool(modules) if isinstance(modules, list) else None

    # --- people

    def ensure_user(self, who: Who) -> str:
        known = self._find(who)
        if known is None:
            try:
                known = self.wire.post("users.create", **self._new(who)).get("user", {})
            except Refused as no:
                if no.code not in _TAKEN or (known := self._find(who)) is None:
                    raise
        remote_id = needed(known, "_id")
        if known.get("active") is False:
            self.wire.post("users.setActiveStatus", userId=remote_id, activeStatus=True)
        if known.get("name") not in (None, who.called):
            self.wire.post("users.update", userId=remote_id, data={"name": who.called})
        return remote_id

    def _find(self, who: Who) -> dict[str, Any] | None:
        by = {"userId": who.remote_id} if who.remote_id else {"username": who.username}
        try:
            found = self.wire.get("users.info", **by).get("user")
        except Refused as no:
            # 8 answers “User not found.”; another refusal is none of whether somebody is there.
            if isinstance(no, Gone) or "not found" in no.code.lower():
                return self._find(Who(who.id, who.username, who.called)) if who.remote_id else None
            raise
        return found if isinstance(found, dict) else None

    def _new(self, who: Who) -> dict[str, Any]:
        """A user without a welcome, without rooms it did not ask for, and with no password anybody knows."""
        return {
            "name": who.called,
            "username": who.username,
            "email": who.email or f"{who.username}@{self.host}",
            "password": secrets.token_urlsafe(32),
            "verified": bool(who.email),
            "joinDefaultChannels": False,
            "sendWelcomeEmail": False,
            "requirePasswordChange": False,
            "roles": ["user"],
        }

    def suspend_user(self, remote_id: str) -> None:
        try:
            self.wire.post("users.logout", userId=remote_id)
            self.wire.post("users.setActiveStatus", userId=remote_id, activeStatus=False, confirmRelinquish=True)
        except Gone:
            return

    def erase_user(self, who: Who, rooms: Iterable[str]) -> None:
        """What becomes of messages of a deleted user is a setting of the server; so they are taken out first."""
        latest = _written(datetime.now(UTC))
        for room in rooms:
            self._unless_gone(
                "rooms.cleanHistory", roomId=room, oldest=LONG_AGO, latest=latest, inclusive=True, users=[who.username]
            )
        if who.remote_id:
            self._unless_gone("users.delete", userId=who.remote_id, confirmRelinquish=True)

    def _unless_gone(self, endpoint: str, **said: Any) -> None:
        try:
            self.wire.post(endpoint, **said)
        except Gone:
            return

    # --- rooms

    def ensure_room(self, place: Place) -> str:
        if place.remote_id:
            self.mend_room(place, self.flaws_of(place))
            return place.remote_id
        said = {"name": place.name, "members": [], "customFields": {"coopbox": place.key}}
        try:
            return needed(self.wire.post("groups.create", **said), "group", "_id")
        except Refused as no:
            if no.code not in _TAKEN and no.code != "id_missing":
                raise
            return self._made_before(place)

    def _made_before(self, place: Place) -> str:
        """The room of which the answer was lost. One that only has the same name is somebody else's."""
        room = self.wire.get("groups.info", roomName=place.name).get("group", {})
        fields = room.get("customFields") if isinstance(room, dict) else None
        if not isinstance(fields, dict) or fields.get("coopbox") != place.key:
            raise Refused("name_taken")
        return needed(room, "_id")

    def flaws_of(self, place: Place) -> frozenset[Flaw]:
        room = self.wire.get("groups.info", roomId=place.remote_id).get("group", {})
        if not isinstance(room, dict):
            return frozenset()
        is_ours = room.get("name") in (None, place.name)
        found = {Flaw.CLOSED: bool(room.get("archived")), Flaw.RENAMED: not is_ours}
        return frozenset(flaw for flaw, is_so in found.items() if is_so)

    def mend_room(self, place: Place, flaws: frozenset[Flaw]) -> frozenset[Flaw]:
        """A closed room takes nobody in and lets nobody go, so it is opened first."""
        if Flaw.CLOSED in flaws:
            self.wire.post("groups.unarchive", roomId=place.remote_id)
        return frozenset() if Flaw.RENAMED not in flaws or self._rename(place) else frozenset({Flaw.RENAMED})

    def _rename(self, place: Place) -> bool:
        """Whether it has our name again. Where another room took that meanwhile, it goes on under its new one."""
        try:
            self.wire.post("groups.rename", roomId=place.remote_id, name=place.name)
        except Refused as no:
            if isinstance(no, Gone) or no.code not in _TAKEN:
                raise
            return False
        return True

    def members(self, room: str) -> set[str]:
        found = {needed(each, "_id") for each in self.wire.pages("groups.members", "members", roomId=room)}
        return found - {self.keys.user_id}

    def set_members(self, room: str, wanted: Mapping[str, Role], was: Mapping[str, Role]) -> Changes:
        there = self.members(room)
        gone: list[str] = []
        stayed: list[str] = []
        for each in sorted(there - wanted.keys()):
            (gone if self.remove_member(room, each) else stayed).append(each)
        new = sorted(wanted.keys() - there)
        unknown = self._invite(room, new) if new else ()
        there_now = {each: role for each, role in wanted.items() if each not in unknown}
        roles = self._give_roles(room, there_now, was, new)
        return Changes(tuple(new), tuple(gone), roles, tuple(stayed), unknown)

    def remove_member(self, room: str, remote_id: str) -> bool:
        """From a closed room nobody can be taken, so it is opened for that moment. Coopbox closes rooms of teams that
        rest, and anybody who may can close one there."""
        if self._settled("groups.kick", _IS_NO_MEMBER, room, remote_id):
            return True
        found = self.wire.get("groups.info", roomId=room).get("group")
        if not isinstance(found, dict) or not found.get("archived"):
            return False
        self.wire.post("groups.unarchive", roomId=room)
        try:
            return self._settled("groups.kick", _IS_NO_MEMBER, room, remote_id)
        finally:
            self.archive_room(room)

    def _invite(self, room: str, new: list[str]) -> tuple[str, ...]:
        """Gives those whom the server does not know: somebody deleted their user there."""
        try:
            self.wire.post("groups.invite", roomId=room, userIds=new)
        except Refused as no:
            is_alone = len(new) == 1 and not isinstance(no, Gone)
            if ("room" in no.code and isinstance(no, Gone)) or (is_alone and no.code not in _IS_MEMBER):
                raise
            # one of them is in the way of the others
            return () if is_alone else tuple(each for each in new if not self._comes_in(room, each))
        return ()

    def _comes_in(self, room: str, user: str) -> bool:
        """False for a user who is not there any more. Somebody who is refused alone is found by the next look."""
        try:
            self.wire.post("groups.invite", roomId=room, userId=user)
        except Refused as no:
            if isinstance(no, Gone) and "room" in no.code:
                raise
            return not isinstance(no, Gone)
        return True

    def _give_roles(
        self, room: str, wanted: Mapping[str, Role], was: Mapping[str, Role], new: list[str]
    ) -> tuple[str, ...]:
        """Whoever comes anew has lost the role they had before they went."""
        changed = []
        for each, role in sorted(wanted.items()):
            before = Role.MEMBER if each in new else was.get(each, Role.MEMBER)
            if role != before:
                endpoint = "groups.addModerator" if role is Role.MODERATOR else "groups.removeModerator"
                if self._settled(endpoint, _HAS_ROLE, room, each):
                    changed.append(each)
        return tuple(changed)

    def _settled(self, endpoint: str, already: frozenset[str], room: str, user: str) -> bool:
        """Whether it was done, or was so already. That the room is gone is passed on; any other refusal is a no."""
        try:
            self.wire.post(endpoint, roomId=room, userId=user)
        except Gone as no:
            if "room" in no.code:
                raise
            return True  # a user who is not there is in no room
        except Refused as no:
            return no.code in already
        return True

    def archive_room(self, room: str) -> None:
        try:
            self.wire.post("groups.archive", roomId=room)
        except Gone:
            return
        except Refused as no:
            if no.code != "error-room-archived":
                raise

    # --- what is said

    def post(self, room: str, key: UUID, words: str) -> str:
        """With an id of our own: the server keeps the first of two with one id."""
        ours = f"coopbox{key.hex}"
        try:
            told = self.wire.post("chat.sendMessage", message={"_id": ours, "rid": room, "msg": words})
        except Refused:
            if self._has(ours):
                return ours
            raise
        return needed(told, "message", "_id")

    def _has(self, message: str) -> bool:
        try:
            return self.wire.get("chat.getMessage", msgId=message).get("message") is not None
        except Refused:
            return False

    def unread(self, who: Who) -> int | None:
        """The server counts for each user and tells only them."""
        return None

    def export(self, room: str) -> Iterator[Said]:
        """What the server says by itself, such as that somebody came, is left out."""
        for each in self.wire.pages("groups.messages", "messages", roomId=room, sort='{"ts":1}'):
            if not each.get("t") and (said := _said(each)) is not None:
                yield said

    def clean(self, room: str, before: datetime) -> None:
        said = {"roomId": room, "oldest": LONG_AGO, "latest": _written(before), "inclusive": True}
        self._unless_gone("rooms.cleanHistory", **said, excludePinned=False)

    # --- doors

    def login_url(self, who: Who) -> str:
        if self.sign_in != "token" or not who.remote_id:
            return f"{self.address}/home"
        said = {"userId": who.remote_id, **({"secret": self.keys.secret} if self.keys.secret else {})}
        token = needed(self.wire.post("users.createToken", **said), "data", "authToken")
        return f"{self.address}/home?resumeToken={quote(token, safe='')}"

    def listen(self, url: str) -> None:
        """Let the server tell us what is said in private rooms. Raises Refused where this user may not arrange that."""
        name = f"Coopbox {self.host}"
        for each in self.wire.pages("integrations.list", "integrations"):
            if each.get("name") == name and url in (each.get("urls") or ()):
                return
        me = needed(self.wire.get("me"), "username")
        self.wire.post(
            "integrations.create",
            type="webhook-outgoing", name=name, event="sendMessage", channel="all_private_groups", username=me,
            urls=[url], token=self.keys.hook, enabled=True, scriptEnabled=False,
        )  # fmt: skip

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Heard:
        try:
            told = json.loads(body)
        except ValueError:
            raise Refused("odd") from None
        read: Callable[[str], Any] = told.get if isinstance(told, dict) else lambda _name: None
        shown = read("token")
        if not isinstance(shown, str) or not hmac.compare_digest(shown.encode(), self.keys.hook.encode()):
            raise Refused("forged")
        room, author, at = read("channel_id"), read("user_id"), _instant(read("timestamp"))
        message, words = read("message_id"), read("text")
        if at is None or not all(isinstance(each, str) and each for each in (room, author, message)):
            raise Refused("odd")
        return Heard(room, Said(message, author, words if isinstance(words, str) else "", at))


def _said(told: Mapping[str, Any]) -> Said | None:
    user, words, at = told.get("u"), told.get("msg"), _instant(told.get("ts"))
    author = user.get("_id", "") if isinstance(user, dict) else ""
    message = told.get("_id")
    if not isinstance(message, str) or not isinstance(words, str) or at is None:
        return None
    return Said(message, str(author), words, at)


def _instant(told: object) -> datetime | None:
    """What it writes as 2026-11-23T10:00:00.000Z."""
    try:
        at = parse_datetime(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
