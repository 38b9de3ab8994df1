"""Writing down what a server still has to be told, in the transaction of whatever made it so."""

from typing import Any
from uuid import UUID

from tenant_apps.chat.desired import CIRCLE, TEAM, all_places
from tenant_apps.chat.models import Errand, Login, Room, Server
from tenant_apps.messaging.gatherings import About
from tenant_apps.teams.models import Place, Team

What, Rank = Errand.What, Errand.Rank


def server_in_use() -> Server | None:
    """The server the circle talks in now; None while it talks in the built-in conversations."""
    return Server.objects.filter(left_at=None).first()


def room_errand(server: Server, kind: str, about: About, rank: int = Rank.IN_TURN) -> None:
    _write(server, What.ROOM, rank, room_kind=kind, about=about)


def person_errand(server: Server, person: UUID, rank: int = Rank.IN_TURN) -> None:
    _write(server, What.PERSON, rank, person=person)


def out_errand(server: Server, kind: str, about: About, person: UUID) -> None:
    """Before all else; the room is looked at as a whole after that."""
    _write(server, What.OUT, Rank.AT_ONCE, room_kind=kind, about=about, person=person)
    room_errand(server, kind, about)


def hook_errand(server: Server) -> None:
    _write(server, What.HOOK, Rank.IN_TURN)


def fetch_errand(server: Server, room: Room) -> None:
    _write(server, What.FETCH, Rank.IN_TURN, room_kind=room.kind, about=room.about)


def post_errand(server: Server, kind: str, about: About, key: UUID, line: str) -> None:
    """`line` names one of the few sentences of `working.LINES`: nobody's words wait here."""
    if not Errand.objects.filter(server=server, what=What.POST, data__key=str(key)).exists():
        data = {"key": str(key), "line": line}
        Errand.objects.create(server=server, what=What.POST, room_kind=kind, about=about, data=data)


def erase_errand(login: Login) -> None:
    """What is needed to forget somebody there, for when nothing here knows them any more."""
    rooms = list(login.server.rooms.exclude(remote_id="").values_list("remote_id", flat=True))
    data = {"username": login.username, "remote_id": login.remote_id, "rooms": rooms}
    Errand.objects.create(server=login.server, what=What.ERASE, rank=Rank.AT_ONCE, data=data)


def all_rooms(server: Server, rank: int) -> None:
    """Look at every room: those there should be, and those there are."""
    places = dict.fromkeys(all_places())
    places |= dict.fromkeys(Room.objects.filter(server=server).order_by("id").values_list("kind", "about"))
    for kind, about in places:
        room_errand(server, kind, about, rank)


def rooms_of(server: Server, person: UUID, rank: int) -> None:
    """The rooms somebody is in, or was in when they left."""
    room_errand(server, CIRCLE, None, rank)
    held = Place.objects.filter(person=person, began_at__isnull=False).values_list("team", flat=True)
    owned = Room.objects.filter(server=server, kind=TEAM, about__in=_teams_of(person)).values_list("about", flat=True)
    for about in dict.fromkeys([*held, *owned]):
        room_errand(server, TEAM, about, rank)


def _teams_of(person: UUID) -> Any:
    return Team.objects.filter(owner=person).values("pk")


def _write(server: Server, what: str, rank: int, **about: Any) -> None:
    """One that waits already stands for this, too; it is held, so that nobody takes it up before this is committed."""
    waits = Errand.objects.filter(
        server=server, what=what, done_at=None, taken_at=None, **{"about": None, "person": None, **about}
    )
    known = waits.select_for_update(of=["self"]).order_by("rank", "id").first()
    if known is None:
        Errand.objects.create(server=server, what=what, rank=rank, **about)
    elif known.rank > rank:
        known.rank = rank
        known.save(update_fields=["rank"])
