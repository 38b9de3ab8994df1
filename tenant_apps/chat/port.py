"""What a chat has to be able to do to be a circle's. One port, one suite of tests for whatever stands behind it.

An adapter speaks to one server and keeps nothing. It is called outside every transaction; ids of the other side are
texts it gave, and stay the same whatever is renamed there. Every call may be repeated: asking twice is asking once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from kernel.errors import Sentence


class ChatError(Exception):
    """The chat did not do what it was asked for. `code` is a short word for pages and rows, never what people said."""

    def __init__(self, code: str) -> None:
        self.code = code[:60]
        super().__init__(self.code)


class Down(ChatError):
    """It cannot be reached, or fails, or answers nonsense. Try the same again later."""


class Busy(Down):
    """It wants to be asked less often. Come back in `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("busy")
        self.seconds = seconds


class NotWelcome(Down):
    """It does not know Coopbox any more: a token was taken back. Nothing goes on until a steward connects it anew."""


class Refused(ChatError):
    """It understood, and does not do this one thing."""


class Gone(Refused):
    """The room or the user is not there any more."""


class Role(StrEnum):
    """What somebody is in a room."""

    MEMBER = "member"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as a chat may know them. `username` is theirs at this server for good and says nothing; `called` is a
    name that everybody in the circle may know; `email` is empty unless they said that the chat may have it."""

    id: UUID
    username: str
    called: str
    email: str = ""
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A room as we want it. `key` is ours and stays; `remote_id` is empty until there is one."""

    key: str
    name: str
    kind: str = ""
    about: UUID | None = None
    remote_id: str = ""
    keep_days: int = 0


class Flaw(StrEnum):
    """What is not as it should be about a room itself, whoever is in it."""

    RENAMED = "renamed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Changes:
    """What had to be put right in a room: ids of the other side."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    # Whom the server did not let go. Whoever calls locks them out altogether.
    stayed: tuple[str, ...] = ()
    # Of those added, whose user is not there any more. Whoever calls has to ask for a user anew.
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.roles or self.stayed)


@dataclass(frozen=True, slots=True)
class Health:
    """How a server is: its version, whether it has a paid licence (None: not known), what follows from both.

    `is_shut`: in the chosen way nobody could sign in there.
    """

    version: str = ""
    is_paid: bool | None = None
    consequences: tuple[Sentence, ...] = ()
    is_shut: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the other side."""

    remote_id: str
    author: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What a server told us: a message that was said or changed, in a room."""

    room: str
    said: Said


class ChatProvider(Protocol):
    """One chat. `keeps_itself`: who is in a room follows from the circle by itself, so that nothing can drift."""

    kind: ClassVar[str]
    keeps_itself: ClassVar[bool]

    def health(self) -> Health: ...

    def ensure_user(self, who: Who) -> str:
        """They have a user there and it is switched on. Gives its id."""

    def suspend_user(self, remote_id: str) -> None:
        """Nobody gets in as them: sessions and tokens end first, then the user is switched off. A user who is not
        there is suspended already."""

    def erase_user(self, who: Who, rooms: Iterable[str]) -> None:
        """What they said in these rooms is gone, and so is their user."""

    def ensure_room(self, place: Place) -> str:
        """There is such a private room, open for writing. Gives its id; raises Gone for a `remote_id` that is not
        there any more."""

    def flaws_of(self, place: Place) -> frozenset[Flaw]:
        """Whether the room of a `remote_id` is called as we call it, and open for writing. Raises Gone."""

    def mend_room(self, place: Place, flaws: frozenset[Flaw]) -> frozenset[Flaw]:
        """It is, now. Gives what cannot be put right; raises Gone."""

    def members(self, room: str) -> set[str]:
        """Who is in a room, without Coopbox itself. Raises Gone."""

    def set_members(self, room: str, wanted: Mapping[str, Role], was: Mapping[str, Role]) -> Changes:
        """Exactly these are in it, each with their role; whoever goes, goes first. `was`: the roles we gave last."""

    def remove_member(self, room: str, remote_id: str) -> bool:
        """They are out of this room now. False where the server refuses that; raises Gone for a room."""

    def archive_room(self, room: str) -> None:
        """Nobody writes there any more. A room that is not there is archived."""

    def post(self, room: str, key: UUID, words: str) -> str:
        """Coopbox says something there, once for each key. Gives the id of the message."""

    def login_url(self, who: Who) -> str:
        """Where this person goes on in the chat now. It may hold a token, so it is for their browser alone."""

    def unread(self, who: Who) -> int | None:
        """How much is new for them; None where the server does not say."""

    def export(self, room: str) -> Iterator[Said]:
        """All that was said there and still stands, the oldest first."""

    def clean(self, room: str, before: datetime) -> None:
        """What was said before then is gone for good."""

    def listen(self, url: str) -> None:
        """It tells us at this address what is said. Raises Refused where we may not arrange that."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """What a server's call tells. Raises Refused unless it shows the secret that the two share."""
