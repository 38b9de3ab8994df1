"""What a member sees of the circle's chat here: their rooms, the way in, and what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import Sentence
from tenant_apps.chat import services
from tenant_apps.chat.desired import CIRCLE, name_there
from tenant_apps.chat.models import Drift, Errand, Login, Room, Server, Word
from tenant_apps.chat.policies import can_read_room
from tenant_apps.messaging.elsewhere import Door, talks_elsewhere
from tenant_apps.messaging.gatherings import About, kind_called
from tenant_apps.people.models import Person
from tenant_apps.teams.naming import Names

A_PAGE: Final = 100
MOST_SHOWN: Final = 20


@dataclass(frozen=True)
class RoomSeen:
    """A room as its reader calls it. `name_there`: what stands above it in the chat; it says nothing of anybody."""

    room: Room
    called: str
    name_there: str


@dataclass(frozen=True)
class Mine:
    """Where somebody talks. `before`: rooms of chats that the circle left. `is_known`: the chat knows them by name."""

    server: Server | None
    rooms: list[RoomSeen]
    before: list[RoomSeen]
    is_known: bool


@dataclass(frozen=True)
class WordSeen:
    """A message, and who said it as far as the reader may know it."""

    word: Word
    called: str


@dataclass(frozen=True)
class Page:
    """One page of a room, the oldest first. `earlier`: ask with it for the page before."""

    words: list[WordSeen]
    earlier: UUID | None


@dataclass(frozen=True)
class DriftSeen:
    """What a look put right, and what the room is called there."""

    drift: Drift
    name_there: str


@dataclass(frozen=True)
class HowItIs:
    """How it goes with a server. `oldest`: since when the first of what waits has been waiting."""

    server: Server
    trouble: Sentence
    consequences: tuple[Sentence, ...]
    rooms: int
    people: int
    waiting: int
    oldest: datetime | None
    given_up: int
    drifts: list[DriftSeen]


def how_it_is(server: Server) -> HowItIs:
    """For whoever looks after it. Asks the server nothing."""
    waiting = Errand.objects.filter(server=server, done_at=None)
    drifts = Drift.objects.filter(server=server).select_related("room")[:MOST_SHOWN]
    waits = waiting.aggregate(n=Count("pk"), oldest=Min("made_at"))
    return HowItIs(
        server=server,
        trouble=services.why(server.trouble) if server.trouble else "",
        consequences=services.consequences_of(server),
        rooms=server.rooms.exclude(remote_id="").filter(archived_at=None).count(),
        people=server.logins.exclude(remote_id="").filter(suspended_at=None).count(),
        waiting=waits["n"],
        oldest=waits["oldest"],
        given_up=Errand.objects.filter(server=server, done_at__isnull=False).exclude(failed="").count(),
        drifts=[DriftSeen(drift, name_there(drift.room)) for drift in drifts],
    )


def mine(person: Person, by: Actor) -> Mine:
    """The rooms of a person, read by them or by whoever acts for them."""
    server = services.server_in_use()
    rooms = Room.objects.select_related("server").filter(~Q(remote_id="") | Q(fetched_at__isnull=False))
    readable = [room for room in rooms.order_by("kind", "number") if can_read_room(by, room)]
    seen = [seen_by(by, room) for room in readable]
    login = Login.objects.filter(server=server, person=person).first() if server else None
    return Mine(
        server=server,
        rooms=[each for each in seen if server is not None and each.room.server_id == server.pk],
        before=[each for each in seen if server is None or each.room.server_id != server.pk],
        is_known=server is not None and (services.signs_in_by_themselves(server) or bool(login and login.agreed_at)),
    )


def room_of(room_id: UUID, by: Actor) -> Room | None:
    """The room, for whoever belongs to the people whose room it is; for anybody else there is none."""
    room = Room.objects.select_related("server").filter(pk=room_id).first()
    return room if room is not None and can_read_room(by, room) else None


def seen_by(by: Actor, room: Room) -> RoomSeen:
    gathering = kind_called(room.kind)
    called = gathering.called(by, [room.about]).get(room.about, "") if gathering else ""
    return RoomSeen(room, called, name_there(room))


def page_of(room: Room, by: Actor, *, before: UUID | None = None) -> Page | None:
    """The newest of what was said, or what came before a message of this room; None where there is no such message."""
    words = Word.objects.filter(room=room)
    if before is not None:
        mark = words.filter(pk=before).first()
        if mark is None:
            return None
        words = words.filter(Q(at__lt=mark.at) | Q(at=mark.at, pk__lt=mark.pk))
    found: Sequence[Word] = words.order_by("-at", "-id")[: A_PAGE + 1]
    shown = list(found)[:A_PAGE]
    names = Names(by, [word.author_id for word in shown])
    unknown = gettext("Somebody of the circle")
    seen = [
        WordSeen(word, (names.known(word.author_id) if word.author_id else "") or unknown) for word in reversed(shown)
    ]
    return Page(seen, shown[-1].pk if len(found) > A_PAGE else None)


@talks_elsewhere
def room_there(by: Actor, kind: str, about: About) -> Door | None:
    """The room of these people in the chat that the circle chose."""
    rooms = Room.objects.filter(server__left_at=None, kind=kind, about=about, archived_at=None)
    room = rooms.exclude(remote_id="").only("pk").first()
    if room is None:
        return None
    if kind == CIRCLE:
        return Door(_("We talk in our chat, too."), _("To our chat"), reverse("chat:mine"))
    said = _("This [team] has a room in our chat, too.")
    return Door(said, _("To that room"), reverse("chat:said", args=[room.pk]))
