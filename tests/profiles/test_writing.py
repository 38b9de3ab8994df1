"""People write their profiles, others help them, and nothing anybody wrote is lost."""

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.journal.models import Entry
from tenant_apps.profiles import questions
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.services import (
    AnswerChanged,
    Hand,
    hide_answer,
    keep_answer,
    put_back,
    say_still_right,
    show_answers,
)
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
DAYS, SUPPORT, HEALTH, EMERGENCY, TIMES, RATES = (
    questions.DAYS_GETTING,
    questions.SUPPORT,
    questions.HEALTH,
    questions.EMERGENCY,
    questions.TIMES_GIVING,
    questions.RATES,
)


@pytest.fixture(autouse=True)
def _at_home(calderdale, cast):
    with in_circle(calderdale):
        yield


def said(**words: str) -> dict:
    return {"words": words}


def test_iris_writes_a_draft_shows_it_and_says_later_that_it_is_still_right(cast):
    answer = keep_answer(cast.iris, DAYS, said(good="Sun and a chat"), seen=0, by=cast.iris)
    assert (answer.has_draft, answer.is_shown, answer.shown) == (True, False, {})
    assert show_answers(cast.iris, {DAYS: answer.number}, by=cast.iris) == 1
    answer.refresh_from_db()
    assert answer.shown == {"words": {"good": "Sun and a chat"}}
    assert not answer.has_draft
    say_still_right(cast.iris, DAYS, by=cast.iris)
    told = Version.objects.filter(answer=answer).values_list("what", "how")
    assert list(told) == [("checked", "own"), ("shown", "own"), ("kept", "own")]


def test_the_journal_says_which_question_and_never_the_answer(cast):
    keep_answer(cast.iris, DAYS, said(good="Sun and a chat"), seen=0, by=cast.iris)
    entry = Entry.objects.filter(event="profiles.AnswerKept").latest("id")
    assert entry.payload["question"] == "getting.days"
    assert "Sun" not in str(entry.payload)


def test_of_two_who_write_at_once_neither_overwrites_the_other(cast):
    first = keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.iris)
    with pytest.raises(AnswerChanged) as second:
        keep_answer(cast.iris, DAYS, said(good="Rain"), seen=0, by=cast.iris, hand=Hand(beside=cast.sol))
    assert second.value.answer.draft == {"words": {"good": "Sun"}}
    after = keep_answer(cast.iris, DAYS, said(good="Sun, and rain"), seen=first.number, by=cast.iris)
    assert after.number == 2
    held = [version.held["words"]["good"] for version in Version.objects.filter(answer=after).select_related("answer")]
    assert held == ["Sun, and rain", "Sun"]


def test_sending_the_same_form_twice_makes_one_version(cast):
    for _time in range(2):
        keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.iris)
    assert Version.objects.filter(person=cast.iris, answer__question=DAYS.code).count() == 1


def test_do_it_with_me_writes_down_both(cast):
    keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.iris, hand=Hand(beside=cast.sol))
    version = Version.objects.get(person=cast.iris, answer__question=DAYS.code)
    assert (version.how, version.by_id, version.beside_id) == ("together", cast.iris.pk, cast.sol.pk)
    keep_answer(cast.otto, DAYS, said(good="Chess"), seen=0, by=cast.cora)
    version = Version.objects.get(person=cast.otto, answer__question=DAYS.code)
    assert (version.how, version.by_id, version.beside_id) == ("together", cast.cora.pk, cast.otto.pk)
    entry = Entry.objects.filter(event="profiles.AnswerKept").latest("id")
    assert entry.actor_id == cast.cora.pk
    assert entry.payload["beside_id"] == str(cast.otto.pk)


def test_what_cora_takes_down_stays_a_draft_until_iris_has_looked_at_it(cast):
    answer = keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.cora, hand=Hand(from_paper=True))
    assert Version.objects.get(answer=answer).how == "paper"
    with pytest.raises(NotAllowed):
        show_answers(cast.iris, {DAYS: 1}, by=cast.cora)
    assert show_answers(cast.iris, {DAYS: 1}, by=cast.iris) == 1


def test_for_somebody_without_an_account_cora_may_show_what_is_on_the_paper(cast):
    from kernel.actors import SYSTEM
    from tenant_apps.people.services import add_person

    nell = add_person("Nell Heronmark", by=SYSTEM)
    keep_answer(nell, DAYS, said(good="Sun"), seen=0, by=cast.cora, hand=Hand(from_paper=True))
    assert show_answers(nell, {DAYS: 1}, by=cast.cora, hand=Hand(from_paper=True)) == 1


@pytest.mark.parametrize("who", ["sol", "adah", "otto", "fin", "june"])
def test_nobody_else_writes_in_iriss_profile(cast, who):
    with pytest.raises(NotAllowed):
        keep_answer(cast.iris, DAYS, said(good="x"), seen=0, by=getattr(cast, who))
    assert not Answer.objects.filter(person=cast.iris, question=DAYS.code, has_draft=True).exists()


