"""`coopbox officer`: the same hats by command, for whoever runs the deployment."""

from argparse import Namespace

import pytest

from config import cli_officers
from kernel.errors import Conflict, NotFound, RuleBroken
from shared_apps.console.models import Entry
from tenants.context import in_console


def add(email="nadia@federation.example", hat="director", **more):
    return cli_officers.add(Namespace(email=email, hat=hat, **({"name": None, "until": None, "said_yes": True} | more)))


def test_the_first_director_is_made_by_command_and_it_is_in_the_record(db):
    said = add(name="Nadia Rahman")
    assert "can sign in there" in said.lines[0]
    listed = cli_officers.list_(Namespace())
    assert listed.data == [said.data]
    assert said.data | {"until": ""} == {
        "email": "nadia@federation.example",
        "name": "Nadia Rahman",
        "hat": "director",
        "until": "",
        "said_yes": "yes",
    }
    with in_console():
        assert Entry.objects.get().by_kind == "system"


def test_somebody_who_was_asked_says_yes_at_the_console(db):
    assert "/hats/" in add(said_yes=False).lines[0]
    assert cli_officers.list_(Namespace()).data[0]["said_yes"] == "no"


def test_a_yes_for_somebody_who_was_asked_waits_until_the_asking_is_ended(db):
    add("dora@federation.example")
    add(said_yes=False)
    with pytest.raises(Conflict, match="end the asking first"):
        add()
    with pytest.raises(Conflict, match="already"):
        add("dora@federation.example")
    cli_officers.end(Namespace(email="nadia@federation.example", hat="director", why="Asked again."))
    assert add().data["said_yes"] == "yes"


def test_the_last_director_is_not_ended_by_command_either(db):
    add()
    end = Namespace(email="nadia@federation.example", hat="director", why="Moved on.")
    with pytest.raises(Conflict):
        cli_officers.end(end)
    add("dora@federation.example")
    assert "not National director any more" in cli_officers.end(end).lines[0]
    with pytest.raises(NotFound):
        cli_officers.end(end)


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"until": "soon"}, {"until": "2026-02-30"}])
def test_what_makes_no_sense_is_refused_with_a_sentence(db, wrong):
    with pytest.raises(RuleBroken):
        add(**wrong)
    assert cli_officers.list_(Namespace()).lines[0].startswith("Nobody yet")
