"""An archive that is whole and signed, with values inside that nobody foresaw: it is refused with a sentence and leaves
nothing behind, or it makes a whole circle. It never stops on the way."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import OperationalError, transaction

from kernel.actors import SYSTEM
from kernel.errors import Refusal
from kernel.ids import uuid7
from provisioning import owner
from provisioning.archive import arriving, facts, manifest, reading
from provisioning.archive.refusals import NotTaken
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenants.context import in_federation
from tenants.models import Circle
from tests.archive.carrying import bring_in, carry_out, said
from tests.archive.test_refusals import PEOPLE, Things, _house, forged, nothing_left, put, refused, things, whole

__all__ = ["nothing_left", "things", "whole"]

Change = Callable[[dict[str, Any], Things], None]
HALF = "\ud800"
NASTY: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 10**18, 10**300, 1.5, float("inf"), float("nan")),
    *("", " ", "x" * 600, HALF, "a\0b", "\x01", "\r\nBcc: x", "<b>", "../../../etc/passwd", "\u202e", "99999-01-01"),
    *("infinity", "-infinity", "0001-01-01 BC", "%s", "{}", [], {}, [["x"]], {"a": 1}, [HALF], {HALF: "x"}, [None]),
)


def circle_says(**said: Any) -> Change:
    return lambda facts, things: facts["circle"].update(said)


def people_say(**said: Any) -> Change:
    """What each person's row says."""

    def change(facts: dict[str, Any], things: Things) -> None:
        rows = [json.loads(line) | said for line in things[PEOPLE].splitlines()]
        put(facts, things, PEOPLE, b"".join(json.dumps(row).encode() + b"\n" for row in rows))

    return change


def _accounts(*rows: dict[str, Any]) -> Change:
    def change(facts: dict[str, Any], things: Things) -> None:
        put(facts, things, "accounts.jsonl", b"".join(json.dumps(row).encode() + b"\n" for row in rows))

    return change


def _file(name: str) -> Change:
    entry = {"name": name, "size": 0, "sha256": sha256(b"").hexdigest()}
    return lambda facts, things: facts["files"].append(entry)


