"""The pages on which people write their profiles and read those of others."""

import re

import pytest

from tenant_apps.helping import services as helping
from tenant_apps.people.services import add_person
from tenant_apps.profiles import questions
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.questions import ORDER
from tenant_apps.profiles.services import keep_answer, make_form, show_answers
from tenant_apps.profiles.shape import Kind
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
DAYS = questions.DAYS_GETTING
ADDRESS = "/me/profile/getting/days/"


def said(**words: str) -> dict:
    return {"words": words}


def held(person, question=DAYS) -> Answer:
    return Answer.objects.get(person=person, question=question.code)


def test_iris_answers_one_question_a_page_stops_looks_at_it_and_shows_it(browser_of, calderdale, cast):
    browser = browser_of(calderdale, cast.iris)
    page = browser.get(ADDRESS)
    assert "Question 2 of 20" in page.text
    after = browser.post(ADDRESS, {"seen": "0", "words_good": "Sun and a chat", "go": "on"})
    assert after["Location"] == "/me/profile/getting/matters/"
    after = browser.post(
        "/me/profile/getting/matters/", {"seen": "0", "facet_matters": ["family", "say"], "go": "stop"}
    )
    assert after["Location"] == "/me/profile/getting/?saved=1"
    check = browser.get("/me/profile/getting/check/")
    assert "Sun and a chat" in check.text
    numbers = dict(re.findall(r'name="(seen_[\w.-]+)" value="(\d+)"', check.text))
    assert len(numbers) == 2
    assert browser.post("/me/profile/getting/check/", numbers)["Location"] == "/me/profile/getting/?shown=1"
    with in_circle(calderdale):
        assert held(cast.iris).is_shown
    assert "Sun and a chat" in browser.get(f"/people/{cast.iris.pk}/").text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_question_opens_and_what_was_kept_stands_in_it_again(browser_of, calderdale, cast, kind):
    browser = browser_of(calderdale, cast.otto)
    for question in ORDER[kind]:
        address = f"/me/profile/{kind}/{question.slug}/"
        page = browser.get(address)
        assert page.status_code == 200, question.code
        typed = {"seen": "0", "go": "stop", "how_many": "2"}
        for prompt in question.prompts:
            typed[f"words_{prompt.code}"] = f"Something about {prompt.code}"
        for facet in question.facets:
            typed[f"facet_{facet.code}"] = facet.terms[0].code
        for field in question.rows:
            samples = {
                "choice": lambda field=field: questions.FACETS[field.facet].terms[0].code,
                "day": lambda: "2025-03-01",
            }
            typed[f"row_0_{field.code}"] = samples.get(field.column, lambda: "12")()
        if question.has_week:
            typed |= {"week_tue_0_from": "09:00", "week_tue_0_to": "12:30"}
        with in_circle(calderdale):
            known = Answer.objects.filter(person=cast.otto, question=question.code).first()
            typed["seen"] = str(known.number if known else 0)
        assert browser.post(address, typed).status_code == 302, question.code
        again = browser.get(address).text
        for prompt in question.prompts:
            assert f"Something about {prompt.code}" in again
        if question.has_week:
            assert 'value="12:30"' in again


def test_somebody_else_wrote_meanwhile_and_both_versions_are_shown(browser_of, calderdale, cast):
    with in_circle(calderdale):
        keep_answer(cast.iris, DAYS, {"words": {"good": "A walk by the canal"}}, seen=0, by=cast.cora)
    browser = browser_of(calderdale, cast.iris)
    answer = browser.post(ADDRESS, {"seen": "0", "words_good": "Cake with Adah"})
    assert answer.status_code == 409
    assert "A walk by the canal" in answer.text
    assert "Cake with Adah" in answer.text
    assert 'name="seen" value="1"' in answer.text
    assert browser.post(ADDRESS, {"seen": "1", "words_good": "Cake with Adah"}).status_code == 302
    assert "A walk by the canal" in browser.get("/me/profile/getting/history/").text


