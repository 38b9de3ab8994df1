"""The pages of the chat, and what a server tells us: who may, and what is refused."""

import json
from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.chat.models import Room, Server, Word
from tests.chat.test_in_step import room_of, user_of

pytestmark = pytest.mark.django_db


def post(browser, server, told):
    return browser.post(f"/chat/heard/{server.pk}/", json.dumps(told), content_type="application/json")


def test_what_is_said_there_is_heard_once_and_the_answer_says_nothing(chosen, iris_team, cast, inside, browser_of):
    told = chosen.double.say(room_of(chosen, iris_team), user_of(chosen, cast.june), "I bring bread")
    for _ in range(3):  # told again, it is the same message
        answer = post(browser_of(inside.circle), chosen.server, told)
        assert (answer.status_code, answer.json()) == (200, {})
    [word] = Word.objects.filter(room__about=iris_team.pk)
    assert (word.words, word.author_id) == ("I bring bread", cast.june.pk)
    told["text"] = "I bring cake"
    post(browser_of(inside.circle), chosen.server, told)
    assert Word.objects.get(pk=word.pk).words == "I bring cake"


def test_what_is_forged_replayed_or_foreign_is_not_heard(chosen, iris_team, cast, inside, browser_of, clapton):
    told = chosen.double.say(room_of(chosen, iris_team), user_of(chosen, cast.june), "I bring bread")
    stale = (now() - timedelta(hours=2)).isoformat()
    ahead = (now() + timedelta(hours=2)).isoformat()
    wrong = [
        {**told, "token": "guessed"}, {**told, "token": None}, {**told, "timestamp": stale},
        {**told, "timestamp": ahead}, {**told, "timestamp": "yesterday"}, {**told, "channel_id": "rforeign"},
        {**told, "message_id": "x" * 500}, {**told, "text": "x" * 100_000}, {**told, "text": "\x00"}, [told], None,
    ]  # fmt: skip
    for each in wrong:
        answer = post(browser_of(inside.circle), chosen.server, each)
        assert answer.status_code == 404
        assert '"text"' not in answer.text, "that would be posted into the room"
    assert post(browser_of(clapton), chosen.server, told).status_code == 404
    assert not Word.objects.filter(room__about=iris_team.pk).exists()
    Server.objects.filter(pk=chosen.server.pk).update(left_at=now())
    assert post(browser_of(inside.circle), chosen.server, told).status_code == 404


def test_whoever_leaves_the_team_reads_nothing_of_its_room_here_either(chosen, iris_team, cast, inside, browser_of):
    from tenant_apps.teams import services as teams

    room, sol = Room.objects.get(server=chosen.server, about=iris_team.pk), browser_of(inside.circle, cast.sol)
    assert sol.get(f"/chat/rooms/{room.pk}/").status_code == 200
    teams.leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    assert sol.get(f"/chat/rooms/{room.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["sol", "otto", "fin"])
def test_nobody_but_a_steward_sees_how_the_chat_is_or_changes_it(here, cast, browser_of, who):
    browser = browser_of(here, getattr(cast, who))
    pages = ("/circle/chat/", "/circle/chat/choose/", "/circle/chat/connect/")
    assert {browser.get(page).status_code for page in pages} == {404}
    assert browser.post("/circle/chat/leave/").status_code == 404
    assert browser.post("/circle/chat/").status_code == 404


def test_a_steward_chooses_a_server_on_a_page_and_is_told_what_to_put_right(double, inside, cast, browser_of):
    cora = browser_of(inside.circle, cast.cora)
    assert "Here, in Coopbox" in cora.get("/circle/chat/").text
    said = {"address": double.address, "user_id": double.keys.user_id, "token": double.keys.token, "keep_days": "0"}
    said |= {"secret": double.keys.secret, "sign_in": "token"}
    for changed, words in (
        ({"address": "https://10.0.0.1"}, "does not go to this address"),
        ({"address": "http://chat.example"}, "does not go to this address"),
        ({"token": "wrong"}, "does not know this user and token"),
        ({"secret": ""}, "CREATE_TOKENS_FOR_USERS_SECRET"),
        ({"sign_in": "oidc"}, "Choose which of your tools the chat is."),
    ):
        answer = cora.post("/circle/chat/choose/", {**said, **changed})
        assert answer.status_code == 422, changed
        assert words in answer.text, changed
        assert "the-secret" not in answer.text
    assert cora.post("/circle/chat/choose/", said).status_code == 302
    page = cora.get("/circle/chat/").text
    assert double.version in page
    assert "the-token" not in page
    double.version = "9.0.2"
    assert cora.post("/circle/chat/").status_code == 302
    assert "9.0.2" in cora.get("/circle/chat/").text
    assert cora.post("/circle/chat/leave/").status_code == 302
