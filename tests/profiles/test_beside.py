"""What somebody writes down for another never takes the place of what they may not see: it waits beside it."""

import re

import pytest

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.helping import services as helping
from tenant_apps.people.services import add_person, give_hat
from tenant_apps.profiles import freshness, questions
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.services import (
    AnswerChanged,
    Chosen,
    Hand,
    choose_between,
    hide_answer,
    keep_answer,
    put_back,
    show_answers,
)
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
DAYS, KEYS, EMERGENCY = questions.DAYS_GETTING, questions.KEYS, questions.EMERGENCY
PAPER = Hand(from_paper=True)
ADDRESS = "/me/profile/getting/keys/"


def said(**words: str) -> dict:
    return {"words": words}


def of(person, question=KEYS) -> Answer:
    return Answer.objects.get(person=person, question=question.code)


@pytest.fixture
def code(calderdale, cast):
    """Iris let nobody but herself see the code of her door."""
    with in_circle(calderdale):
        answer = keep_answer(cast.iris, KEYS, said(code="4711"), seen=0, by=cast.iris)
        show_answers(cast.iris, {KEYS: answer.number}, by=cast.iris)


def waiting(person, question=KEYS) -> list[dict]:
    found = Version.objects.filter(person=person, answer__question=question.code, waits=True)
    return [version.held for version in found.select_related("answer")]


def test_an_empty_form_from_paper_changes_nothing_and_tells_nothing(browser_of, calderdale, cast, code):
    cora, page = browser_of(calderdale, cast.cora), f"/circle/members/{cast.iris.pk}/profile/getting/keys/"
    for slug in ("keys", "safe", "home"):
        address = page.replace("keys", slug)
        assert cora.post(address, {"seen": "0", "go": "on"}).status_code == 302
    assert "last checked on" not in cora.get(page).text
    with in_circle(calderdale):
        answer = of(cast.iris)
        assert (answer.number, answer.has_draft, answer.shown, waiting(cast.iris)) == (2, False, said(code="4711"), [])
    assert "4711" in browser_of(calderdale, cast.iris).get(ADDRESS).text


def test_what_cora_types_in_waits_beside_and_iris_is_shown_both_and_by_whom(browser_of, calderdale, cast, code):
    with in_circle(calderdale):
        answer = keep_answer(cast.iris, KEYS, said(code="9999"), seen=0, by=cast.cora, hand=PAPER)
        assert (answer.draft, waiting(cast.iris)) == (said(code="4711"), [said(code="9999")])
        assert freshness.hint(cast.iris).drafts == 1
    iris = browser_of(calderdale, cast.iris)
    assert "Two versions" in iris.get("/me/profile/getting/").text
    assert "Which one holds?" in iris.get("/me/profile/getting/check/").text
    page = iris.get(ADDRESS).text
    assert "9999" in page
    assert "4711" in page
    assert f"{cast.cora.called}, from a form on paper" in page
    version = re.search(r'value="both:([0-9a-f-]{36})"', page)[1]
    after = iris.post(f"{ADDRESS}change/", {"do": f"both:{version}", "seen": "2"})
    assert after["Location"] == ADDRESS
    with in_circle(calderdale):
        answer = of(cast.iris)
        assert answer.draft == said(code="4711\n\n9999")
        assert (answer.shown, waiting(cast.iris)) == (said(code="4711"), [])
    assert "Which one holds?" not in iris.get(ADDRESS).text


@pytest.mark.parametrize(("chosen", "code_then"), [(Chosen.OURS, "4711"), (Chosen.THEIRS, "9999")])
def test_iris_takes_one_of_the_two_and_the_other_stays_in_the_history(calderdale, cast, code, chosen, code_then):
    with in_circle(calderdale):
        keep_answer(cast.iris, KEYS, said(code="9999"), seen=0, by=cast.cora, hand=PAPER)
        laid = Version.objects.get(person=cast.iris, waits=True)
        answer = choose_between(of(cast.iris), laid.pk, chosen, seen=2, by=cast.iris)
        assert (answer.draft, answer.shown) == (said(code=code_then), said(code="4711"))
        told = [each.held for each in answer.versions.select_related("answer")]
        assert said(code="9999") in told
        assert said(code="4711") in told
        with pytest.raises(Conflict):
            choose_between(answer, laid.pk, chosen, seen=answer.number, by=cast.iris)


