"""A circle with so many teams, and a Rocket.Chat beside it that lets itself be asked ten times a minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings

from kernel.actors import SYSTEM
from kernel.time import now
from provisioning import circles, migrate
from tenant_apps.chat.keys import sealed
from tenant_apps.chat.models import Errand, Room, Server
from tenant_apps.chat.services import begin_to_look, work
from tenant_apps.chat.services.errands import Rank, all_rooms
from tenant_apps.people.models import Person
from tenant_apps.teams.models import Place, Team
from tenants.context import CircleRef, circle_context, in_circle
from tests.chat.rocketchat import LIMIT, WINDOW, Double, Skipping, served

SLUG, EACH_MINUTE = "garden", 60.0


@dataclass
class _World:
    double: Double = field(default_factory=lambda: Double("8", clock=Skipping()))
    address: str = ""
    serving: Any = None


_world = _World()


def _circle() -> CircleRef:
    return circles.ref_of(circles.find(SLUG))


def build(rooms: int, members: int) -> None:
    """So many teams with so many people in each, the owner among them; everybody signs in and is in several."""
    migrate.migrate_all()
    _world.serving = served(_world.double)
    _world.address = _world.serving.__enter__()
    settings.OUTGOING_NEAR = [_world.address.removeprefix("http://")]
    with in_circle(circles.open_circle(slug=SLUG, name="Garden Circle", by=SYSTEM)):
        people = [
            Person(name=f"Person {n}", joined_on=now().date(), account_id=uuid4()) for n in range(rooms + members)
        ]
        Person.objects.bulk_create(people)
        teams = [Team(owner=people[n]) for n in range(rooms)]
        Team.objects.bulk_create(teams)
        at = now()
        Place.objects.bulk_create(
            Place(team=team, person=people[n + m], kind="friend", agreed_at=at, accepted_at=at, began_at=at)
            for n, team in enumerate(teams)
            for m in range(1, members)
        )
        Server.objects.create(
            kind="rocketchat", address=_world.address, sign_in="token", sealed=sealed(_world.double.keys)
        )


def begin() -> dict[str, Any]:
    with in_circle(_circle()):
        all_rooms(Server.objects.get(), Rank.IN_TURN)
    return _measured()


def look() -> dict[str, Any]:
    """In each team's room somebody is missing, and somebody is there who should not be."""
    double = _world.double
    with in_circle(_circle()):
        rooms = set(Room.objects.exclude(about=None).values_list("remote_id", flat=True))
    strangers = {each for each in double.users if double.users[each]["username"] != "coopbox"}
    for each in rooms:
        members = double.rooms[each]["members"]
        members.discard(sorted(members - {double.keys.user_id})[0])
        members.add(sorted(strangers - members)[0])
    return look_again()


def look_again() -> dict[str, Any]:
    with in_circle(_circle()):
        begin_to_look()
    return _measured()


def _measured() -> dict[str, Any]:
    """Work as the job does until all is done, and count what was asked."""
    double = _world.double
    clock = double.clock
    clock.sleep(WINDOW)  # what was asked before counts no more
    double.asked.clear()
    began = clock.seconds()
    with circle_context(circle := _circle()):
        while True:
            minute = clock.seconds()
            if work(45, clock=clock).is_all:
                break
            clock.sleep(max(0.0, minute + EACH_MINUTE - clock.seconds()))
    seconds = clock.seconds() - began
    with in_circle(circle):
        assert not Errand.objects.exclude(failed="").exists()
    endpoint, calls = Counter(name for name, _at in double.asked if name != "info").most_common(1)[0]
    allowed = max((-(-calls // LIMIT) - 1) * WINDOW, 1.0)
    return {"seconds": seconds, "calls": calls, "endpoint": endpoint, "allowed": allowed}