def test_what_was_taken_back_is_a_draft_again_and_an_older_version_can_be_taken_up(cast):
    answer = keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.iris)
    show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
    keep_answer(cast.iris, DAYS, said(good="Snow"), seen=2, by=cast.iris)
    first = Version.objects.get(answer=answer, number=1)
    answer = put_back(answer, first.pk, seen=3, by=cast.iris)
    assert answer.draft == {"words": {"good": "Sun"}}
    answer = hide_answer(cast.iris, DAYS, by=cast.iris)
    assert (answer.is_shown, answer.shown, answer.draft) == (False, {}, {"words": {"good": "Sun"}})
    with pytest.raises(Conflict):
        hide_answer(cast.iris, DAYS, by=cast.iris)


def test_an_emptied_answer_is_shown_to_nobody(cast):
    keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.iris)
    show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
    keep_answer(cast.iris, DAYS, said(good="  "), seen=2, by=cast.iris)
    show_answers(cast.iris, {DAYS: 3}, by=cast.iris)
    answer = Answer.objects.get(person=cast.iris, question=DAYS.code)
    assert (answer.is_shown, answer.shown) == (False, {})


def test_health_stands_in_the_database_in_cipher_only_in_every_version(cast):
    from django.db import connection

    words = said(words="Gets breathless on the stairs")
    answer = keep_answer(cast.otto, HEALTH, words, seen=0, by=cast.otto)
    show_answers(cast.otto, {HEALTH: 1}, by=cast.otto)
    with connection.cursor() as cursor:
        for table in ("profiles_answer", "profiles_version"):
            cursor.execute(f"SELECT t::text FROM {table} t WHERE person_id = %s", [cast.otto.pk])
            rows = " ".join(row[0] for row in cursor.fetchall())
            assert "breathless" not in rows
            assert b"breathless".hex() not in rows
    answer = Answer.objects.get(pk=answer.pk)
    assert answer.shown == words
    assert [version.held for version in answer.versions.select_related("answer")] == [words, words]


@pytest.mark.parametrize(
    ("question", "wrong", "field"),
    [
        (SUPPORT, {"facets": {"tasks": ["company", "rocket-science"]}}, "facet_tasks"),
        (SUPPORT, {"facets": {"food": ["vegan"]}}, ""),
        (DAYS, {"words": {"good": "x" * 4001}}, "words_good"),
        (TIMES, {"week": {"mon": [["9", "12:00"]]}}, "week_mon"),
        (TIMES, {"week": {"someday": [["09:00", "12:00"]]}}, ""),
        (TIMES, {"facets": {"how-far": ["15", "30"]}}, "facet_how-far"),
        (RATES, {"rows": [{"unit": "hour", "amount": "a lot"}]}, "row_0_amount"),
        (RATES, {"rows": [{"unit": "lightyear", "amount": "12"}]}, "row_0_unit"),
        (EMERGENCY, {"rows": [{"name": "Adah"}]}, "row_0_phone"),
        (EMERGENCY, {"rows": [{"name": "\u202eAdah", "phone": "1"}]}, "row_0_name"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence_beside_its_field(cast, question, wrong, field):
    with pytest.raises(RuleBroken) as refused:
        keep_answer(cast.iris, question, wrong, seen=0, by=cast.iris)
    assert field in refused.value.errors


def test_a_list_a_week_and_ticks_are_kept_as_plain_codes_and_pence(cast):
    answer = keep_answer(
        cast.sol,
        TIMES,
        {
            "week": {"mon": [["18:00", "22:00"], ["09:00", "12:30"]], "tue": []},
            "facets": {"travel": ["bicycle", "foot"]},
        },
        seen=0,
        by=cast.sol,
    )
    assert answer.draft == {
        "week": {"mon": [["09:00", "12:30"], ["18:00", "22:00"]]},
        "facets": {"travel": ["foot", "bicycle"]},
    }
    rates = keep_answer(cast.sol, RATES, {"rows": [{"unit": "hour", "amount": "£15.5"}]}, seen=0, by=cast.sol)
    assert rates.draft == {"rows": [{"unit": "hour", "amount": 1550}]}


def test_a_name_of_two_hundred_letters_and_words_from_right_to_left_are_kept_as_typed(cast):
    urdu = "میں ہر صبح چائے پیتی ہوں"
    row = {"name": "ا" * 200, "phone": "01632 960 001"}
    answer = keep_answer(cast.iris, EMERGENCY, {"rows": [row], "words": {"words": urdu}}, seen=0, by=cast.iris)
    assert Answer.objects.get(pk=answer.pk).draft == {"rows": [row], "words": {"words": urdu}}