def test_whoever_takes_down_learns_nothing_not_even_whether_there_is_an_answer(browser_of, calderdale, cast):
    cora, base = browser_of(calderdale, cast.cora), f"/circle/members/{cast.iris.pk}/profile/getting/"
    pages = ["", "days/", "check/"]

    def pages_read() -> list[str]:
        return [
            re.sub(r'csrf\S+ value="\w+"|nonce="\S+"|/people/\S+', "", cora.get(base + page).text) for page in pages
        ]

    before = pages_read()
    with in_circle(calderdale):
        keep_answer(cast.iris, DAYS, {"words": {"good": "A secret picnic"}}, seen=0, by=cast.iris)
        show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
    assert pages_read() == before
    assert cora.post(f"{base}days/", {"seen": "0", "words_good": "Sun", "go": "stop"}).status_code == 302
    assert "Sun" in cora.get(f"{base}days/").text, "what she wrote herself she may see"
    with in_circle(calderdale):
        answer = held(cast.iris)
        assert (answer.shown, answer.draft) == (said(good="A secret picnic"), said(good="A secret picnic"))
        assert answer.versions.get(waits=True).held == said(good="Sun")
    assert "Sun" in cora.get(f"{base}check/").text, "as it would stand there if there were nothing else"
    browser_of(calderdale, cast.iris).post(ADDRESS, {"seen": "3", "words_good": "Another secret", "go": "stop"})
    assert "secret" not in cora.get(f"{base}days/").text


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(browser_of, calderdale, cast):
    browser = browser_of(calderdale, cast.sol)
    typed = {"seen": "0", "week_mon_0_from": "25:00", "week_mon_0_to": "x", "words_words": "Not on Fridays"}
    page = browser.post("/me/profile/giving/times/", typed)
    assert page.status_code == 422
    assert "Say from when to when" in page.text
    assert "Not on Fridays" in page.text
    page = browser.post("/me/profile/giving/offers/", {"seen": "0", "facet_tasks": ["rocket-science"]})
    assert page.status_code == 422


def test_sol_is_beside_iris_and_both_are_written_down(browser_of, calderdale, cast):
    browser = browser_of(calderdale, cast.iris)
    page = browser.get("/me/profile/together/")
    helper = re.search(r'name="person" value="([0-9a-f-]{36})"', page.text)
    assert helper is not None
    assert browser.post("/me/profile/together/", {"person": helper[1]}).status_code == 302
    assert "is with you" in browser.get(ADDRESS).text
    browser.post(ADDRESS, {"seen": "0", "words_good": "Sun"})
    with in_circle(calderdale):
        version = Version.objects.get(answer=held(cast.iris))
        assert (version.how, str(version.beside_id)) == ("together", helper[1])
    browser.post("/me/profile/together/", {"do": "alone"})
    assert "is with you" not in browser.get(ADDRESS).text


def test_nobody_else_finds_the_desk_of_somebody_elses_profile(browser_of, calderdale, cast):
    for who in (cast.sol, cast.adah, cast.otto, cast.fin, cast.june):
        browser = browser_of(calderdale, who)
        assert browser.get(f"/circle/members/{cast.iris.pk}/profile/").status_code == 404
        assert browser.post(f"/circle/members/{cast.iris.pk}/profile/getting/days/", {"seen": "0"}).status_code == 404


def test_a_stranger_reads_what_was_shared_with_the_circle_and_nothing_else(browser_of, calderdale, cast):
    with in_circle(calderdale):
        for question, words in (
            (questions.ABOUT_GIVING, "Grew up in Todmorden"),
            (questions.LIVED, "Cared for my mum"),
        ):
            code = question.prompts[0].code
            answer = Answer.objects.filter(person=cast.cora, question=question.code).first()
            seen = answer.number if answer else 0
            number = keep_answer(cast.cora, question, {"words": {code: words}}, seen=seen, by=cast.cora).number
            show_answers(cast.cora, {question: number}, by=cast.cora)
    page = browser_of(calderdale, cast.otto).get(f"/people/{cast.cora.pk}/")
    assert page.status_code == 200
    assert "Grew up in Todmorden" in page.text
    assert "Cared for my mum" not in page.text
    assert browser_of(calderdale, cast.otto).get(f"/people/{cast.iris.pk}/").status_code == 404