def test_the_draft_iris_is_writing_is_not_disturbed_and_her_open_page_still_saves(calderdale, cast):
    with in_circle(calderdale):
        begun = keep_answer(cast.iris, DAYS, said(good="Sun and"), seen=0, by=cast.iris)
        keep_answer(cast.iris, DAYS, said(good="Rain"), seen=0, by=cast.cora, hand=PAPER)
        after = keep_answer(cast.iris, DAYS, said(good="Sun and a chat"), seen=begun.number, by=cast.iris)
        assert after.draft == said(good="Sun and a chat")
        assert show_answers(cast.iris, {DAYS: after.number}, by=cast.iris) == 1
        assert waiting(cast.iris, DAYS) == [said(good="Rain")]


def test_cora_mends_her_own_slip_and_empties_what_she_laid_there(calderdale, cast, code):
    with in_circle(calderdale):
        for typed in ("9998", "9999"):
            keep_answer(cast.iris, KEYS, said(code=typed), seen=0, by=cast.cora, hand=PAPER)
        assert waiting(cast.iris) == [said(code="9999")]
        keep_answer(cast.iris, KEYS, {}, seen=0, by=cast.cora, hand=PAPER)
        assert waiting(cast.iris) == []
        assert of(cast.iris).draft == said(code="4711")


def test_only_iris_or_whoever_acts_for_her_chooses(calderdale, cast, code):
    with in_circle(calderdale):
        keep_answer(cast.iris, KEYS, said(code="9999"), seen=0, by=cast.cora, hand=PAPER)
        laid = Version.objects.get(person=cast.iris, waits=True)
        for person in (cast.cora, cast.sol, cast.adah):
            with pytest.raises(NotAllowed):
                choose_between(of(cast.iris), laid.pk, Chosen.THEIRS, seen=2, by=person)
        asked = helping.ask_for_help(cast.iris, cast.adah, ["care", "health"], until_on=None, by=cast.iris)
        helping.accept(asked, by=cast.adah)
        adah = OnBehalf(cast.adah, cast.iris.pk, asked.pk)
        assert choose_between(of(cast.iris), laid.pk, Chosen.THEIRS, seen=2, by=adah).draft == said(code="9999")


def test_for_somebody_without_an_account_nobody_publishes_over_what_they_cannot_see(calderdale, cast):
    with in_circle(calderdale):
        nell = add_person("Nell Heronmark", by=SYSTEM)
        first = keep_answer(nell, KEYS, said(code="4711"), seen=0, by=cast.cora, hand=PAPER)
        show_answers(nell, {KEYS: first.number}, by=cast.cora, hand=PAPER)
        give_hat(cast.sol, "coordinator", by=SYSTEM)
        answer = keep_answer(nell, KEYS, said(code="9999"), seen=0, by=cast.sol, hand=PAPER)
        with pytest.raises(NotAllowed):
            show_answers(nell, {KEYS: answer.number}, by=cast.sol, hand=PAPER)
        assert (of(nell).shown, waiting(nell)) == (said(code="4711"), [said(code="9999")])


def test_take_it_back_takes_what_others_read_and_loses_neither_it_nor_the_draft(browser_of, calderdale, cast, code):
    with in_circle(calderdale):
        keep_answer(cast.iris, KEYS, said(code="5000"), seen=2, by=cast.iris)
    page = browser_of(calderdale, cast.iris).get(ADDRESS).text
    assert page.index("What others read now") < page.index("Take it back") < page.index("words_code")
    with in_circle(calderdale):
        answer = hide_answer(cast.iris, KEYS, by=cast.iris)
        assert (answer.is_shown, answer.draft) == (False, said(code="5000"))
        assert waiting(cast.iris) == [said(code="4711")]
    assert "This is what you took back" in browser_of(calderdale, cast.iris).get(ADDRESS).text


def test_both_together_keep_every_line_and_tick_and_too_much_is_said(calderdale, cast):
    adah, june = {"name": "Adah", "phone": "01632 960 001"}, {"name": "June", "phone": "01632 960 002"}
    with in_circle(calderdale):
        keep_answer(cast.iris, EMERGENCY, {"rows": [adah]}, seen=0, by=cast.iris)
        keep_answer(cast.iris, EMERGENCY, {"rows": [adah, june]}, seen=0, by=cast.cora, hand=PAPER)
        for version in Version.objects.filter(person=cast.iris, waits=True):
            answer = choose_between(version.answer, version.pk, Chosen.BOTH, seen=1, by=cast.iris)
            assert answer.draft == {"rows": [adah, june]}
        keep_answer(cast.iris, DAYS, said(good="a" * 3000), seen=0, by=cast.iris)
        keep_answer(cast.iris, DAYS, said(good="b" * 3000), seen=0, by=cast.cora, hand=PAPER)
        laid = Version.objects.get(person=cast.iris, waits=True, answer__question=DAYS.code)
        with pytest.raises(RuleBroken):
            choose_between(laid.answer, laid.pk, Chosen.BOTH, seen=1, by=cast.iris)
        assert waiting(cast.iris, DAYS) == [said(good="b" * 3000)]


