"""Giving a circle a login of its own takes it offline for a while; the commands say so, ask, and know the way back."""

import io
import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from config import cli, env
from dev import doctor
from dev.doctor import FAIL, OK, WARN, Finding, Patient
from kernel.actors import SYSTEM
from provisioning import circles
from tenants import logins
from tests.config.test_cli import Terminal

COUNT = ("-c", "print(Person.objects.count())")


@pytest.fixture
def todmorden(fresh_house, say):
    yield circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    connection.close()


@pytest.fixture
def guarded(todmorden, settings):
    """Todmorden has a login of its own, and this process was started with it."""
    settings.CIRCLE_LOGINS = circles.own_login("todmorden", by=SYSTEM)
    return todmorden


def found() -> Finding:
    return doctor.logins(Patient(Path(), 8000, database_answers=True))


def test_the_help_says_in_plain_words_that_the_circle_goes_offline(say):
    code, said = say("circle", "own-login", "--help")
    told = " ".join(said.split())
    assert code == 0
    assert "THIS TAKES THE CIRCLE OFFLINE" in told
    assert "--undo" in told
    assert "answers 503" in told


@pytest.mark.parametrize("words", [[], ["--undo"]])
def test_without_a_terminal_a_yes_is_needed(guarded, say, settings, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.StringIO("todmorden\n"))
    code, said = say("circle", "own-login", "todmorden", *words, "--json")
    assert (code, said["error"]["code"]) == (1, "not_confirmed")
    assert "say --yes" in said["error"]["sentence"]
    assert found().state == OK  # the password is the old one


def test_at_a_terminal_it_says_what_happens_and_asks_for_the_web_address(todmorden, say, monkeypatch):
    for typed, code in [("yes\n", 1), ("", 1), ("todmorden\n", 0)]:
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        ended, said = say("circle", "own-login", "todmorden")
        assert ended == code
        assert "It takes Todmorden offline until every process has been started again" in said
        assert logins.has_own(todmorden) == (code == 0)


def test_the_question_does_not_spoil_the_json(todmorden, capsys, say, monkeypatch):
    monkeypatch.setattr("sys.stdin", Terminal("todmorden\n"))
    assert cli.main(["circle", "own-login", "todmorden", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["offline"]
    assert "Type its web address" in said.err


def test_what_it_says_to_do_next_is_what_brings_the_circle_back(todmorden, say, settings):
    code, said = say("circle", "own-login", "todmorden", "--yes", "--json")
    assert (code, said["circle"], said["offline"], len(said["next"])) == (0, "todmorden", True, 3)
    assert json.dumps(said["circle_logins"]) in said["next"][0]
    site = Client(raise_request_exception=False, HTTP_HOST=todmorden.host)
    site.cookies[settings.SESSION_COOKIE_NAME] = "k" * 32  # so that every page asks whose it is
    assert site.get("/home/").status_code == 503
    connection.close()
    settings.CIRCLE_LOGINS = said["circle_logins"]
    assert site.get("/home/").status_code == 302
    code, told = say("circle", "own-login", "todmorden", "--yes")
    assert told.splitlines()[1] == "Now:"
    assert [line[:2] for line in told.splitlines()[2:5]] == ["1.", "2.", "3."]


def test_there_is_a_way_back(guarded, say, settings):
    code, said = say("circle", "own-login", "todmorden", "--undo", "--yes", "--json")
    assert (code, said["offline"]) == (0, True)
    assert guarded.schema in said["next"][0]
    settings.CIRCLE_LOGINS = {}
    connection.close()
    assert say("shell", "todmorden", *COUNT) == (0, "0\n\n")
    code, again = say("circle", "own-login", "todmorden", "--undo")  # nothing to take back, so nothing to ask
    assert (code, again) == (0, "Todmorden has no login of its own; nothing was changed.\n")


def test_a_circle_that_is_not_open_yet_keeps_the_usual_login(todmorden, say):
    from tenants.models import Circle

    Circle.objects.using("owner").update(state=Circle.State.OPENING)
    code, said = say("circle", "own-login", "todmorden", "--yes", "--json")
    assert (code, said["error"]["code"]) == (1, "wrong_state")
    assert not logins.has_own(todmorden)


# --- when this process and the database do not agree --------------------------------------------------------------


def unknown(settings) -> str:
    settings.CIRCLE_LOGINS = {}
    return "CIRCLE_LOGINS does not tell this process about it."


def taken_back(settings) -> str:
    circles.own_login("todmorden", undo=True, by=SYSTEM)
    return "which has none of its own."


def out_of_date(settings) -> str:
    circles.own_login("todmorden", by=SYSTEM)
    return "does not open its database login."


@pytest.mark.parametrize("disagreement", [unknown, taken_back, out_of_date])
def test_a_command_that_cannot_enter_ends_in_one_sentence_and_the_doctor_explains(guarded, say, settings, disagreement):
    assert say("shell", "todmorden", *COUNT)[0] == 0
    why = disagreement(settings)
    connection.close()
    for words in (["shell", "todmorden", *COUNT], ["circle", "steward", "todmorden", "cora@tod.example"]):
        code, said = say(*words)
        assert code == 1
        assert len(said.splitlines()) == 1
        assert "Todmorden" in said
        assert why in said
        assert "`coopbox doctor`" in said
    looked = found()
    assert looked.state == FAIL
    assert why in looked.sentence
    assert "start every process again" in looked.do


def test_the_doctor_sees_logins_that_fit_and_lines_that_are_nobodys(guarded, settings):
    assert found().state == OK
    settings.CIRCLE_LOGINS = {**settings.CIRCLE_LOGINS, "c_gone": "secret"}
    looked = found()
    assert looked.state == WARN
    assert "c_gone" in looked.sentence
    assert "secret" not in looked.sentence
    circles.own_login("todmorden", undo=True, by=SYSTEM)
    settings.CIRCLE_LOGINS = {}
    assert found() == Finding("Logins", OK, "No circle has a database login of its own.")
    assert doctor.logins(Patient(Path(), 8000)).state == WARN


@pytest.mark.parametrize("holds", [None, "", "{", '["c_secret"]', '{"c_secret": 7}', '"c_secret"'])
def test_a_file_that_makes_no_sense_is_refused_in_a_sentence_that_quotes_nothing(tmp_path, monkeypatch, holds):
    monkeypatch.setattr(env, "KNOWN", {})
    file = tmp_path / "logins.json"
    monkeypatch.setenv("CIRCLE_LOGINS", str(file))
    if holds is not None:
        file.write_text(holds)
    with pytest.raises(ImproperlyConfigured, match=r"^CIRCLE_LOGINS must name a JSON file") as refused:
        env.passwords("CIRCLE_LOGINS", "")
    assert "secret" not in str(refused.value)
    file.write_text('{"c_garden": "a password"}')
    assert env.passwords("CIRCLE_LOGINS", "") == {"c_garden": "a password"}
