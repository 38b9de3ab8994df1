"""The circle talks in its own Rocket.Chat, and who is in which room there follows from its teams."""

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.chat import services
from tenant_apps.chat.answers import forget, said_there
from tenant_apps.chat.models import Errand, Login, Room, Server, Word
from tenant_apps.chat.services import errands, work
from tenant_apps.chat.services.looking import begin_to_look
from tenant_apps.people.services import leave_circle, lift_suspension, suspend_person
from tenant_apps.rights import answering
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Team, TeamHat
from tenant_apps.tools import services as tools
from tenants.context import circle_context
from tests.chat.conftest import choose
from tests.chat.rocketchat import Double, Skipping, served
from tests.teams.conftest import place

pytestmark = pytest.mark.django_db


def room_of(chosen, team) -> str:
    """The name there of a team's room."""
    row = Room.objects.get(server=chosen.server, kind="team", about=team.pk)
    return chosen.double.rooms[row.remote_id]["name"]


def user_of(chosen, person) -> str:
    return Login.objects.get(server=chosen.server, person=person).remote_id


def is_in(chosen, person, team) -> bool:
    return user_of(chosen, person) in chosen.double.room(room_of(chosen, team))["members"]


def ready(chosen) -> None:
    """The time until the server is asked again has passed."""
    Server.objects.filter(pk=chosen.server.pk).update(next_try_at=now())


def again(chosen, inside) -> services.Round:
    ready(chosen)
    inside.leave()
    try:
        with circle_context(inside.circle):
            return work(20)
    finally:
        inside.enter()


def test_the_circle_and_each_team_have_a_room_with_those_who_belong_there(chosen, iris_team, cast):
    assert all(is_in(chosen, each, iris_team) for each in (cast.iris, cast.sol, cast.adah, cast.june))
    in_room = chosen.double.room(room_of(chosen, iris_team))["members"]
    assert len(in_room) == 5, "the four of them and Coopbox: nobody who only stands in"
    assert len(chosen.double.room("calderdale-circle")["members"]) > len(in_room)
    made = [user for user in chosen.double.users.values() if user["username"] != "coopbox"]
    assert not any(user["defaults"] or user["welcomed"] for user in made)
    assert all("Heronmark" not in str(user) for user in made), "no name of anybody who did not say so"
    assert chosen.double.integrations[0]["urls"] == [f"http://calderdale.localhost/chat/heard/{chosen.server.pk}/"]


def test_whoever_leaves_the_team_is_out_of_its_room_at_once_and_comes_back_with_a_place(chosen, iris_team, cast):
    teams.leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    chosen.tell()
    assert not is_in(chosen, cast.sol, iris_team)
    assert is_in(chosen, cast.june, iris_team)
    assert user_of(chosen, cast.sol) in chosen.double.room("calderdale-circle")["members"]


def test_whoever_the_server_does_not_let_go_is_locked_out_of_all_of_it(chosen, inside, iris_team, cast):
    sol = user_of(chosen, cast.sol)
    chosen.double.faults.keeps = {sol}
    teams.leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    chosen.tell()
    assert chosen.double.users[sol]["active"] is False
    chosen.double.faults.keeps = set()
    again(chosen, inside)
    assert not is_in(chosen, cast.sol, iris_team)


def test_whoever_is_suspended_gets_in_nowhere_and_tokens_of_theirs_end(chosen, inside, cast):
    sol = user_of(chosen, cast.sol)
    services.agree(by=cast.sol)
    services.way_in(cast.sol)
    assert sol in chosen.double.tokens.values()
    suspend_person(cast.sol, reason="Something happened", talk_to=cast.cora, by=cast.cora)
    chosen.tell()
    assert chosen.double.users[sol]["active"] is False
    assert sol not in chosen.double.tokens.values()
    cast.sol.refresh_from_db()
    lift_suspension(cast.sol, by=cast.cora)
    chosen.tell()
    again(chosen, inside)
    assert chosen.double.users[sol]["active"] is True