def test_an_older_version_is_not_taken_up_over_what_was_written_meanwhile(calderdale, cast):
    with in_circle(calderdale):
        first = keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.iris)
        old = first.versions.get()
        keep_answer(cast.iris, DAYS, said(good="Snow"), seen=1, by=cast.iris)
        with pytest.raises(AnswerChanged):
            put_back(first, old.pk, seen=1, by=cast.iris)
        assert of(cast.iris, DAYS).draft == said(good="Snow")


def test_a_long_history_goes_on_over_several_pages(browser_of, calderdale, cast):
    with in_circle(calderdale):
        for number in range(62):
            keep_answer(cast.iris, DAYS, said(good=f"Day {number}."), seen=number, by=cast.iris)
    iris, address = browser_of(calderdale, cast.iris), "/me/profile/getting/history/"
    assert "Day 0." not in iris.get(address).text
    assert "Day 0." in iris.get(f"{address}?page=2").text


def test_a_draft_that_somebody_else_wrote_down_says_so_and_shows_what_others_read(browser_of, calderdale, cast):
    with in_circle(calderdale):
        keep_answer(cast.iris, DAYS, said(good="Sun"), seen=0, by=cast.cora, hand=PAPER)
    iris = browser_of(calderdale, cast.iris)
    for page in ("days/", "check/"):
        assert f"{cast.cora.called}, from a form on paper" in iris.get(f"/me/profile/getting/{page}").text


def test_nobody_else_reads_what_somebody_is_still_writing_or_took_back_and_what_cora_types_waits(
    browser_of, calderdale, cast
):
    offers = questions.OFFERS
    with in_circle(calderdale):
        kept = keep_answer(cast.otto, offers, said(gladly="I like dogs."), seen=0, by=cast.otto)
        show_answers(cast.otto, {offers: kept.number}, by=cast.otto)
    cora, at = browser_of(calderdale, cast.cora), f"/circle/members/{cast.otto.pk}/profile/giving/"
    api = f"/api/v1/people/{cast.otto.pk}/answers/"

    def read_by_cora() -> str:
        pages = (f"{at}offers/", f"{at}check/", at, f"{api}{offers.code}/", api)
        return " ".join(cora.get(page).text for page in pages)

    assert "I like dogs." in read_by_cora()
    with in_circle(calderdale):
        keep_answer(cast.otto, offers, said(gladly="SECRET"), seen=kept.number + 1, by=cast.otto)
    assert "SECRET" not in read_by_cora()
    sent = {"seen": 0, "answer": {"words": {"gladly": "Cora typed this."}}}
    assert cora.put(f"{api}{offers.code}/", sent, content_type="application/json").status_code == 200
    with in_circle(calderdale):
        assert of(cast.otto, offers).draft == said(gladly="SECRET")
        assert waiting(cast.otto, offers) == [said(gladly="Cora typed this.")]
    assert "and show" not in cora.get(at).text, "that is Otto's to do"
    beside = cora.get(f"{at}check/").text
    assert "Nobody else reads yet what you wrote down." in beside
    assert "This is what others read" not in beside
    with in_circle(calderdale):
        hide_answer(cast.otto, offers, by=cast.otto)
    assert not re.search("I like dogs.|SECRET", read_by_cora())


def test_what_one_host_typed_for_somebody_without_an_account_another_goes_on_with(browser_of, calderdale, cast):
    about = questions.ABOUT_GIVING
    with in_circle(calderdale):
        gil = add_person("Gil Moss", by=SYSTEM)
        give_hat(cast.june, "coordinator", by=cast.cora)
        keep_answer(gil, about, said(words="He told June this."), seen=0, by=cast.june, hand=PAPER)
    page = f"/circle/members/{gil.pk}/profile/giving/about/"
    assert "He told June this." in browser_of(calderdale, cast.cora).get(page).text
