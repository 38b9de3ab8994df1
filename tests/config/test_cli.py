"""What an operator types, and what comes back: a sentence, JSON for programs, and a number that scripts can trust."""

import io
import re
import secrets
import time

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from config.cli_output import Answer
from kernel.actors import SYSTEM
from provisioning import circles, homes
from provisioning.stewards import welcome
from shared_apps.console.models import Entry
from shared_apps.identity.models import Account
from tenant_apps.inviting.models import Invitation
from tenant_apps.people.models import HatOffer, Person
from tenants import directory
from tenants.context import in_circle, in_console, in_federation
from tenants.models import SchemaState, Spare


def people(slug: str) -> list[Person]:
    with in_circle(circles.ref_of(circles.find(slug))):
        return list(Person.objects.prefetch_related("hats"))


# --- a circle's life --------------------------------------------------------------------------------------------


def test_a_circle_is_opened_listed_shown_paused_resumed_and_closed(fresh_house, say):
    code, opened = say("circle", "open", "todmorden", "--place", "Todmorden", "--json")
    assert (code, opened["name"], opened["state"]) == (0, "Todmorden", "open")
    assert opened["url"].endswith(f"todmorden.{settings.FEDERATION_DOMAIN}")

    code, found = say("circle", "list", "--json")
    assert (code, [circle["slug"] for circle in found]) == (0, ["todmorden"])
    assert "todmorden  Todmorden  open" in say("circle", "list")[1]
    code, facts = say("circle", "show", "todmorden", "--json")
    assert (code, facts["name"]) == (0, "Todmorden")

    code, paused = say("circle", "suspend", "todmorden", "--reason", "moving house", "--json")
    assert (code, paused["state"]) == (0, "suspended")
    assert say("circle", "suspend", "todmorden", "--reason", "still moving")[0] == 0
    code, again = say("circle", "resume", "todmorden", "--json")
    assert (code, again["state"]) == (0, "open")

    code, closed = say("circle", "close", "todmorden", "--yes", "--days", "0", "--json")
    assert (code, closed["state"]) == (0, "closed")
    assert say("circle", "list") == (0, "No circle yet. `coopbox seed` opens two.\n")


def test_when_the_command_ends_no_process_lets_anybody_into_a_paused_circle(fresh_house, say):
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    site = Client(HTTP_HOST=circle.host)
    assert site.get("/").status_code == 200
    for verb, status in [(("suspend", "--reason", "flood"), 503), (("resume",), 200)]:
        # What another process knows, which looked at the very last moment before.
        directory.forget()
        directory.by_host(circle.host)
        known, looked_at = directory._memory.register, time.monotonic()
        assert say("circle", verb[0], "todmorden", *verb[1:])[0] == 0
        directory._memory.register, directory._memory.looked_at = known, looked_at
        assert site.get("/").status_code == status


def test_a_circle_that_is_not_there_is_named_in_a_sentence(say):
    for words in (["show"], ["resume"], ["suspend", "--reason", "why"], ["close", "--yes"]):
        code, said = say("circle", words[0], "nowhere", *words[1:])
        assert code == 1
        assert said.strip() == "There is no circle called “nowhere” here. `coopbox circle list` shows them all."
    code, said = say("circle", "show", "nowhere", "--json")
    assert (code, said["error"]["code"]) == (1, "not_found")
    assert "nowhere" in said["error"]["sentence"]


@pytest.mark.parametrize("slug", ["a", "localhost", "toWn", "todmorden-", "calderdale"])
def test_a_web_address_that_cannot_be_had_is_refused_with_a_reason(say, slug):
    before = circles.everyone()
    code, said = say("circle", "open", slug, "--json")
    assert code == 1
    assert said["error"]["code"].startswith("slug_")
    assert circles.everyone() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--name", ""], "Give the circle a name."),
        (["--name", "  "], "Give the circle a name."),
        (["--name", "Bad\x07Name"], "Name: This holds signs that cannot be shown. Type it again."),
        (["--name", "Turned \u202e around"], "Name: This holds signs that cannot be shown. Type it again."),
        (["--place", "Bell\x07End"], "Place: This holds signs that cannot be shown. Type it again."),
    ],
)
def test_a_name_or_place_that_cannot_be_shown_is_refused(say, words, sentence):
    before = circles.everyone()
    assert say("circle", "open", "newcomer", *words) == (1, f"{sentence}\n")
    assert circles.everyone() == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["circle"],
        ["circle", "dance"],
        ["circle", "open"],
        ["circle", "suspend", "x"],
        ["migrate", "--several", "x"],
    ],
)
def test_what_is_mistyped_ends_with_two(say, words):
    code, said = say(*words)
    assert code == 2
    assert "usage: coopbox" in said


