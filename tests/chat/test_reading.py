"""Ways to the chat: from the circle's pages, from a conversation, for programs, and for whoever acts for somebody."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from kernel.time import now
from tenant_apps.chat import services
from tenant_apps.chat.models import Login, Room, Server, Word
from tenant_apps.teams import services as teams
from tests.chat.test_in_step import room_of, user_of
from tests.helping.test_api import program

pytestmark = pytest.mark.django_db
MINE, HERS = "/api/v1/chat/", "/api/v1/circle/chat/"
JSON = "application/json"


def room(chosen, team) -> Room:
    return Room.objects.get(server=chosen.server, about=team.pk)


def said(room: Room, person, words: str, days: int = 0) -> Word:
    at = now() - timedelta(days=days)
    return Word.objects.create(room=room, remote_id=uuid4().hex, author=person, words=words, at=at)


def test_a_steward_finds_where_the_circle_talks_from_its_first_page(here, cast, browser_of):
    cora = browser_of(here, cast.cora)
    assert 'href="/circle/chat/"' in cora.get("/circle/").text
    page = cora.get("/circle/chat/").text
    assert 'href="/circle/chat/choose/"' in page
    assert 'href="/chat/"' not in page, "there is no chat to go to yet"
    assert cora.get("/circle/chat/choose/").status_code == 200


def test_a_member_finds_the_teams_room_from_its_conversation(chosen, iris_team, cast, inside, browser_of):
    sol, at = browser_of(inside.circle, cast.sol), f"/chat/rooms/{room(chosen, iris_team).pk}/"
    for page in (f"/messages/with/team/{iris_team.pk}/",):
        assert at in sol.get(page).text
        sol.post(page, {"words": "Hello", "sent_as": str(uuid4())})
        assert at in sol.get(page, follow=True).text, "also once something was said"
    shown = sol.get(at).text
    assert f"There it is called {room_of(chosen, iris_team)}" in shown
    assert "Open the chat" in shown
    assert 'href="/chat/"' in sol.get("/messages/").text
    assert "Open the chat" in browser_of(inside.circle, cast.cora).get("/chat/").text


def test_a_browser_lets_the_press_lead_on_to_the_chat_and_nowhere_else(chosen, iris_team, cast, inside, browser_of):
    sol, where = browser_of(inside.circle, cast.sol), room(chosen, iris_team)
    pages = ("/chat/", f"/chat/rooms/{where.pk}/")
    for page in pages:
        assert re.search(rf"form-action [^;]*{re.escape(chosen.double.address)}(;|$)", policy(sol.get(page)))
    assert chosen.double.address not in policy(sol.get("/messages/"))
    assert sol.post("/chat/go/").headers["Location"].startswith(f"{chosen.double.address}/home?resumeToken=")
    Server.objects.filter(pk=chosen.server.pk).update(left_at=now())
    assert not any(chosen.double.address in policy(sol.get(page)) for page in pages)


def policy(response) -> str:
    return response.headers["Content-Security-Policy"]


def test_without_a_server_no_conversation_speaks_of_one(here, iris_team, cast, browser_of):
    sol = browser_of(here, cast.sol)
    assert "/chat/" not in sol.get(f"/messages/with/team/{iris_team.pk}/").text
    assert 'href="/chat/"' not in sol.get("/messages/").text


def test_what_was_said_long_ago_is_read_page_by_page(chosen, iris_team, cast, inside, browser_of):
    where = room(chosen, iris_team)
    for n in range(130):
        said(where, cast.june, f"Word number {n}.", days=200 - n)
    sol, at = browser_of(inside.circle, cast.sol), f"/chat/rooms/{where.pk}/"
    newest = sol.get(at).text
    assert "Word number 129." in newest
    assert "Word number 29." not in newest
    page = program(inside.circle, cast.sol, "messages:read").get(f"{MINE}rooms/{where.pk}/").json()
    assert [page["words"][0]["words"], page["words"][-1]["words"]] == ["Word number 30.", "Word number 129."]
    before = sol.get(f"{at}?before={page['before']}").text
    assert "Word number 29." in before
    assert "Word number 30." not in before
    other = said(Room.objects.get(server=chosen.server, kind="circle"), cast.june, "Elsewhere")
    assert sol.get(f"{at}?before={other.pk}").status_code == 404


def test_adah_reads_for_iris_and_both_names_stand_there(chosen, iris_team, cast, inside, adah_acts, browser_of):
    said(room(chosen, iris_team), cast.sol, "I come at nine")
    for page in ("/chat/", f"/chat/rooms/{room(chosen, iris_team).pk}/"):
        shown = adah_acts.get(page)
        assert shown.status_code == 200
        assert f"{cast.adah.called} reads this for {cast.iris.called}." in shown.text
        assert "Open the chat" not in shown.text, "nobody goes into the chat as somebody else"
    assert "I come at nine" in shown.text
    told = adah_acts.get(MINE).json()
    assert (told["read_by"], told["read_for"]) == (cast.adah.called, cast.iris.called)
    assert str(iris_team.pk) in {each["about"] for each in told["rooms"]}
    for refused in (adah_acts.post("/chat/go/"), adah_acts.post(f"{MINE}go/", {}, JSON)):
        assert refused.status_code in (403, 409), refused.text
    assert not Login.objects.filter(agreed_at__isnull=False).exists()


def test_who_may_act_in_money_only_reads_nothing_of_it(chosen, iris_team, cast, inside, browser_of):
    from tenant_apps.helping import services as helping

    authority = helping.ask_for_help(cast.iris, cast.adah, ["money"], until_on=None, by=cast.iris)
    helping.accept(authority, by=cast.adah)
    adah = browser_of(inside.circle, cast.adah)
    assert adah.post(f"/helping/{authority.pk}/begin/").status_code == 302
    at = room(chosen, iris_team).pk
    assert {adah.get(page).status_code for page in ("/chat/", f"/chat/rooms/{at}/", MINE, f"{MINE}rooms/{at}/")} == {
        403
    }


def test_a_program_reads_the_rooms_of_its_owner_and_no_others(chosen, iris_team, cast, inside):
    where = room(chosen, iris_team)
    said(where, cast.june, "I bring bread")
    sol = program(inside.circle, cast.sol, "messages:read")
    told = sol.get(MINE).json()
    assert (told["is_builtin"], told["sign_in"], told["is_known"]) == (False, "token", False)
    assert {each["name_there"] for each in told["rooms"]} == {"calderdale-circle", room_of(chosen, iris_team)}
    (word,) = sol.get(f"{MINE}rooms/{where.pk}/").json()["words"]
    assert (word["words"], word["author"]) == ("I bring bread", str(cast.june.pk))
    otto = program(inside.circle, cast.otto, "messages:read")
    assert otto.get(f"{MINE}rooms/{where.pk}/").status_code == 404
    assert program(inside.circle, cast.sol, "teams:read").get(MINE).status_code == 403
    assert sol.post(f"{MINE}go/", {}, JSON).status_code == 403, "the way in is for one's own browser"
    teams.leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    assert sol.get(f"{MINE}rooms/{where.pk}/").status_code == 404


def test_the_way_in_is_told_to_ones_own_browser(chosen, cast, inside, browser_of):
    sol = browser_of(inside.circle, cast.sol)
    at = sol.post(f"{MINE}go/", {}, JSON).json()["address"]
    assert at.startswith(f"{chosen.double.address}/home?resumeToken=")
    assert chosen.double.users[user_of(chosen, cast.sol)]["name"] == cast.sol.called
    chosen.double.faults.down = True
    refused = sol.post(f"{MINE}go/", {}, JSON)
    assert (refused.status_code, refused.json()["code"]) == (409, "chat_down")


def test_a_steward_chooses_looks_connects_and_leaves_by_programs_in_her_browser(double, cast, inside, browser_of):
    cora = browser_of(inside.circle, cast.cora)
    assert cora.get(HERS).status_code == 404
    keys = {"address": double.address, "user_id": double.keys.user_id, "token": double.keys.token}
    keys["secret"] = double.keys.secret
    for wrong, field in (({"token": "wrong"}, "token"), ({"address": "https://10.0.0.1"}, "address")):
        refused = cora.post(HERS, {**keys, "sign_in": "token", **wrong}, JSON)
        assert refused.status_code == 422
        assert [each["field"] for each in refused.json()["errors"]] == [field]
    made = cora.post(HERS, {**keys, "sign_in": "token", "keep_days": 30}, JSON)
    assert (made.status_code, made.json()["version"], made.json()["keep_days"]) == (201, double.version, 30)
    assert double.keys.token not in made.content.decode()
    assert cora.post(HERS, {**keys, "sign_in": "token"}, JSON).status_code == 409
    double.version = "9.0.9"
    assert cora.post(f"{HERS}look/", {}, JSON).json()["version"] == "9.0.9"
    assert 'href="/chat/"' in cora.get("/circle/chat/").text
    assert cora.put(HERS, keys, JSON).status_code == 200
    assert cora.delete(HERS).status_code == 204
    assert cora.delete(HERS).status_code == 409
    assert Server.objects.filter(left_at=None).count() == 0


def test_to_others_there_is_no_such_server_and_to_programs_neither(chosen, cast, inside, browser_of):
    for who in (cast.sol, cast.otto, cast.fin):
        browser = browser_of(inside.circle, who)
        answers = (browser.get(HERS), browser.post(HERS, {}, JSON), browser.put(HERS, {}, JSON), browser.delete(HERS))
        assert {each.status_code for each in answers} == {404}
        assert browser.post(f"{HERS}look/", {}, JSON).status_code == 404
    assert program(inside.circle, cast.cora, "messages:read").get(HERS).status_code == 403


def test_what_changes_the_server_needs_a_fresh_proof(chosen, cast, inside, browser_of):
    cora = browser_of(inside.circle, cast.cora)
    from tenant_apps.entry.models import CircleSession

    CircleSession.objects.filter(person=cast.cora).update(proved_at=now() - timedelta(minutes=10))
    answers = (cora.post(HERS, {}, JSON), cora.put(HERS, {}, JSON), cora.delete(HERS))
    assert {(each.status_code, each.json()["code"]) for each in answers} == {(401, "prove_again")}
    assert services.server_in_use() is not None
    assert cora.get(HERS).status_code == 200