def test_a_draft_is_read_by_nobody_else(browser_of, calderdale, cast):
    with in_circle(calderdale):
        keep_answer(cast.cora, questions.OFFERS, {"words": {"gladly": "Sing a duet"}}, seen=0, by=cast.cora)
    assert "duet" not in browser_of(calderdale, cast.otto).get(f"/people/{cast.cora.pk}/").text


def test_a_printed_form_comes_back_for_iris_and_for_cora_and_for_nobody_else(browser_of, calderdale, cast):
    page = browser_of(calderdale, cast.iris).get("/me/profile/getting/paper/?look=easy&question=days")
    code = re.search(r"[FHKLMQRWY234679]{4}-[FHKLMQRWY234679]{4}", page.text)[0]
    again = browser_of(calderdale, cast.iris).get("/me/profile/getting/paper/?look=large&question=days")
    assert code in again.text
    answer = browser_of(calderdale, cast.iris).post("/profile/form/", {"code": code.lower()})
    back = browser_of(calderdale, cast.iris).get(answer["Location"])
    assert back["Location"] == ADDRESS
    cora = browser_of(calderdale, cast.cora)
    there = cora.get(f"/profile/form/{code}/")["Location"]
    assert there == f"/circle/members/{cast.iris.pk}/profile/getting/days/"
    assert "wrote on paper" in cora.get(there).text
    cora.post(there, {"seen": "0", "words_good": "Sun", "go": "stop"})
    with in_circle(calderdale):
        assert Version.objects.get(answer=held(cast.iris)).how == "paper"
    assert browser_of(calderdale, cast.sol).post("/profile/form/", {"code": code}).status_code == 422
    assert browser_of(calderdale, cast.sol).get(f"/profile/form/{code}/").status_code == 404


@pytest.mark.parametrize("look", ["large", "easy"])
@pytest.mark.parametrize("blank", ["", "&blank=1"])
def test_every_profile_prints_filled_in_and_to_be_filled_in_and_door_codes_stay_off_paper(
    browser_of, calderdale, cast, look, blank
):
    with in_circle(calderdale):
        keep_answer(cast.iris, questions.KEYS, {"words": {"code": "4711"}}, seen=0, by=cast.iris)
        keep_answer(cast.iris, DAYS, {"words": {"good": "Sun"}}, seen=0, by=cast.iris)
    page = browser_of(calderdale, cast.iris).get(f"/me/profile/getting/paper/?look={look}{blank}")
    assert page.status_code == 200
    assert "4711" not in page.text
    assert ("Sun" in re.sub(r"Sunday", "", page.text)) == (not blank)


def test_what_was_last_checked_long_ago_is_asked_about_and_said_to_be_still_right(browser_of, calderdale, cast):
    from datetime import timedelta

    from tenant_apps.people.models import today

    with in_circle(calderdale):
        keep_answer(cast.iris, DAYS, {"words": {"good": "Sun"}}, seen=0, by=cast.iris)
        show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
        Answer.objects.filter(person=cast.iris, question=DAYS.code).update(checked_on=today() - timedelta(days=400))
    browser = browser_of(calderdale, cast.iris)
    assert "1 answer was not looked at" in browser.get("/me/profile/").text
    assert "A good day" in browser.get("/me/profile/still-right/").text
    browser.post("/me/profile/getting/days/change/", {"do": "right"})
    assert "1 answer was not looked at" not in browser.get("/me/profile/").text