@pytest.mark.parametrize(("words", "named"), [([], ("doctor", "prepare-database")), (["circle"], ("suspend", "list"))])
def test_a_command_alone_names_what_can_follow(say, words, named):
    said = say(*words)[1]
    assert all(re.search(rf"^ +{name}\b", said, re.MULTILINE) for name in named)


def test_programs_are_told_as_json_what_is_mistyped(say):
    code, said = say("circle", "suspend", "calderdale", "--json")
    assert (code, said["error"]["code"]) == (2, "mistyped")
    assert "--reason" in said["error"]["sentence"]


@pytest.mark.parametrize(
    "words",
    [
        ["prepare-database", "nonsense"],
        ["prepare-database", "postgresql://postgres:geheim@localhost:port/postgres"],
        ["prepare-database", "postgresql://postgres:geheim%zz@localhost/postgres"],
    ],
)
def test_an_address_that_is_none_is_not_repeated(say, words):
    code, said = say(*words)
    assert code == 1
    assert said == "ADMIN_URL must look like postgresql://postgres:password@host:5432/postgres.\n"


def test_only_a_superuser_prepares_a_database(say, postgres):
    code, said = say("prepare-database", postgres["DATABASE_URL"])
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith("ADMIN_URL must be a superuser's: ")


def test_a_server_that_does_not_answer_is_told_in_whole_sentences(say):
    code, said = say("prepare-database", "postgresql://postgres@127.0.0.1:1/postgres")
    assert code == 1
    assert re.fullmatch(r"The database cannot be reached: [^\n]*[^.]\. Run `coopbox doctor` to see why\.\n", said)


def test_a_file_that_cannot_be_written_is_named(say, tmp_path):
    code, said = say("api", "schema", "--file", str(tmp_path / "nowhere" / "x.yaml"))
    assert (code, said) == (1, f"{tmp_path}/nowhere/x.yaml cannot be written: No such file or directory.\n")


def test_bytes_that_are_no_text_are_turned_away(say):
    assert say("circle", "show", "\udcff") == (2, "What was typed holds signs that are no text. Type it again.\n")


def test_tables_that_are_not_there_yet_are_told_with_what_to_do(say, monkeypatch):
    def no_table(**_):
        connections["owner"].cursor().execute("SELECT * FROM public.not_made_yet")

    monkeypatch.setattr(circles, "everyone", no_table)
    code, said = say("circle", "list")
    assert code == 1
    assert re.fullmatch(
        r"The database is not as this version needs it: .*not_made_yet.*\. Run `coopbox migrate`\.\n", said
    )


# --- closing is asked twice -------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_closing_without_a_terminal_needs_a_yes(say, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("calderdale\n"))
    code, said = say("circle", "close", "calderdale", "--json")
    assert (code, said["error"]["code"]) == (1, "not_confirmed")
    assert circles.find("calderdale").state == "open"


def test_at_a_terminal_closing_asks_for_the_web_address(fresh_house, say, monkeypatch):
    circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    for typed, code in [("yes\n", 1), ("\n", 1), ("", 1), ("todmorden\n", 0)]:
        monkeypatch.setattr("sys.stdin", Terminal(typed))
        ended, said = say("circle", "close", "todmorden", "--days", "0")
        assert ended == code
        assert "This closes Todmorden for everybody." in said
        assert [circle.slug for circle in circles.everyone()] == ([] if code == 0 else ["todmorden"])


# --- the first steward ------------------------------------------------------------------------------------------


def test_a_circle_opens_with_its_first_steward(fresh_house, say):
    code, said = say("circle", "open", "todmorden", "--steward", "cora.may@tod.example")
    assert code == 0
    assert "cora.may@tod.example is its steward" in said
    (cora,) = people("todmorden")
    assert (cora.name, cora.known_as) == ("Cora May", "Cora")
    with in_circle(circles.ref_of(circles.find("todmorden"))):
        assert cora.wears("steward")


@pytest.mark.parametrize(
    ("email", "name", "code"),
    [
        ("notanemail", "Cora", "bad_address"),
        ("cora@tod.example", " ", "bad_name"),
        ("c@tod.example", "C\x07", "bad_name"),
    ],
)
def test_nothing_is_opened_for_a_steward_who_cannot_be_welcomed(say, email, name, code):
    before = circles.everyone()
    ended, said = say("circle", "open", "todmorden", "--steward", email, "--steward-name", name, "--json")
    assert (ended, said["error"]["code"]) == (1, code)
    assert circles.everyone() == before
    with in_federation():
        assert not Account.objects.filter(email=email).exists()


