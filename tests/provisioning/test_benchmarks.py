"""What the benchmarks ask our side for still runs, in a small house; how long it takes is for `make bench` to say."""

import ast
import inspect
from pathlib import Path

from tests.bench import (
    archive_side,
    chat_in_step_side,
    console_list_side,
    deciding_pages,
    deciding_side,
    django_tenants_as_it_comes,
    finding_side,
    locking_side,
    matching_page_side,
    mixing,
    ours,
    plain_django,
)

SIDES = (
    ours,
    archive_side,
    chat_in_step_side,
    console_list_side,
    deciding_pages,
    deciding_side,
    finding_side,
    locking_side,
    matching_page_side,
    mixing,
    django_tenants_as_it_comes,
    plain_django,
)


def test_every_way_of_opening_a_circle_can_be_measured(fresh_house):
    assert ours.build()["tables"]
    ours.make_spares(2)
    for measure in (ours.take_spare, ours.least_for_a_spare):
        assert measure() > 0
    assert ours.open_circle("warm") > 0
    ours.forget_template()
    assert ours.open_circle("cold") > 0
    for measure in (ours.build_home, ours.make_tables_only):
        assert measure() > 0
    assert (ours.drifted(), ours.behind(), ours.migrate_everything()["migrated"]) == (0, 0, 0)


def test_a_member_can_be_signed_in_and_their_page_measured(fresh_house):
    ours.build()
    cookie = ours.sign_in("calderdale", "Iris")
    assert ours.seconds_for(1, "calderdale", "/home/", cookie, "Calderdale") > 0


def test_finding_a_circle_can_be_measured(fresh_house):
    assert finding_side.build(40) == 40
    assert finding_side.measure("as it is")["asked"]
    assert finding_side.index_ms() > 0


def test_the_consoles_list_can_be_measured(fresh_house):
    console_list_side.build()
    console_list_side.grow(60)
    assert console_list_side.measure("/circles/")["queries"]


def test_reading_through_the_doors_can_be_measured(fresh_house, monkeypatch):
    monkeypatch.setattr(deciding_side, "_home", [])
    monkeypatch.setattr(deciding_side, "REPEATS", 1)
    assert deciding_side.build(60) == 60
    assert deciding_side.query("list")["found"]
    assert deciding_side.masking(5)["questions"]
    assert deciding_side.decisions()["loaded"] > 0


def test_pages_about_people_can_be_measured(fresh_house, monkeypatch):
    monkeypatch.setattr(deciding_side, "_home", [])
    monkeypatch.setattr(deciding_pages, "TURNS", 1)
    assert deciding_pages.build(60) == 60
    with_the_law = deciding_pages.page("/people/TOLD/")
    assert with_the_law["questions"] > with_the_law["peer_questions"] > 0


def test_locking_and_changing_keys_can_be_measured(fresh_house, monkeypatch):
    monkeypatch.setattr(locking_side, "LEAST_S", 0.001)
    locking_side.build(3)
    assert locking_side.cipher(20)["open_ours"] > 0
    for measure in (locking_side.one, locking_side.list, locking_side.save):
        assert measure()["questions"]
    assert locking_side.rotate("circle")


def test_the_way_from_an_ask_to_its_people_can_be_measured(fresh_house, monkeypatch):
    monkeypatch.setattr(matching_page_side, "_home", [])
    monkeypatch.setattr(matching_page_side, "REPEATS", 1)
    assert matching_page_side.build(30) == 30
    assert matching_page_side.measure("anew")["plain"] > 0


def test_keeping_a_chat_in_step_can_be_measured(fresh_house, monkeypatch, settings):
    settings.OUTGOING_NEAR = []
    chat_in_step_side.build(rooms=2, members=3)
    for measure in (chat_in_step_side.begin, chat_in_step_side.look, chat_in_step_side.look_again):
        assert measure()["calls"]
    chat_in_step_side._world.serving.__exit__(None, None, None)


def test_whatever_a_benchmark_asks_a_side_for_is_there_and_takes_what_it_is_given():
    asked = [call for module in sorted(Path("tests/bench").glob("*.py")) for call in _asked(module)]
    assert len(asked) > 40
    for where, what, given in asked:
        able = any(_takes(getattr(side, what, None), given) for side in SIDES)
        assert able, f"{where} asks for {what}({', '.join(sorted(given))}), which no side can do."


def _asked(module: Path) -> list[tuple[str, str, set[str]]]:
    """Every `side.ask("what", given=...)` of a benchmark."""
    calls = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    return [
        (f"{module.name}:{call.lineno}", call.args[0].value, {word.arg for word in call.keywords if word.arg})
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "ask"
        if len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
    ]


def _takes(function: object, given: set[str]) -> bool:
    return callable(function) and given <= set(inspect.signature(function).parameters)