NONSENSE: dict[str, tuple[Change, str]] = {
    "a zone on Mars": (circle_says(time_zone="Mars/Phobos"), "no such time zone"),
    "a zone that is a folder": (circle_says(time_zone="Europe"), "no such time zone"),
    "half a sign in its name": (circle_says(name=f"A {HALF} circle"), "damaged"),
    "half a sign in a word": (circle_says(words={"team": HALF}), "damaged"),
    "a zero sign in a word": (circle_says(words={"team": "a\0b"}), "damaged"),
    "places by name": (circle_says(places={"a": 1}), "damaged"),
    "places in places": (circle_says(places=[["x"]]), "damaged"),
    "a picture that lies elsewhere": (circle_says(logo="../../../etc/passwd"), "leads out of its folder"),
    "languages that are none": (circle_says(languages=["en-gb", "<b>"]), "damaged"),
    "a language nobody speaks here": (circle_says(language="tlh"), "does not"),
    "perhaps a sandbox": (circle_says(is_sandbox="perhaps"), "damaged"),
    "endless deliveries": (lambda facts, things: facts.update(open_deliveries=float("inf")), "damaged"),
    "half a sign in a release": (lambda facts, things: facts.update(release=HALF), "damaged"),
    "a migration twice": (lambda facts, things: facts["migrations"].append(facts["migrations"][0]), "damaged"),
    "half a sign in a file's name": (_file(f"files/{HALF}"), "damaged"),
    "a day in the year 99999": (people_say(joined_on="99999-01-01"), "makes no sense here"),
    "a day that never comes": (people_say(joined_on="infinity"), "makes no sense here"),
    "a sign nobody can see in names": (people_say(name="\x01x"), "makes no sense here"),
    "accounts of nobody": (_accounts({"person": "x", "email": "a@b.example"}), "damaged"),
    "half a sign in an address": (_accounts({"person": str(uuid7()), "email": f"{HALF}@b.example"}), "damaged"),
    "other columns of accounts": (lambda facts, things: facts["accounts"].update(columns=["person"]), "damaged"),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_in_an_archive_is_refused_for_good_and_leaves_nothing(nothing_left, things, tmp_path, what):
    change, why = NONSENSE[what]
    assert why in refused(forged(things, tmp_path / "nonsense.coopbox", change))


def test_a_person_whose_facts_make_no_sense_leaves_no_accounts_of_the_others_behind(nothing_left, things, tmp_path):
    """The last in the list is the wrong one: everybody before had been let in already."""

    def change(facts: dict[str, Any], things: Things) -> None:
        rows = [json.loads(line) for line in things[PEOPLE].splitlines()]
        letters = [{"person": row["id"], "email": f"new{n}@moved.example"} for n, row in enumerate(rows)]
        rows[-1]["name"] = "\x01"
        put(facts, things, PEOPLE, b"".join(json.dumps(row).encode() + b"\n" for row in rows))
        _accounts(*letters)(facts, things)

    assert "makes no sense here" in refused(forged(things, tmp_path / "last.coopbox", change))


def test_languages_that_are_spoken_only_where_it_comes_from_stay_behind(committed, things):
    said = json.loads(things["manifest.json"])["circle"] | {"languages": ["en-gb", "tlh", "cy", "cy"]}
    assert facts.believed(said, slug="todmorden").languages == ["en-gb", "cy"]


FAULTS = (OperationalError("gone"), psycopg.OperationalError("gone"), MemoryError(), OSError(5))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_machine_stops_it_and_it_goes_on_when_that_is_mended(visitors, whole, monkeypatch, fault):
    def broken(*_args: object) -> None:
        raise fault

    with monkeypatch.context() as now:
        now.setattr(arriving, "put_files", broken)
        run = bring_in(whole, "todmorden")
    assert (run.state, "It can be tried again" in said(run)) == (Run.State.STOPPED, True)
    with in_federation():
        runs.retry(run, by=SYSTEM, wake=False)
    assert carry_out(run).state == Run.State.DONE


# --- every value there is -------------------------------------------------------------------------------------------


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value in this: of a list only the first, for the others are like it."""
    yield way
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, each in inside:
        yield from leaves(each, (*way, name))


def with_another(said: dict[str, Any], way: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(said)
    at = changed
    for name in way[:-1]:
        at = at[name]
    if not way:
        return value
    at[way[-1]] = value
    return changed


def changed_everywhere(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for way in leaves(said):
        for value in NASTY:
            yield json.loads(json.dumps(with_another(said, way, value)))


def test_whatever_stands_in_a_manifest_it_is_refused_with_a_sentence_or_understood(committed, things):
    said = json.loads(things["manifest.json"])
    understood = 0
    for changed in changed_everywhere({name: value for name, value in said.items() if name != "circle"}):
        try:
            whole = changed | {"circle": said["circle"]} if isinstance(changed, dict) else changed
            found = manifest.read(json.dumps(whole).encode())
            reading.refuse_what_does_not_fit(found)
        except Refusal as no:
            str(no.sentence).encode()
        else:
            understood += 1
            assert found.circle_id
    assert understood


def test_whatever_is_said_of_a_circle_is_refused_with_a_sentence_or_describes_one(committed, things):
    believed = set()
    for changed in changed_everywhere(json.loads(things["manifest.json"])["circle"]):
        if not isinstance(changed, dict):
            continue  # the manifest refuses it
        try:
            circle = facts.believed(changed, slug="todmorden")
        except Refusal as no:
            str(no.sentence).encode()
        else:
            assert facts.stage(changed)
            believed.add(_lives(circle))
    assert len(believed) > 1


def _lives(circle: Circle) -> str:
    """A circle that was believed can be written down, and its pages can be shown."""
    with transaction.atomic(using=owner.ALIAS):
        circle.id, circle.schema_name = uuid7(), f"c_{uuid7().hex}"
        Circle.objects.using(owner.ALIAS).bulk_create([circle])
        ref = Circle.objects.using(owner.ALIAS).get(pk=circle.pk).ref("todmorden.localhost")
        transaction.set_rollback(True, using=owner.ALIAS)
    assert ZoneInfo(ref.time_zone)
    return f"{ref.name} {ref.place} {ref.languages} {ref.words} {ref.places}".encode().decode()


@pytest.mark.parametrize("luck", range(12))
def test_whatever_stands_in_its_rows_it_is_refused_with_a_sentence_or_makes_a_whole_circle(
    visitors, settings, things, tmp_path, luck
):
    chance = random.Random(luck)
    before = _house(settings)

    def change(facts: dict[str, Any], things: Things) -> None:
        for _ in range(2):
            name = chance.choice(sorted(name for name, data in things.items() if name.startswith("tables/") and data))
            rows = [json.loads(line) for line in things[name].splitlines()]
            chance.choice(rows)[chance.choice(sorted(rows[0]))] = chance.choice(NASTY)
            put(facts, things, name, b"".join(json.dumps(row).encode() + b"\n" for row in rows))

    run = bring_in(forged(things, tmp_path / "odd.coopbox", change), "todmorden")
    assert "not foreseen" not in said(run)
    if run.state != Run.State.DONE:
        assert run.was_refused, said(run)
        assert _house(settings) == before


def test_the_sentences_are_those_people_can_act_on(committed, things):
    said = json.loads(things["manifest.json"])["circle"]
    with pytest.raises(NotTaken, match="this server knows no such time zone"):
        facts.believed(said | {"time_zone": "Mars/Phobos"}, slug="todmorden")
