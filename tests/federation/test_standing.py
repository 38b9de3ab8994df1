"""A circle's life stages, and the checklists both sides see."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from shared_apps.federation import stages
from shared_apps.federation.actors import StewardOf
from shared_apps.federation.models import CircleFact, StageChange, Standing, Tick
from shared_apps.federation.services import agreements, facts, standing

ON = date(2026, 3, 1)


def tick_everything(circle_id, stage, nadia, steward):
    for item in stages.CHECKLISTS[stage]:
        if not item.proof:
            standing.tick(circle_id, item.code, by=steward if item.side == stages.CIRCLE else nadia)


def put_on_record(circle_id, nadia, steward):
    agreements.sign(agreements.current(), circle_id, name="Cora W", by=steward, person_id=steward.id)
    for kind, value in [("mode", "hosted"), ("controller", "national")]:
        facts.note(circle_id, kind, value, by=nadia, from_on=ON, evidence="Letter of 1 March")


def test_a_circle_opens_when_everything_on_its_checklist_is_met(forming, nadia, cora_there):
    tick_everything(forming, "open_hosted", nadia, cora_there)
    assert [item.proof for item in standing.missing(forming, "open_hosted")] == ["agreement", "mode", "controller"]
    put_on_record(forming, nadia, cora_there)
    assert standing.missing(forming, "open_hosted") == []
    standing.move_stage(forming, "open_hosted", by=nadia, why="All is ready.")
    assert standing.of_circle(forming).stage == "open_hosted"
    assert [(c.from_stage, c.to_stage) for c in standing.history(forming)] == [
        ("", "forming"),
        ("forming", "open_hosted"),
    ]


def test_while_something_is_missing_it_stays_and_every_missing_thing_is_named(forming, nadia):
    with pytest.raises(RuleBroken) as no:
        standing.move_stage(forming, "open_hosted", by=nadia, why="We are in a hurry.")
    assert no.value.code == "checklist"
    assert len(no.value.errors[""]) == len(stages.CHECKLISTS["open_hosted"])
    assert standing.of_circle(forming).stage == "forming"


def test_each_side_ticks_its_own_and_never_the_other_sides(forming, nadia, noah, cora_there, clapton):
    from_clapton = StewardOf(circle_id=clapton.id, id=cora_there.id)
    for who in (nadia, from_clapton, SYSTEM):
        with pytest.raises(NotAllowed):
            standing.tick(forming, "open.safeguarding", by=who)
    for who in (cora_there, noah):
        with pytest.raises(NotAllowed):
            standing.tick(forming, "open.insured", by=who)
    assert not Tick.objects.exists()


def test_a_tick_says_who_and_when_and_can_be_taken_back(forming, cora_there):
    standing.tick(forming, "open.safeguarding", by=cora_there)
    standing.tick(forming, "open.safeguarding", by=cora_there)
    assert Tick.objects.count() == 1
    found = {each.item.code: each for each in standing.checklist(forming, "open_hosted")}
    assert found["open.safeguarding"].by_id == cora_there.id
    assert found["open.safeguarding"].at is not None
    standing.tick(forming, "open.safeguarding", by=cora_there, done=False)
    assert "open.safeguarding" in {item.code for item in standing.missing(forming, "open_hosted")}
    assert Tick.objects.count() == 2


def test_what_is_proved_is_not_ticked_by_hand_and_what_is_on_no_list_does_not_exist(forming, nadia, cora_there):
    with pytest.raises(RuleBroken, match="on record"):
        standing.tick(forming, "open.agreement", by=cora_there)
    with pytest.raises(NotFound):
        standing.tick(forming, "open.sesame", by=nadia)


def test_there_are_moves_nobody_makes(forming, nadia, noah, cora_there):
    with pytest.raises(Conflict, match="does not go"):
        standing.move_stage(forming, "idea", by=nadia, why="It is over.")
    for who in (noah, cora_there):
        with pytest.raises(NotAllowed):
            standing.move_stage(forming, "closed", by=who, why="It is over.")
    with pytest.raises(RuleBroken):
        standing.move_stage(forming, "closed", by=nadia, why=" ")


def test_moving_twice_is_moving_once_and_beginning_twice_changes_nothing(forming, nadia, cora_there):
    tick_everything(forming, "closed", nadia, cora_there)
    for _ in range(2):
        standing.move_stage(forming, "closed", by=nadia, why="Nobody came.")
    standing.begin(forming, "idea", by=SYSTEM)
    assert Standing.objects.get(pk=forming).stage == "closed"
    assert StageChange.objects.filter(circle_id=forming).count() == 2


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_written_down_stays_whatever_the_code_says(forming, nadia, change):
    facts.note(forming, "vat", "outside", by=nadia, from_on=ON, evidence="Told by Fin")
    for model in (StageChange, CircleFact):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            model.objects.update(by_kind="x") if change == "update" else model.objects.all()._raw_delete("default")


def test_every_move_leads_to_a_known_stage_and_every_checklist_item_belongs_to_one_side():
    assert set(stages.MOVES) == set(stages.CHECKLISTS) == set(Standing.Stage.values)
    assert all(to in stages.MOVES for moves in stages.MOVES.values() for to in moves)
    for item in stages.every_item():
        assert item.side in stages.SIDES
        assert len(item.code) <= 60
