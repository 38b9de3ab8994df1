"""The questions as data: codes that can be relied on, each declared to privacy, and the circle's own words."""

import re

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.sections import Audience, Class, section_called
from tenant_apps.profiles import questions
from tenant_apps.profiles.questions import FACETS, ORDER, QUESTIONS
from tenant_apps.profiles.services import keep_answer, retire_term, set_term
from tenant_apps.profiles.shape import Part
from tenant_apps.profiles.vocabulary import vocabulary
from tenants.context import in_circle

CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.code)
def test_every_question_has_stable_codes_and_a_section_of_its_own(question):
    section = section_called(question.section)
    assert section.code == question.section
    assert section.klass is question.klass
    parts = [question.slug, *(prompt.code for prompt in question.prompts), *(field.code for field in question.rows)]
    assert all(CODE.fullmatch(part) for part in parts)
    assert question.prompts or question.facets or question.rows
    assert all(field.facet in FACETS for field in question.rows if field.facet)


def test_no_two_terms_of_a_facet_and_no_two_questions_share_a_code():
    assert len({(question.part, question.slug) for question in QUESTIONS.values()}) == len(QUESTIONS)
    for facet in FACETS.values():
        codes = [term.code for term in facet.terms]
        assert len(codes) == len(set(codes)), facet.code
        assert all(CODE.fullmatch(code) for code in codes)


def test_needs_and_offers_speak_of_the_same_tasks_so_that_they_can_be_matched():
    needs, offers = questions.SUPPORT.facets[0], questions.OFFERS.facets[0]
    assert needs.code == offers.code
    assert [term.code for term in needs.terms] == [term.code for term in offers.terms]


def test_what_the_law_calls_special_is_special_and_nobody_elses_by_default():
    for question in (questions.HEALTH, questions.CULTURE, questions.COMMUNICATION, questions.KEYS, questions.LIVED):
        assert question.klass is Class.SPECIAL
    assert section_called(questions.KEYS.section).ceiling is Audience.ONLY_ME
    assert questions.EMERGENCY.klass is Class.SAFETY
    assert {question.code for question in QUESTIONS.values() if question.sealed} == {
        "getting.health",
        "getting.keys",
        "me.emergency",
    }


def test_that_somebody_gets_support_is_told_to_no_more_than_their_team_by_default():
    getting = [question for question in QUESTIONS.values() if question.part is Part.GETTING]
    assert all(question.default <= Audience.TEAM for question in getting)


def test_what_belongs_to_the_person_is_asked_in_both_profiles():
    mine = {question.code for question in QUESTIONS.values() if question.part is Part.ME}
    for asked in ORDER.values():
        assert mine <= {question.code for question in asked}


@pytest.mark.django_db
def test_a_circle_adds_a_term_says_it_in_welsh_and_retires_it(calderdale, cast):
    with in_circle(calderdale):
        said = {"en-gb": "Brass bands", "cy": "Bandiau pres", "xx": "?"}
        term = set_term("interests", said, by=cast.cora)
        assert term.code == "x-brass-bands"
        assert term.labels == {"en-gb": "Brass bands", "cy": "Bandiau pres"}
        from django.utils import translation

        with translation.override("cy"):
            assert vocabulary().says("interests", term.code) == "Bandiau pres"
        with translation.override("pl"):
            assert vocabulary().says("interests", term.code) == "Brass bands"
        ticked = {"facets": {"interests": [term.code]}}
        answer = keep_answer(cast.iris, questions.INTERESTS, ticked, seen=0, by=cast.iris)
        retire_term(term, by=cast.cora)
        assert term.code not in dict(vocabulary().choices("interests"))
        assert term.code in dict(vocabulary().choices("interests", answer.draft["facets"]["interests"]))
        assert set_term("interests", {"en-gb": "Brass bands"}, by=cast.cora).code == "x-brass-bands-2"
        with pytest.raises(Conflict):
            retire_term(term, by=cast.cora)


@pytest.mark.django_db
def test_a_circle_says_one_of_our_terms_in_its_own_words_and_others_may_not(calderdale, cast):
    with in_circle(calderdale):
        set_term("tasks", {"en-gb": "A brew and a natter"}, code="company", by=cast.cora)
        assert vocabulary().says("tasks", "company") == "A brew and a natter"
        assert vocabulary().codes["tasks"].count("company") == 1
        with pytest.raises(NotAllowed):
            set_term("tasks", {"en-gb": "x"}, code="company", by=cast.iris)
        with pytest.raises(RuleBroken):
            set_term("tasks", {"en-gb": "  "}, by=cast.cora)


@pytest.mark.django_db
def test_two_things_to_tick_are_never_called_the_same_and_none_turns_the_page_around(calderdale, cast):
    with in_circle(calderdale):
        ours = vocabulary().says("interests", next(iter(vocabulary().offered["interests"])))
        for said, code in (({"en-gb": ours.upper()}, "twin"), ({"en-gb": "a\u202eb"}, "control_signs")):
            with pytest.raises(RuleBroken) as refused:
                set_term("interests", said, by=cast.cora)
            assert refused.value.code == code
        set_term("interests", {"en-gb": "No onions"}, by=cast.cora)
        with pytest.raises(RuleBroken, match="of that name"):
            set_term("interests", {"en-gb": "no onions"}, by=cast.cora)


@pytest.mark.django_db
def test_a_training_was_got_before_today_and_before_it_runs_out(calderdale, cast):
    course = next(iter(FACETS["courses"].terms)).code

    def kept(**days: str) -> dict[str, list[str]]:
        rows = {"rows": [{"course": course, **days}]}
        with in_circle(calderdale), pytest.raises(RuleBroken) as refused:
            keep_answer(cast.otto, questions.TRAINING, rows, seen=0, by=cast.otto)
        return refused.value.errors

    assert kept(got_on="2999-01-01") == {"row_0_got_on": ["“Got on” lies in the future."]}
    (sentence,) = kept(got_on="2025-05-01", expires_on="2025-04-30")["row_0_expires_on"]
    assert "before the day it began" in sentence


@pytest.mark.django_db
def test_a_date_of_birth_lies_neither_in_the_future_nor_too_long_ago_and_is_for_the_team_at_first(
    calderdale, cast, browser_of
):
    iris, address = browser_of(calderdale, cast.iris), "/me/profile/getting/birthday/"
    api = "/api/v1/me/profile/me.birthday/"
    for day, sentence in [("2999-01-01", "lies in the future"), ("1850-01-01", "lies too long ago to be right")]:
        sent = {"seen": "0", "how_many": "1", "row_0_born_on": day, "words_words": "Tea", "go": "on"}
        page = iris.post(address, sent)
        assert page.status_code == 422
        assert sentence in page.text
        assert "Tea" in page.text, "nothing that was typed is lost"
        told = iris.put(api, {"seen": 0, "answer": {"rows": [{"born_on": day}]}}, content_type="application/json")
        assert told.status_code == 422
        assert sentence in told.text
    twice = {"seen": 0, "answer": {"rows": [{"born_on": "1944-05-12"}, {"born_on": "1945-05-12"}]}}
    assert "one line for this" in iris.put(api, twice, content_type="application/json").text
    assert iris.post(address, {"seen": "0", "how_many": "1", "row_0_born_on": "1944-05-12"}).status_code == 302
    assert "1944-05-12" in iris.get(address).text
    assert section_called("profiles.me.birthday").default is Audience.TEAM
