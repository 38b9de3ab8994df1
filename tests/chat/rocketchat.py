"""A Rocket.Chat of our own to try things on: a real server that answers as the published API does, and no more.

`profile` "8" refuses with 400 and what was wrong, "9" with 403 and `error-forbidden` where somebody may not, and lets
people sign in by a custom OAuth only with a licence. Each endpoint takes ten calls in sixty seconds, as by default.
`faults` are the ways in which it can go wrong; `clock` is the time as it sees it.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tenant_apps.chat.clock import Clock
from tenant_apps.chat.keys import Keys

# Which fields each endpoint needs, as the server's own description has it.
NEEDED = json.loads((Path(__file__).parent / "rocketchat.json").read_text(encoding="utf-8"))
WINDOW, LIMIT = 60.0, 10
BOT = "bot00000000000000"


class Skipping(Clock):
    """It jumps over what is waited for."""

    def sleep(self, seconds: float) -> None:
        self.skipped += seconds


class No(Exception):
    def __init__(self, code: str, status: int = 400) -> None:
        self.code, self.status = code, status


@dataclass
class Faults:
    """`fail_next`: so many answers are 500; `slow`: seconds before each; `lose_ids`: answers without the id that was
    made; `lose_answers`: done, and never answered; `down`: nobody answers; `keeps`: users whom it does not let go;
    `refuse`: endpoints that always refuse; `silent`: it does not say how many calls are left."""

    fail_next: int = 0
    slow: float = 0.0
    lose_ids: int = 0
    down: bool = False
    keeps: set[str] = field(default_factory=set)
    refuse: dict[str, str] = field(default_factory=dict)
    lose_answers: int = 0
    silent: bool = False
    # It lets nobody go; tokens outlive their users; when this is asked for somebody has renamed or deleted all rooms
    # that Coopbox made; after this it is down.
    keeps_all: bool = False
    tokens_stay: bool = False
    renames: str = ""
    deletes: str = ""
    down_after: str = ""


class Double:
    """What the server knows, and what it was asked. Ids are made by it; names may change."""

    def __init__(self, profile: str = "8", *, clock: Clock | None = None, limit: int = LIMIT) -> None:
        self.profile, self.clock, self.limit = profile, clock or Clock(), limit
        self.version = {"8": "8.7.0", "9": "9.0.1"}[profile]
        self.is_paid = False
        self.faults = Faults()
        self.keys = Keys(BOT, "the-token", "the-secret", "the-hook")
        self.users: dict[str, dict[str, Any]] = {
            BOT: {"_id": BOT, "username": "coopbox", "name": "Coopbox", "active": True, "roles": ["admin"]}
        }
        self.rooms: dict[str, dict[str, Any]] = {}
        self.integrations: list[dict[str, Any]] = []
        self.asked: list[tuple[str, float]] = []
        self.tokens: dict[str, str] = {}
        self.windows: dict[str, tuple[float, int]] = {}
        self.lock = threading.Lock()
        self.numbers = count(1)
        self.turned_away = 0

    # --- looking at it from outside

    def room(self, name: str) -> dict[str, Any]:
        return next(room for room in self.rooms.values() if room["name"] == name)

    def names_in(self, name: str) -> set[str]:
        return {self.users[each]["name"] for each in self.room(name)["members"] if each != BOT}

    def say(self, room: str, user: str, words: str) -> dict[str, Any]:
        """Somebody says something there, and what the server would tell us of it."""
        said = self._keep(self.room(room), user, f"m{next(self.numbers):016}", words)
        return {
            "token": self.keys.hook, "bot": False, "channel_id": said["rid"], "channel_name": room,
            "message_id": said["_id"], "timestamp": said["ts"], "user_id": user,
            "user_name": self.users[user]["username"], "text": words, "siteUrl": "https://chat.example",
        }  # fmt: skip

    def calls(self, endpoint: str) -> int:
        return sum(1 for name, _at in self.asked if name == endpoint)

    # --- answering

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: Any) -> tuple[int, Any, Any]:
        endpoint = path.removeprefix("/api/v1/").removeprefix("/api/")
        with self.lock:
            self.asked.append((endpoint, self.clock.seconds()))
            if self.faults.fail_next:
                self.faults.fail_next -= 1
                return 500, {}, {"success": False, "error": "Internal server error"}
            if endpoint == "info":
                return 200, {}, {"version": self.version, "success": True}
            known = (headers["X-User-Id"], headers["X-Auth-Token"])
            if known != (self.keys.user_id, self.keys.token) and self.tokens.get(known[1] or "") != known[0]:
                return 401, {}, {"status": "error", "message": "You must be logged in to do this."}
            is_over, told = self._count(endpoint)
            if is_over:
                self.turned_away += 1
                said = "Error, too many requests. Please slow down. You must wait 60 seconds. [error-too-many-requests]"
                return 429, told, {"success": False, "error": said}
            try:
                return 200, told, {"success": True, **self._do(method, endpoint, query, body or {}, known[0])}
            except No as no:
                return no.status, told, {"success": False, "error": f"[{no.code}]", "errorType": no.code}

    def _count(self, endpoint: str) -> tuple[bool, dict[str, str]]:
        at = self.clock.seconds()
        began, n = self.windows.get(endpoint, (at, 0))
        if at - began >= WINDOW:
            began, n = at, 0
        self.windows[endpoint] = (began, n + 1)
        reset = self.clock.now().timestamp() + began + WINDOW - at
        left = str(max(self.limit - n - 1, 0))
        told = {"x-ratelimit-limit": str(self.limit)}
        told |= {} if self.faults.silent else {"x-ratelimit-remaining": left}
        return n >= self.limit, {**told, "x-ratelimit-reset": str(int(reset * 1000) + 1)}

    def _do(self, method: str, endpoint: str, query: dict[str, str], body: dict[str, Any], me: str) -> dict[str, Any]:
        shape = NEEDED.get(endpoint)
        if shape is None or shape["method"] != method:
            raise No("not-found", 404)
        said = body if method == "POST" else query
        for name in shape["needs"]:
            if name not in said:
                raise No("invalid-params")
        if strange := [name for name in said if name not in shape["knows"]]:
            raise No(f"invalid-params-{strange[0]}")
        if refused := self.faults.refuse.get(endpoint):
            raise self._forbidden(refused)
        self._meddle(endpoint)
        done = getattr(self, f"_{endpoint.replace('.', '_')}")(said, me)
        if self.faults.lose_answers and method == "POST":
            self.faults.lose_answers -= 1
            raise _Lost
        if self.faults.lose_ids and method == "POST":
            self.faults.lose_ids -= 1
            done = {name: {} if isinstance(value, dict) else value for name, value in done.items()}
        return done

    def _meddle(self, endpoint: str) -> None:
        for room in [room for room in self.rooms.values() if "coopbox" in room["customFields"]]:
            if endpoint == self.faults.renames:
                room["name"] += "-x"
            if endpoint == self.faults.deletes:
                del self.rooms[room["_id"]]
        self.faults.down |= endpoint == self.faults.down_after

    def _forbidden(self, code: str) -> No:
        return No("error-forbidden", 403) if self.profile == "9" else No(code)

    def _user(self, said: dict[str, Any]) -> dict[str, Any]:
        found = self.users.get(said["userId"])
        if found is None:
            raise No("error-invalid-user")
        return found

    def _group(self, said: dict[str, Any]) -> dict[str, Any]:
        if "roomId" in said:
            found = self.rooms.get(said["roomId"])
        else:
            found = next((room for room in self.rooms.values() if room["name"] == said.get("roomName")), None)
        if found is None:
            raise No("error-room-not-found")
        return found

    # --- users

    def _me(self, said: Any, me: str) -> Any:
        return dict(self.users[me])

    def _licenses_info(self, said: Any, me: str) -> Any:
        return {"license": {"activeModules": ["oauth-enterprise"] if self.is_paid else [], "trial": False}}

    def _users_info(self, said: Any, me: str) -> Any:
        wanted = (said.get("userId"), said.get("username"))
        by = [user for user in self.users.values() if user["_id"] == wanted[0] or user["username"] == wanted[1]]
        if not by:
            raise No("User not found.")
        return {"user": dict(by[0])}

    def _users_create(self, said: Any, me: str) -> Any:
        if not re.fullmatch(r"[0-9a-zA-Z-_.]+", said["username"]) or "@" not in said["email"]:
            raise No("error-input-is-not-a-valid-field")
        taken = [u for u in self.users.values() if u["username"] == said["username"] or u.get("email") == said["email"]]
        if taken:
            raise No("error-field-unavailable")
        user = {"_id": f"u{next(self.numbers):016}", "active": True, "roles": said.get("roles", ["user"])}
        user |= {name: said[name] for name in ("username", "name", "email")}
        user |= {"defaults": said.get("joinDefaultChannels", True), "welcomed": said.get("sendWelcomeEmail", False)}
        self.users[user["_id"]] = user
        return {"user": dict(user)}

    def _users_update(self, said: Any, me: str) -> Any:
        self._user(said).update({name: value for name, value in said["data"].items() if name in ("name", "email")})
        return {"user": dict(self._user(said))}

    def _users_setActiveStatus(self, said: Any, me: str) -> Any:
        self._user(said)["active"] = said["activeStatus"]
        return {"user": {"_id": said["userId"], "active": said["activeStatus"]}}

    def _users_logout(self, said: Any, me: str) -> Any:
        self._user(said)
        if not self.faults.tokens_stay:
            self.tokens = {token: user for token, user in self.tokens.items() if user != said["userId"]}
        return {"message": "User has been logged out"}

    def _users_delete(self, said: Any, me: str) -> Any:
        del self.users[self._user(said)["_id"]]
        for room in self.rooms.values():
            room["members"].discard(said["userId"])
        return {"deletedRooms": []}

    def _users_createToken(self, said: Any, me: str) -> Any:
        if said["secret"] != self.keys.secret:
            raise No("error-not-authorized")
        if not self._user(said)["active"]:
            raise No("error-not-authorized")
        token = f"token-{next(self.numbers)}"
        self.tokens[token] = said["userId"]
        return {"data": {"userId": said["userId"], "authToken": token}}

    # --- rooms

    def _groups_create(self, said: Any, me: str) -> Any:
        if any(room["name"] == said["name"] for room in self.rooms.values()):
            raise No("error-duplicate-channel-name")
        room = {"_id": f"r{next(self.numbers):016}", "name": said["name"], "t": "p", "archived": False}
        room |= {"members": {me}, "moderators": set(), "customFields": said.get("customFields", {}), "said": []}
        self.rooms[room["_id"]] = room
        return {"group": self._shown(room)}

    def _shown(self, room: dict[str, Any]) -> dict[str, Any]:
        return {name: room[name] for name in ("_id", "name", "t", "archived", "customFields")}

    def _groups_info(self, said: Any, me: str) -> Any:
        return {"group": self._shown(self._group(said))}

    def _groups_members(self, said: Any, me: str) -> Any:
        found = sorted(self._group(said)["members"])
        at, n = int(said.get("offset", 0)), int(said.get("count", 50))
        page = [{"_id": each, "username": self.users[each]["username"]} for each in found[at : at + n]]
        return {"members": page, "count": len(page), "offset": at, "total": len(found)}

    def _open(self, said: Any) -> dict[str, Any]:
        room = self._group(said)
        if room["archived"]:
            raise No("error-room-archived")
        return room

    def _groups_invite(self, said: Any, me: str) -> Any:
        room = self._open(said)
        wanted = said.get("userIds") or [said["userId"]]
        if any(each not in self.users for each in wanted):
            raise No("error-invalid-user")
        room["members"] |= set(wanted)
        return {"group": self._shown(room)}

    def _groups_kick(self, said: Any, me: str) -> Any:
        room = self._open(said)
        if self.faults.keeps_all or said["userId"] in self.faults.keeps:
            raise self._forbidden("error-you-are-last-owner")
        if said["userId"] not in room["members"]:
            raise No("error-user-not-in-room")
        room["members"].discard(said["userId"])
        room["moderators"].discard(said["userId"])
        return {"group": self._shown(room)}

    def _groups_addModerator(self, said: Any, me: str) -> Any:
        room = self._open(said)
        if said["userId"] in room["moderators"]:
            raise No("error-user-already-moderator")
        room["moderators"].add(said["userId"])
        return {}

    def _groups_removeModerator(self, said: Any, me: str) -> Any:
        room = self._open(said)
        if said["userId"] not in room["moderators"]:
            raise No("error-user-not-moderator")
        room["moderators"].discard(said["userId"])
        return {}

    def _groups_archive(self, said: Any, me: str) -> Any:
        self._open(said)["archived"] = True
        return {}

    def _groups_rename(self, said: Any, me: str) -> Any:
        room = self._group(said)
        if any(other is not room and other["name"] == said["name"] for other in self.rooms.values()):
            raise No("error-duplicate-channel-name")
        room["name"] = said["name"]
        return {"group": self._shown(room)}

    def _groups_delete(self, said: Any, me: str) -> Any:
        del self.rooms[self._group(said)["_id"]]
        return {}

    def _groups_unarchive(self, said: Any, me: str) -> Any:
        self._group(said)["archived"] = False
        return {}

    def _groups_messages(self, said: Any, me: str) -> Any:
        found = self._group(said)["said"]
        at, n = int(said.get("offset", 0)), int(said.get("count", 50))
        return {"messages": found[at : at + n], "count": len(found[at : at + n]), "offset": at, "total": len(found)}

    def _rooms_cleanHistory(self, said: Any, me: str) -> Any:
        room = self._group(said)
        names, latest = said.get("users"), said["latest"]

        def goes(each: Any) -> bool:
            return each["ts"] <= latest and (not names or each["u"]["username"] in names)

        room["said"] = [each for each in room["said"] if not goes(each)]
        return {}

    # --- what is said

    def _chat_sendMessage(self, said: Any, me: str) -> Any:
        message = said["message"]
        room = self._open({"roomId": message["rid"]})
        if any(each["_id"] == message.get("_id") for each in room["said"]):
            raise No("error-duplicate-message")
        return {"message": self._keep(room, me, message.get("_id") or f"m{next(self.numbers):016}", message["msg"])}

    def _keep(self, room: dict[str, Any], user: str, message: str, words: str) -> dict[str, Any]:
        at = self.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        author = {"_id": user, "username": self.users[user]["username"]}
        room["said"].append({"_id": message, "rid": room["_id"], "msg": words, "ts": at, "u": author})
        return room["said"][-1]

    def _chat_getMessage(self, said: Any, me: str) -> Any:
        for room in self.rooms.values():
            for each in room["said"]:
                if each["_id"] == said["msgId"]:
                    return {"message": each}
        raise No("error-message-not-found")

    def _integrations_list(self, said: Any, me: str) -> Any:
        return {"integrations": self.integrations, "offset": 0, "total": len(self.integrations)}

    def _integrations_remove(self, said: Any, me: str) -> Any:
        if not any(each["_id"] == said["integrationId"] for each in self.integrations):
            raise No("No integration found.")
        self.integrations = [each for each in self.integrations if each["_id"] != said["integrationId"]]
        return {}

    def _integrations_create(self, said: Any, me: str) -> Any:
        self.integrations.append({"_id": f"i{next(self.numbers)}", **said})
        return {"integration": self.integrations[-1]}


class _Lost(Exception):
    """It was done, and the answer never comes."""


def _handler(double: Double) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            """Nothing on the test's own output."""

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if double.faults.down:
                return
            if double.faults.slow:
                double.clock.sleep(double.faults.slow)
            try:
                told = double.answer(self.command, parts.path, dict(parse_qsl(parts.query)), body, self.headers)
            except _Lost:
                return
            status, headers, said = told
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(said, default=sorted).encode())

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

    return Handler


@contextmanager
def served(double: Double) -> Iterator[str]:
    """Its address, while it is there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(double))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
