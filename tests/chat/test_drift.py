"""Somebody changes rooms and people at the server by hand. A look at night puts that right, and shows it."""

import pytest

from kernel.time import now
from tenant_apps.chat.models import Drift, Errand, Room
from tenant_apps.chat.services.looking import begin_to_look
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Team
from tests.chat.test_in_step import again, is_in, room_of, user_of

pytestmark = pytest.mark.django_db


def test_a_look_at_night_puts_right_what_was_changed_and_shows_it(chosen, inside, iris_team, cast, browser_of):
    called = room_of(chosen, iris_team)
    room = chosen.double.room(called)
    room["members"].discard(user_of(chosen, cast.june))
    room["members"].add(user_of(chosen, cast.otto))
    room["name"] = "Our kitchen"
    begin_to_look()
    again(chosen, inside)
    assert is_in(chosen, cast.june, iris_team)
    assert not is_in(chosen, cast.otto, iris_team)
    assert room["name"] == called, "names are not ids: it is the same room, under its own name again"
    found = set(Drift.objects.filter(server=chosen.server).values_list("what", flat=True))
    assert found == {"missing", "surplus", "renamed"}
    page = browser_of(inside.circle, cast.cora).get("/circle/chat/").text
    assert "Somebody was in a room who should not be" in page
    assert "A room had another name" in page
    assert called in page
    told = browser_of(inside.circle, cast.cora).get("/api/v1/circle/chat/").json()["drifts"]
    assert {(each["what"], each["name_there"]) for each in told} == {(what, called) for what in found}
    begin_to_look()
    again(chosen, inside)
    assert Drift.objects.filter(server=chosen.server).count() == 3, "what was put right drifts no more"


def test_a_room_whose_name_another_took_goes_on_and_nobody_is_kept_out_of_it(chosen, inside, iris_team, cast):
    room = chosen.double.room(called := room_of(chosen, iris_team))
    room["name"] = "Our kitchen"
    chosen.double.rooms["r-of-somebody"] = {**room, "_id": "r-of-somebody", "name": called}
    room["members"].discard(user_of(chosen, cast.june))
    begin_to_look()
    again(chosen, inside)
    assert room["name"] == "Our kitchen"
    assert user_of(chosen, cast.june) in room["members"]
    assert not Errand.objects.filter(server=chosen.server).exclude(failed="").exists()


def test_a_room_that_somebody_closed_is_opened_and_nobody_is_locked_out_for_it(chosen, inside, iris_team, cast):
    room = chosen.double.room(room_of(chosen, iris_team))
    room["archived"] = True
    room["members"].add(user_of(chosen, cast.otto))
    begin_to_look()
    again(chosen, inside)
    assert not room["archived"]
    assert not is_in(chosen, cast.otto, iris_team)
    assert chosen.double.users[user_of(chosen, cast.otto)]["active"], "to be in a closed room is no reason"
    assert Drift.objects.filter(server=chosen.server, what="closed").exists()


@pytest.mark.parametrize("closed_by", ["somebody", "Coopbox"])
def test_whoever_leaves_is_out_of_a_closed_room_too_and_in_their_other_rooms_still(
    chosen, inside, iris_team, cast, closed_by
):
    room = chosen.double.room(room_of(chosen, iris_team))
    if closed_by == "Coopbox":
        Team.objects.filter(pk=iris_team.pk).update(frozen_at=now(), frozen_why="left")
        begin_to_look()
        again(chosen, inside)
    else:
        room["archived"] = True
    sol = user_of(chosen, cast.sol)
    teams.leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    chosen.tell()
    assert sol not in room["members"]
    assert chosen.double.users[sol]["active"], "nobody is switched off because a room is closed"
    assert sol in chosen.double.room("calderdale-circle")["members"]
    assert room["archived"]


def test_somebody_whose_user_was_deleted_there_has_one_again_and_is_in_their_rooms(chosen, inside, iris_team, cast):
    double, before = chosen.double, user_of(chosen, cast.june)
    del double.users[before]
    for room in double.rooms.values():
        room["members"].discard(before)
    begin_to_look()
    for _ in range(2):
        again(chosen, inside)
    assert user_of(chosen, cast.june) != before
    assert is_in(chosen, cast.june, iris_team)
    assert set(Drift.objects.filter(server=chosen.server).values_list("what", flat=True)) == {"missing"}


@pytest.mark.parametrize("fault", ["fail_next", "lose_ids", "lose_answers", "slow"])
@pytest.mark.parametrize("what", ["renamed", "room_gone"])
def test_a_stumbling_server_is_put_right_all_the_same(chosen, inside, iris_team, cast, browser_of, fault, what):
    double, row = chosen.double, Room.objects.get(server=chosen.server, about=iris_team.pk)
    called = room_of(chosen, iris_team)
    if what == "renamed":
        double.rooms[row.remote_id]["name"] = "Our kitchen"
    else:
        del double.rooms[row.remote_id]
    setattr(double.faults, fault, 0.05 if fault == "slow" else 2)
    begin_to_look()
    for _ in range(4):
        again(chosen, inside)
    assert room_of(chosen, iris_team) == called
    assert is_in(chosen, cast.sol, iris_team)
    assert [drift.what for drift in Drift.objects.filter(room=row)] == [what]
    page = browser_of(inside.circle, cast.cora).get("/circle/chat/").text
    assert str(Drift.What(what).label) in page


def test_a_room_that_was_deleted_there_is_made_anew(chosen, inside, iris_team, cast):
    row = Room.objects.get(server=chosen.server, about=iris_team.pk)
    del chosen.double.rooms[row.remote_id]
    begin_to_look()
    again(chosen, inside)
    assert is_in(chosen, cast.sol, iris_team)
    assert Drift.objects.filter(room=row, what="room_gone").exists()