def test_who_opens_a_circle_without_a_steward_is_told_how_to_name_one(fresh_house, say):
    _code, said = say("circle", "open", "todmorden")
    assert "`coopbox circle steward todmorden EMAIL`" in said
    for says in ("can sign in there", "Nothing was changed"):  # safe to repeat
        code, said = say("circle", "steward", "todmorden", "cora@tod.example", "--name", "Cora May")
        assert (code, says in said) == (0, True)
    (cora,) = people("todmorden")
    assert [hat.kind for hat in cora.hats.all()] == ["steward"]
    code, said = say("circle", "steward", "todmorden", "notanemail", "--json")
    assert (code, said["error"]["code"]) == (1, "bad_address")
    assert say("circle", "steward", "nowhere", "cora@tod.example")[0] == 1


def test_somebody_the_circle_knows_becomes_steward_under_their_own_name(fresh_house, say):
    """Where nobody is steward any more, nobody could let anybody in: then the hat is theirs at once."""
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    welcome(circle, name="Sol Banerjee", email="sol@tod.example", hats=("supporter",))
    assert say("circle", "steward", "todmorden", "SOL@tod.example")[0] == 0
    (sol,) = people("todmorden")
    assert sol.name == "Sol Banerjee"
    assert {hat.kind for hat in sol.hats.all()} == {"supporter", "steward"}


def test_spaces_around_an_address_are_nobodys_name(fresh_house, say):
    code, said = say("circle", "open", "todmorden", "--steward", "  Cora.May@tod.example ")
    assert (code, "cora.may@tod.example is its steward" in said) == (0, True)
    code, said = say("circle", "steward", "todmorden", "\tsol@tod.example\n")
    assert code == 0
    assert said.startswith("sol@tod.example is asked by e-mail to be a steward of Todmorden")
    assert {(p.name, p.email) for p in people("todmorden")} == {("Cora May", "cora.may@tod.example")}
    with in_circle(circles.ref_of(circles.find("todmorden"))):
        assert [(each.name, each.email) for each in Invitation.objects.all()] == [("Sol", "sol@tod.example")]


def test_where_there_is_a_steward_others_are_asked_or_made_steward_for_a_reason_that_is_written_down(fresh_house, say):
    say("circle", "open", "todmorden", "--steward", "cora@tod.example")
    circle = circles.ref_of(circles.find("todmorden"))
    welcome(circle, name="Otto Lind", email="otto@tod.example")
    sol, otto = (("circle", "steward", "todmorden", f"{who}@tod.example") for who in ("sol", "otto"))
    assert say(*sol, "--json")[1]["asked"]
    assert "Nothing was changed" in say(*sol)[1], "safe to repeat"
    assert say(*otto, "--json")[1]["asked"]
    with in_circle(circle):
        assert Invitation.objects.get().asker is SYSTEM
        assert HatOffer.objects.waiting().get().person.name == "Otto Lind"
        assert Person.objects.able().wearing("steward").count() == 1
    for half in (("--at-once",), ("--because", "She lost her mailbox."), ("--at-once", "--because", " ")):
        assert "Say both or neither" in say(*otto, *half)[1]
    assert "is a steward of Todmorden" in say(*otto, "--at-once", "--because", "All others are on holiday.")[1]
    with in_circle(circle):
        assert Person.objects.able().wearing("steward").count() == 2
    with in_console():
        last = Entry.objects.filter(what="steward_at_once", circle_id=circle.id).latest("id")
        assert (last.words, last.by_kind) == ("All others are on holiday.", SYSTEM.kind)


@pytest.mark.parametrize("typed", ["", "  ", " sol", "sol@", "sol @tod.example", "sol@tod.example, cora@tod.example"])
def test_what_is_no_address_makes_nobody_a_steward(say, typed):
    for words in (["steward", "calderdale", typed], ["open", "todmorden", "--steward", typed]):
        code, said = say("circle", *words)
        assert (code, said) == (1, f"“{typed.strip()}” is not an e-mail address.\n")