def test_a_hat_is_a_role_in_the_room_for_as_long_as_it_is_worn(chosen, inside, iris_team, cast):
    today = now().date()
    hat = TeamHat.objects.create(
        team=iris_team, person=cast.sol, kind="chat_admin", agreed_at=now(), accepted_at=now(),
        from_on=today - timedelta(days=1), until_on=today + timedelta(days=30),
    )  # fmt: skip
    begin_to_look()
    again(chosen, inside)
    room = chosen.double.room(room_of(chosen, iris_team))
    assert room["moderators"] == {user_of(chosen, cast.sol)}
    TeamHat.objects.filter(pk=hat.pk).update(ended_at=now(), ended_how="laid_down")
    begin_to_look()
    again(chosen, inside)
    assert room["moderators"] == set()


def test_a_team_that_rests_has_a_room_nobody_writes_in_until_it_goes_on(chosen, inside, iris_team, cast):
    Team.objects.filter(pk=iris_team.pk).update(frozen_at=now(), frozen_why="left")
    begin_to_look()
    again(chosen, inside)
    room = chosen.double.room(room_of(chosen, iris_team))
    assert room["archived"]
    Team.objects.filter(pk=iris_team.pk).update(frozen_at=None, frozen_why="")
    begin_to_look()
    again(chosen, inside)
    assert not room["archived"]
    assert is_in(chosen, cast.sol, iris_team)


@pytest.mark.parametrize("fault", ["fail_next", "lose_ids", "lose_answers", "slow"])
def test_a_server_that_stumbles_ends_up_as_it_should_be_with_nothing_twice(double, inside, iris_team, cast, fault):
    server = choose(double, cast)
    setattr(double.faults, fault, 0.05 if fault == "slow" else 3)
    chosen = SimpleNamespace(server=server, double=double)
    inside.tell()
    for _ in range(6):
        again(chosen, inside)
    assert is_in(chosen, cast.sol, iris_team)
    names = [room["name"] for room in double.rooms.values()]
    assert len(names) == len(set(names)) == Room.objects.filter(server=server).count()
    assert len(double.users) == Login.objects.filter(server=server).count() + 1
    assert not Errand.objects.filter(server=server, done_at=None).exists()


def test_the_chat_is_down_for_an_hour_and_everything_else_works_and_then_all_is_done_in_its_order(
    chosen, inside, iris_team, cast, browser_of
):
    chosen.double.faults.down = True
    cora, sol = browser_of(inside.circle, cast.cora), browser_of(inside.circle, cast.sol)
    teams.leave(iris_team.places.get(person=cast.june), by=cast.june)
    chosen.tell()
    place(iris_team, cast.otto, "neighbour")
    for n in range(3):
        errands.post_errand(chosen.server, "team", iris_team.pk, iris_team.pk if n == 0 else cast_key(n), "news")
    errands.room_errand(chosen.server, "team", iris_team.pk)
    for _ in range(5):
        again(chosen, inside)
    assert is_in(chosen, cast.june, iris_team)
    page = cora.get("/circle/chat/").text
    assert "Nobody answers at this address" in page
    assert sol.get("/messages/").status_code == sol.get("/team/").status_code == sol.get("/chat/").status_code == 200
    assert sol.post("/chat/go/").status_code == 409
    chosen.double.faults.down = False
    chosen.double.asked.clear()
    told = again(chosen, inside)
    assert told.is_all
    assert not is_in(chosen, cast.june, iris_team)
    assert is_in(chosen, cast.otto, iris_team)
    order = [name for name, _at in chosen.double.asked if name in ("groups.kick", "groups.invite", "chat.sendMessage")]
    assert order[0] == "groups.kick", "whoever must go, goes first"
    assert order.count("chat.sendMessage") == 3
    said = [each["_id"] for each in chosen.double.room(room_of(chosen, iris_team))["said"]]
    assert said == [f"coopbox{key.hex}" for key in (iris_team.pk, cast_key(1), cast_key(2))]
    assert "Nobody answers" not in cora.get("/circle/chat/").text


