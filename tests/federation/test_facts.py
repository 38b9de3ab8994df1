"""What a circle is before the law: dated, with evidence, never edited."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from kernel.errors import Conflict, NotAllowed, RuleBroken
from shared_apps.federation import modes
from shared_apps.federation.facts import VALUES
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import facts

SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def note(circle_id, by, value="hosted", **more):
    more = {"from_on": SPRING, "evidence": "Minutes of 24 February"} | more
    return facts.note(circle_id, "mode", value, by=by, **more)


def test_a_fact_holds_from_its_first_day_until_just_before_its_last(forming, nadia):
    note(forming, nadia, until_on=SUMMER)
    assert facts.mode_of(forming, on=date(2026, 2, 28)) is modes.UNKNOWN
    assert facts.mode_of(forming, on=SPRING).mode == "hosted"
    assert facts.mode_of(forming, on=date(2026, 5, 31)).mode == "hosted"
    assert facts.mode_of(forming, on=SUMMER) is modes.UNKNOWN


def test_a_fact_that_starts_later_takes_over(forming, nadia):
    note(forming, nadia, "community")
    note(forming, nadia, "hosted", from_on=SUMMER)
    assert facts.mode_of(forming, on=SPRING).mode == "community"
    assert facts.mode_of(forming, on=AUTUMN).mode == "hosted"


def test_putting_right_adds_a_line_and_keeps_the_old_one(forming, nadia):
    wrong = note(forming, nadia, "registered")
    facts.correct(wrong, by=nadia, value="hosted", evidence="It was the national co-op's registration")
    assert facts.mode_of(forming, on=SPRING).mode == "hosted"
    lines = [(f.value, f.corrects_id) for f in facts.history(forming) if f.from_on == SPRING]
    assert lines == [("registered", None), ("hosted", wrong.pk)]
    with pytest.raises(Conflict):
        facts.correct(wrong, by=nadia, value="community", evidence="No")


def test_a_fact_that_was_never_so_is_withdrawn(forming, nadia):
    before = CircleFact.objects.count()
    wrong = note(forming, nadia, "registered")
    facts.correct(wrong, by=nadia, withdraw=True, evidence="That was another circle")
    assert facts.mode_of(forming, on=SPRING) is modes.UNKNOWN
    assert CircleFact.objects.count() == before + 2


def test_without_evidence_or_with_an_answer_nobody_knows_nothing_is_written(forming, nadia, noah, cora_there):
    before = CircleFact.objects.count()
    with pytest.raises(ValidationError):
        note(forming, nadia, evidence="  ")
    with pytest.raises(RuleBroken):
        note(forming, nadia, "splendid")
    with pytest.raises(ValidationError):
        note(forming, nadia, until_on=SPRING)
    for who in (noah, cora_there):
        with pytest.raises(NotAllowed):
            note(forming, who)
    assert CircleFact.objects.count() == before


def test_every_mode_says_what_it_means_and_the_unknown_one_allows_least():
    for mode in modes.Mode:
        meaning = modes.meaning_of(mode)
        assert modes.UNKNOWN.may <= meaning.may
        assert meaning.in_words
        assert meaning.says_publicly
    assert modes.meaning_of("something new") is modes.UNKNOWN
    assert not modes.may("introductory", modes.Ability.DIRECT_CARE)
    assert "Introductory" in str(modes.why_not("introductory", modes.Ability.DIRECT_CARE))
    assert set(VALUES) == set(CircleFact.Kind.values)