def test_somebody_without_an_account_has_a_profile_that_cora_writes_and_shows(browser_of, calderdale, cast):
    with in_circle(calderdale):
        nell = add_person("Nell Heronmark", by=cast.cora)
        make_form(nell, Kind.GETTING, by=cast.cora)
    cora, base = browser_of(calderdale, cast.cora), f"/circle/members/{nell.pk}/profile/"
    assert cora.get(base).status_code == 200
    cora.post(f"{base}getting/days/", {"seen": "0", "words_good": "Sun", "go": "stop"})
    assert cora.post(f"{base}getting/check/", {"seen_getting.days": "1"}).status_code == 302
    with in_circle(calderdale):
        assert held(nell).is_shown


def test_adah_acts_for_iris_as_far_as_she_may_and_both_names_stand_in_every_version(browser_of, calderdale, cast):
    adah = browser_of(calderdale, cast.adah)
    with in_circle(calderdale):
        keep_answer(cast.iris, questions.HEALTH, {"words": {"signs": "Goes pale"}}, seen=2, by=cast.iris)
        authority = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        helping.accept(authority, by=cast.adah)
    assert adah.post(f"/helping/{authority.pk}/begin/").status_code == 302
    assert adah.post(ADDRESS, {"seen": "0", "words_good": "Sun", "go": "stop"}).status_code == 302
    with in_circle(calderdale):
        version = Version.objects.get(answer=held(cast.iris))
        assert (version.how, version.by_id, version.authority) == ("behalf", cast.adah.pk, authority.pk)
    history = adah.get("/me/profile/getting/history/").text
    assert "on their behalf" in history
    assert "Only you see this page" not in history
    assert f"Only {cast.iris.called} sees this page" in history
    assert "pale" not in adah.get("/me/profile/getting/health/").text, "she acts about care, not about health"
    assert adah.post("/me/profile/getting/health/", {"seen": "3", "words_signs": "x"}).status_code == 403
    with in_circle(calderdale):
        helping.end(authority, why="withdrawn", by=cast.iris)
    assert adah.post(ADDRESS, {"seen": "1", "words_good": "Rain"}).status_code == 409, "it ended in mid form"


def test_a_copy_to_read_with_no_signal_needs_nothing_of_ours_and_holds_no_door_code(browser_of, calderdale, cast):
    with in_circle(calderdale):
        keep_answer(cast.iris, questions.KEYS, {"words": {"code": "4711"}}, seen=0, by=cast.iris)
        keep_answer(cast.iris, DAYS, {"words": {"good": "Sun"}}, seen=0, by=cast.iris)
    copy = browser_of(calderdale, cast.iris).get("/me/profile/getting/copy/")
    assert copy["Content-Disposition"] == 'attachment; filename="profile-getting.html"'
    assert "Sun" in copy.text
    assert "4711" not in copy.text
    assert not re.search(r"(src|href|action)=|<script|<style", copy.text)


def test_a_profile_costs_the_same_however_much_it_holds(browser_of, calderdale, cast, django_assert_max_num_queries):
    with in_circle(calderdale):
        for question in ORDER[Kind.GETTING]:
            if question.prompts and question.slug not in ("about", "health"):
                said = {"words": {question.prompts[0].code: "Something"}}
                number = keep_answer(cast.iris, question, said, seen=0, by=cast.iris).number
                show_answers(cast.iris, {question: number}, by=cast.iris)
    browser = browser_of(calderdale, cast.iris)
    browser.get(f"/people/{cast.iris.pk}/")
    with django_assert_max_num_queries(14):
        assert browser.get(f"/people/{cast.iris.pk}/").status_code == 200
    with django_assert_max_num_queries(14):
        assert browser.get("/me/profile/getting/check/").status_code == 200


def test_each_question_leads_to_who_sees_it(browser_of, calderdale, cast):
    browser = browser_of(calderdale, cast.iris)
    page = browser.get("/me/profile/getting/matters/")
    address = re.search(r'href="(/me/privacy/[^"]+)"', page.text)[1]
    assert browser.get(address).status_code == 200