def cast_key(n: int):
    return UUID(int=n)


def test_what_coopbox_says_there_names_nobody_and_nothing(chosen, inside, iris_team, cast):
    errands.post_errand(chosen.server, "team", iris_team.pk, iris_team.pk, "news")
    again(chosen, inside)
    [said] = chosen.double.room(room_of(chosen, iris_team))["said"]
    assert said["msg"] == (
        f"There is something new for you all. Look here: http://calderdale.localhost/team/{iris_team.pk}/"
    )


def test_a_name_is_told_to_the_chat_once_somebody_goes_there_by_themselves(chosen, inside, cast):
    double = chosen.double
    assert double.users[user_of(chosen, cast.sol)]["name"] == "Somebody of the circle"
    services.agree(by=cast.sol)
    where = services.way_in(cast.sol)
    assert where.startswith(f"{double.address}/home?resumeToken=")
    user = double.users[user_of(chosen, cast.sol)]
    assert user["name"] == cast.sol.called
    assert cast.sol.email not in str(user)


def test_with_a_password_there_nobody_has_a_user_until_they_ask_for_one(double, inside, iris_team, cast):
    server = choose(double, cast, sign_in=Server.SignIn.LINK)
    inside.tell()
    assert len(double.users) == 1
    services.agree(by=cast.sol)
    inside.tell()
    [user] = [user for user in double.users.values() if user["username"] != "coopbox"]
    assert user["email"] == cast.sol.email
    assert services.way_in(cast.sol) == server.address


def test_with_the_circles_own_sign_in_the_user_is_called_as_the_sign_in_calls_them(double, inside, iris_team, cast):
    tool, _secret = tools.add_tool("Our chat", ["https://chat.example/_oauth/coopbox"], wants_email=False, by=cast.cora)
    if double.profile == "9":
        with pytest.raises(RuleBroken) as no:
            choose(double, cast, sign_in=Server.SignIn.OIDC, tool_id=tool.pk)
        assert "paid licence" in str(no.value.errors["sign_in"][0])
        double.is_paid = True
    choose(double, cast, sign_in=Server.SignIn.OIDC, tool_id=tool.pk)
    inside.tell()
    assert len(double.users) == 1, "nobody let the chat know them yet"
    consent = tools.allow(tool, with_email=False, by=cast.sol)
    inside.tell()
    [user] = [user for user in double.users.values() if user["username"] != "coopbox"]
    assert user["username"] == str(consent.subject)
    assert user["name"] == cast.sol.called
    tools.stop(consent.pk, by=cast.sol)
    inside.tell()
    assert double.users[user["_id"]]["active"] is False


def test_the_circle_goes_back_and_nothing_that_was_said_is_lost(chosen, inside, iris_team, cast, browser_of):
    double, sol = chosen.double, browser_of(inside.circle, cast.sol)
    double.say(room_of(chosen, iris_team), user_of(chosen, cast.june), "Who has the key?")
    double.faults.down = True
    services.leave_server(by=cast.cora)
    inside.tell()
    assert "still being brought here" in browser_of(inside.circle, cast.cora).get("/circle/chat/").text
    assert "We talk in the conversations here" in sol.get("/chat/").text
    double.faults.down = False
    again(chosen, inside)
    chosen.server.refresh_from_db()
    assert chosen.server.settled_at is not None
    room = Room.objects.get(server=chosen.server, about=iris_team.pk)
    assert "Who has the key?" in sol.get(f"/chat/rooms/{room.pk}/").text
    assert double.rooms[room.remote_id]["archived"], "nobody goes on writing where nobody reads"
    assert browser_of(inside.circle, cast.otto).get(f"/chat/rooms/{room.pk}/").status_code == 404
    assert "From now on we talk here again" in sol.get("/messages/").text
    anew = choose(double, cast)
    assert anew.pk != chosen.server.pk