def test_a_spare_is_ready_again_once_the_answer_is_out(fresh_house, say, capsys, monkeypatch):
    seen = []
    monkeypatch.setattr("provisioning.homes.refill_spares", lambda: seen.append(capsys.readouterr().out))
    say("circle", "open", "todmorden")
    assert "Todmorden is open" in seen[0]
    monkeypatch.undo()
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.test")
    say("circle", "open", "halifax")
    with in_federation():
        assert Spare.objects.count() == settings.SPARE_CIRCLES


def test_a_command_is_done_though_what_could_wait_fails(capsys):
    def trouble() -> None:
        raise psycopg.OperationalError("no room")

    assert Answer({}, ["Todmorden is open."], afterwards=trouble).print(as_json=False) == 0
    assert capsys.readouterr().out == "Todmorden is open.\n"


# --- the database -----------------------------------------------------------------------------------------------


def test_status_ends_with_one_while_a_circle_waits(fresh_house, say):
    circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    code, said = say("migrate", "--status")
    assert code == 0
    assert "todmorden" in said
    schema = circles.find("todmorden").schema_name
    SchemaState.objects.using("owner").filter(schema_name=schema).update(at_step=0)
    code, told = say("migrate", "--status", "--json")
    assert code == 1
    assert [standing["circle"] for standing in told["circles"] if standing["behind"]] == ["todmorden"]
    assert told["new"] == []


def test_status_says_which_homes_are_spares(fresh_house, say):
    homes.refill_spares(1)
    (schema,) = homes.spares()
    said = say("migrate", "--status")[1]
    assert "(a spare, for the next circle)" in said
    assert schema not in said
    told = {standing["schema"]: standing for standing in say("migrate", "--status", "--json")[1]["circles"]}
    assert (told[schema]["circle"], told[schema]["is_spare"]) == (None, True)


def test_status_names_the_migrations_that_nobody_has_had(fresh_house, say):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'console' AND name = '0003_tried'")
    code, said = say("migrate", "--status")
    assert code == 1
    assert "Nobody has had yet: console.0003_tried." in said
    assert say("migrate", "--status", "--json")[1]["new"] == ["console.0003_tried"]


def test_migrating_what_is_up_to_date_says_so(say):
    code, said = say("migrate", "--json")
    assert code == 0
    assert not said["failed"]


def test_a_shell_speaks_inside_one_circle(say):
    code, said = say(
        "shell", "calderdale", "-c", "print(circle.name, Person.objects.filter(name__startswith='Iris').count())"
    )
    assert code == 0
    assert said.splitlines()[0] == "Calderdale Care Circle 1"
    assert say("shell", "nowhere", "-c", "1")[0] == 1


def test_seeding_opens_two_circles_once(fresh_house, say):
    assert say("seed", "--if-empty", "--json") == (0, ["calderdale", "clapton"])
    assert say("seed", "--if-empty", "--json") == (0, [])
    assert say("seed") == (0, "There was nothing to do.\n")


def test_the_apis_description_is_printed_or_written(say, tmp_path):
    code, said = say("api", "schema", "--json")
    assert code == 0
    assert "/api/v1/tokens/" in said["paths"]
    file = tmp_path / "api.yaml"
    assert say("api", "schema", "--file", str(file)) == (0, f"Written to {file}.\n")
    assert file.read_text().startswith("openapi: 3")


def test_preparing_a_database_twice_keeps_the_passwords(say, server, monkeypatch):
    """On logins of its own, for everybody else in this server signs in with the usual ones."""
    name = f"told_{secrets.token_hex(4)}"
    for which in ("OWNER", "APP"):
        monkeypatch.setattr(f"dev.cluster.{which}", f"{name}_{which.lower()}")
    prepare = ("prepare-database", server.admin_dsn, "--database", name, "--json")
    try:
        code, first = say(*prepare)
        assert code == 0
        psycopg.connect(first["DATABASE_URL"]).close()
        code, again = say(*prepare)
        assert code == 0
        assert "ITS-PASSWORD" in again["DATABASE_URL"]
        psycopg.connect(first["DATABASE_URL"]).close()
        code, fresh = say(*prepare, "--new-passwords")
        assert code == 0
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(first["DATABASE_URL"])
        psycopg.connect(fresh["DATABASE_URL"]).close()
    finally:
        with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            for which in ("app", "owner"):
                admin.execute(f"DROP ROLE IF EXISTS {name}_{which}")


def test_a_database_that_does_not_answer_is_a_sentence(say):
    nowhere = "postgresql://postgres@127.0.0.1:1/postgres"
    code, said = say("prepare-database", nowhere, "--json")
    assert code == 1
    assert "cannot be reached" in said["error"]["sentence"]
