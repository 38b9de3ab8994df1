"""One suite for every chat: whatever stands behind the port does all of this, and does it as often as it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest

from kernel.time import now
from tenant_apps.chat.adapters.builtin import BuiltIn
from tenant_apps.chat.adapters.rocketchat import RocketChat
from tenant_apps.chat.adapters.rocketchat_wire import Wire
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.port import ChatProvider, Gone, Place, Refused, Role, Who
from tenant_apps.teams import services as teams
from tests.chat.rocketchat import Double, served
from tests.teams.conftest import place

pytestmark = pytest.mark.django_db


@dataclass
class Chat:
    """A chat, Iris's room in it, who is who there, and how a change in the team comes to it."""

    port: ChatProvider
    place: Place
    who: dict[str, Who]
    bring_into_step: Callable[[set[str]], None]


@pytest.fixture(params=["builtin", "rocketchat 8", "rocketchat 9"])
def chat(request, here, iris_team, cast, settings):
    """Iris, Sol, Adah and June are in Iris's team."""
    key = Place(str(uuid4()), "calderdale-team-1", "team", iris_team.pk)
    if request.param == "builtin":
        yield _with(BuiltIn(here), key, cast)
        return
    double = Double(request.param[-1], limit=1000)
    with served(double) as address:
        settings.OUTGOING_NEAR = [address.removeprefix("http://")]
        clock = Clock()
        wire = Wire(address, double.keys.user_id, double.keys.token, clock=clock, until=clock.seconds() + 5)
        yield _with(RocketChat(address, double.keys, wire, sign_in="token", host="calderdale.example"), key, cast)


def _with(port: ChatProvider, key: Place, cast) -> Chat:
    who = {
        first: Who(getattr(cast, first).pk, f"calderdale-{first}", first.title())
        for first in ("iris", "sol", "adah", "june")
    }
    chat = Chat(port, key, {}, lambda names: None)
    for first, each in who.items():
        chat.who[first] = Who(each.id, each.username, each.called, remote_id=port.ensure_user(each))
    room = port.ensure_room(key)
    chat.place = Place(key.key, key.name, key.kind, key.about, room)
    chat.bring_into_step = lambda names: port.set_members(
        room, {chat.who[name].remote_id: Role.MEMBER for name in names}, {}
    )
    return chat


def there(chat: Chat) -> set[str]:
    ids = chat.port.members(chat.place.remote_id)
    return {first for first, who in chat.who.items() if who.remote_id in ids}


EVERYBODY = {"iris", "sol", "adah", "june"}


def test_it_says_how_it_is(chat):
    assert chat.port.health().is_shut is False


def test_somebody_has_one_user_however_often_they_are_asked_for(chat):
    for who in chat.who.values():
        assert chat.port.ensure_user(who) == who.remote_id
        assert chat.port.ensure_user(Who(who.id, who.username, who.called)) == who.remote_id


def test_people_have_one_room_however_often_it_is_asked_for(chat):
    assert chat.port.ensure_room(chat.place) == chat.place.remote_id


def test_a_room_that_is_not_there_is_gone(chat):
    key = Place("x", "x", "team", uuid4(), f"team:{uuid4()}")
    with pytest.raises(Gone):
        chat.port.members(key.remote_id)
    with pytest.raises(Gone):
        chat.port.ensure_room(key)


def test_exactly_those_of_the_team_are_in_its_room_and_asking_again_changes_nothing(chat, cast, iris_team):
    chat.bring_into_step(EVERYBODY)
    assert there(chat) == EVERYBODY
    assert not chat.port.set_members(
        chat.place.remote_id, {who.remote_id: Role.MEMBER for who in chat.who.values()}, {}
    )
    sol = iris_team.places.get(person=cast.sol)
    teams.leave(sol, by=cast.sol)
    chat.bring_into_step(EVERYBODY - {"sol"})
    assert there(chat) == EVERYBODY - {"sol"}
    place(iris_team, cast.sol, "worker")
    chat.bring_into_step(EVERYBODY)
    assert there(chat) == EVERYBODY


def test_one_of_them_is_shown_out_at_once(chat, cast, iris_team):
    chat.bring_into_step(EVERYBODY)
    teams.leave(iris_team.places.get(person=cast.june), by=cast.june)
    assert chat.port.remove_member(chat.place.remote_id, chat.who["june"].remote_id)
    assert chat.port.remove_member(chat.place.remote_id, chat.who["june"].remote_id), "asked twice"
    assert there(chat) == EVERYBODY - {"june"}


def test_coopbox_says_something_once_for_each_number(chat):
    key = uuid4()
    said = [chat.port.post(chat.place.remote_id, key, "There is something new.") for _ in range(3)]
    assert len(set(said)) == 1
    chat.port.post(chat.place.remote_id, uuid4(), "There is something new.")
    told = list(chat.port.export(chat.place.remote_id))
    assert [each.words for each in told] == ["There is something new."] * 2
    assert told[0].remote_id == said[0]
    assert told[0].at <= told[1].at <= now()


def test_a_room_that_is_archived_twice_is_archived_and_can_still_be_read(chat):
    chat.port.post(chat.place.remote_id, uuid4(), "Before")
    chat.port.archive_room(chat.place.remote_id)
    chat.port.archive_room(chat.place.remote_id)
    assert [each.words for each in chat.port.export(chat.place.remote_id)] == ["Before"]


def test_suspending_and_erasing_may_be_asked_for_again(chat):
    sol = chat.who["sol"]
    for _ in range(2):
        chat.port.suspend_user(sol.remote_id)
    for _ in range(2):
        chat.port.erase_user(sol, [chat.place.remote_id])


def test_there_is_a_way_in_and_what_is_new_is_a_number_or_not_known(chat):
    assert chat.port.login_url(chat.who["iris"]).startswith("http")
    assert chat.port.unread(chat.who["iris"]) in (None, 0)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b'{"token": 1}', b'{"token": "wrong"}', b"\xff"])
def test_what_shows_no_secret_is_not_heard(chat, body):
    with pytest.raises(Refused):
        chat.port.parse_webhook({}, body)