def test_somebody_who_is_forgotten_is_forgotten_there_too(chosen, inside, iris_team, cast):
    answering.discover()
    double, sol = chosen.double, user_of(chosen, cast.sol)
    for person, words in ((cast.sol, "My back hurts"), (cast.june, "I come at nine")):
        heard = double.say(room_of(chosen, iris_team), user_of(chosen, person), words)
        assert hear(chosen, heard)
    assert "My back hurts" in str(list(said_there(cast.sol.pk)))
    assert forget(cast.sol.pk) >= 2
    again(chosen, inside)
    assert sol not in double.users
    assert [each["msg"] for each in double.room(room_of(chosen, iris_team))["said"]] == ["I come at nine"]
    assert list(Word.objects.filter(room__server=chosen.server).values_list("words", flat=True)) == ["I come at nine"]


def hear(chosen, told) -> bool:
    return services.hear(chosen.server.pk, {}, json.dumps(told).encode())


def test_what_is_older_than_the_circle_wants_is_taken_away_there_and_here(chosen, inside, iris_team, cast):
    heard = chosen.double.say(room_of(chosen, iris_team), user_of(chosen, cast.june), "Long ago")
    assert hear(chosen, heard)
    Server.objects.filter(pk=chosen.server.pk).update(keep_days=30)
    Word.objects.filter(words="Long ago").update(at=now() - timedelta(days=31))
    for each in chosen.double.room(room_of(chosen, iris_team))["said"]:
        each["ts"] = "2020-01-01T00:00:00.000Z"
    begin_to_look()
    again(chosen, inside)
    assert chosen.double.room(room_of(chosen, iris_team))["said"] == []
    assert not Word.objects.filter(words="Long ago").exists()


def test_whoever_left_the_circle_is_switched_off_there(chosen, inside, cast):
    june = user_of(chosen, cast.june)
    leave_circle(cast.june, by=cast.june)
    chosen.tell()
    assert chosen.double.users[june]["active"] is False


def test_only_stewards_choose_and_there_is_one_at_a_time(chosen, cast):
    with pytest.raises(Conflict):
        choose(chosen.double, cast)
    for verb in (services.leave_server, lambda by: services.reconnect(address="x", user_id="x", token="x", by=by)):
        with pytest.raises(NotAllowed):
            verb(by=cast.sol)


def test_a_token_that_is_taken_back_stops_the_work_until_it_is_connected_anew(chosen, inside, cast, browser_of):
    before = chosen.double.keys
    chosen.double.keys = replace(before, token="another")
    begin_to_look()
    again(chosen, inside)
    assert "does not know this user and token" in browser_of(inside.circle, cast.cora).get("/circle/chat/").text
    services.reconnect(address=chosen.double.address, user_id=before.user_id, token="another", by=cast.cora)
    assert again(chosen, inside).is_all


@pytest.mark.parametrize("silent", [False, True], ids=["which says so", "which only turns us away"])
def test_a_server_that_takes_three_calls_a_minute_is_not_pressed(inside, iris_team, cast, settings, silent):
    clock = Skipping()
    double = Double("8", clock=clock, limit=3)
    double.faults.silent = silent
    with served(double) as double.address:
        settings.OUTGOING_NEAR = [double.address.removeprefix("http://")]
        server = choose(double, cast)
        inside.tell()
        inside.leave()
        rounds = 0
        with circle_context(inside.circle):
            while not work(45, clock=clock).is_all:
                rounds += 1
                clock.sleep(45)
                assert rounds < 40
        inside.enter()
    if silent:
        assert 0 < double.turned_away <= len(double.asked) / 3, "once it said no, it is believed"
    else:
        assert double.turned_away == 0, "nobody has to say no to us"
    assert is_in(SimpleNamespace(server=server, double=double), cast.sol, iris_team)
    server.refresh_from_db()
    assert server.trouble == "", "to be busy is no trouble"
