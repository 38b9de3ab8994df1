"""While Adah acts for Iris, a page is Iris's as far as it reaches, or there is none: never Adah's own instead."""

import pytest

from kernel.actors import OnBehalf
from kernel.errors import NotAllowed
from kernel.sections import Audience, Purpose
from tenant_apps.helping import services
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenant_apps.people.services import correct_person
from tenant_apps.privacy.models import AccessEvent, Choice
from tenant_apps.privacy.services import choose_audience
from tenant_apps.profiles import questions
from tenant_apps.profiles.services import keep_answer, show_answers
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
FOOD = questions.SUPPORT.section
BANNER = "You are acting for"


@pytest.fixture
def acting(browser_of, calderdale, cast):
    """Adah acts for Iris, as far as a test says."""

    def begin(*scopes: str):
        with in_circle(calderdale):
            found = services.ask_for_help(cast.iris, cast.adah, list(scopes), until_on=None, by=cast.iris)
            services.accept(found, by=cast.adah)
        adah = browser_of(calderdale, cast.adah)
        assert adah.post(f"/helping/{found.pk}/begin/").status_code == 302
        return adah, found

    return begin


def test_the_banner_stands_on_every_question_and_so_does_its_end(acting, calderdale, cast):
    adah, found = acting("care")
    assert BANNER in adah.get("/me/profile/getting/days/").text
    with in_circle(calderdale):
        services.end(found, why="withdrawn", by=cast.iris)
    assert "You see your own pages now" in adah.get("/me/profile/getting/days/").text
    assert adah.post("/me/profile/getting/days/", {"seen": "0", "words_good": "Iris likes tea"}).status_code == 409


def test_who_looked_is_told_of_iris_to_whoever_may_read_it_for_her_and_to_nobody_else(acting, calderdale, cast):
    adah, found = acting("access_log")
    with in_circle(calderdale):
        from tenant_apps.privacy.doors import require

        require(cast.cora, cast.iris, "people.contact", Purpose.ADMIN)
    page = adah.get("/me/looked/")
    assert cast.cora.called in page.text
    assert "Nobody has looked so far" not in page.text
    with in_circle(calderdale):
        services.end(found, why="withdrawn", by=cast.iris)
    adah.post("/helping/stop/")
    other, _found = acting("care")
    assert other.get("/me/looked/").status_code == 403


def test_adah_chooses_for_iris_what_it_reaches_to_and_sees_nothing_of_the_rest(acting, calderdale, cast):
    adah, _found = acting("care")
    page = adah.get("/me/privacy/").text
    assert f"/me/privacy/{FOOD}/" in page
    assert "/me/privacy/people.contact/" not in page
    assert "Answer all at once" not in page
    assert adah.get("/me/privacy/people.contact/").status_code == 403
    assert adah.post(f"/me/privacy/{FOOD}/", {"audience": str(int(Audience.ONLY_ME))}).status_code == 302
    with in_circle(calderdale):
        assert Choice.objects.get(person=cast.iris, section=FOOD).audience == Audience.ONLY_ME
        assert not Choice.objects.filter(person=cast.adah, section=FOOD).exists()


@pytest.mark.parametrize("page", ["helpers/", "hats/", "leave/", "privacy/as/team/"])
def test_a_page_about_adah_herself_is_not_shown_under_iriss_name(acting, page):
    adah, _found = acting("care", "contact")
    answer = adah.get(f"/me/{page}")
    assert answer.status_code == 409
    assert "Stop acting first" in answer.text
    assert BANNER in answer.text
    adah.post("/helping/stop/")
    assert adah.get(f"/me/{page}").status_code == 200


def test_a_question_it_does_not_reach_to_says_so_and_hands_back_what_was_typed(acting, calderdale, cast):
    adah, _found = acting("care")
    page = adah.get("/me/profile/getting/health/").text
    assert "does not reach to this question" in page
    assert 'name="words_signs"' not in page
    answer = adah.post("/me/profile/getting/health/", {"seen": "0", "words_signs": "Goes pale before a seizure"})
    assert answer.status_code == 403
    assert "Goes pale before a seizure" in answer.text


def test_the_log_names_the_one_question_adah_opened_and_not_a_list_of_members(acting, calderdale, cast):
    with in_circle(calderdale):
        for question in (questions.DAYS_GETTING, questions.SUPPORT):
            said = {"words": {question.prompts[0].code: "Something"}}
            number = keep_answer(cast.iris, question, said, seen=0, by=cast.iris).number
            show_answers(cast.iris, {question: number}, by=cast.iris)
    adah, _found = acting("care")
    adah.get("/me/profile/getting/days/")
    with in_circle(calderdale):
        looks = AccessEvent.objects.about(cast.iris).filter(actor_id=cast.adah.pk)
        assert [(each.sections, each.purpose) for each in looks] == [([questions.DAYS_GETTING.section], "view")]


def test_those_who_act_or_acted_for_one_another_can_choose_each_other_by_name(browser_of, acting, calderdale, cast):
    iris = browser_of(calderdale, cast.iris)
    asked = f'value="{cast.adah.pk}"'
    assert asked not in iris.get("/me/helpers/ask/").text
    _adah, found = acting("care")
    for page in ("/me/helpers/ask/", "/me/profile/together/", f"/me/privacy/{FOOD}/"):
        assert asked in iris.get(page).text, page
    with in_circle(calderdale):
        choose_audience(cast.iris, FOOD, Audience.NAMED, named=[cast.adah], by=cast.iris)
        services.end(found, why="withdrawn", by=cast.iris)
    assert asked in iris.get("/me/helpers/ask/").text
    assert f'value="{cast.iris.pk}"' in browser_of(calderdale, cast.adah).get("/me/helpers/ask/").text
    assert browser_of(calderdale, cast.adah).get(f"/people/{cast.iris.pk}/").status_code == 404, "it opens nothing else"


def test_being_asked_alone_tells_nobody_a_name(calderdale, cast, browser_of):
    """Otherwise anybody who can name somebody's number could ask, and read who it is."""
    with in_circle(calderdale):
        services.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    assert f'value="{cast.adah.pk}"' not in browser_of(calderdale, cast.iris).get("/me/helpers/ask/").text


def test_an_older_page_does_not_widen_again_what_was_narrowed_meanwhile(browser_of, calderdale, cast):
    import re

    iris, address = browser_of(calderdale, cast.iris), f"/me/privacy/{FOOD}/"
    older = re.search(r'name="seen"[^>]*?(?:value="([^"]*)")?[^>]*>', iris.get(address).text)[1] or ""
    assert iris.post(address, {"audience": str(int(Audience.ONLY_ME)), "seen": older}).status_code == 302
    late = iris.post(address, {"audience": str(int(Audience.TEAM)), "seen": older})
    assert late.status_code == 422
    assert "chosen anew" in late.text
    with in_circle(calderdale):
        assert Choice.objects.get(person=cast.iris, section=FOOD).audience == Audience.ONLY_ME
    now = re.search(r'name="seen" value="([^"]+)"', iris.get(address).text)[1]
    assert iris.post(address, {"audience": str(int(Audience.TEAM)), "seen": now}).status_code == 302


def test_adah_puts_right_how_to_reach_iris_and_both_names_stand_in_the_record(acting, calderdale, cast):
    adah, found = acting("contact")
    with in_circle(calderdale):
        before = AccessEvent.objects.about(cast.iris).count()
    page = adah.get("/me/contact/").text
    assert BANNER in page
    assert cast.iris.phone in page
    assert 'name="name"' not in page
    with in_circle(calderdale):
        assert AccessEvent.objects.about(cast.iris).count() == before + 1
    said = {"phone": "01422 555 999", "reach_by": "phone", "contact_note": "Ring twice.", "name": "Somebody Else"}
    assert adah.post("/me/contact/", said | {"email": "adah@elsewhere.example"}).status_code == 302
    with in_circle(calderdale):
        iris, own = Person.objects.get(pk=cast.iris.pk), Person.objects.get(pk=cast.adah.pk)
        assert (iris.phone, iris.name, iris.email) == ("01422 555 999", cast.iris.name, cast.iris.email)
        assert own.phone == cast.adah.phone
        entry = Entry.objects.filter(event="people.PersonCorrected").latest("id")
        assert (entry.actor_id, entry.on_behalf_of, entry.authority) == (cast.adah.pk, cast.iris.pk, found.pk)
        services.end(found, why="withdrawn", by=cast.iris)
    assert adah.post("/me/contact/", said).status_code == 409


def test_without_that_scope_she_sees_and_changes_nothing_of_it(acting, calderdale, cast):
    adah, found = acting("care")
    assert adah.get("/me/contact/").status_code == 403
    assert adah.post("/me/contact/", {"phone": "1"}).status_code == 403
    for changes in ({"phone": "1"}, {"name": "X"}):
        with in_circle(calderdale), pytest.raises(NotAllowed):
            correct_person(cast.iris, by=OnBehalf(cast.adah, cast.iris.pk, found.pk), **changes)


def test_nobody_who_acts_for_somebody_writes_where_they_sign_in_or_what_they_are_called(acting, calderdale, cast):
    _adah, found = acting("contact")
    actor = OnBehalf(cast.adah, cast.iris.pk, found.pk)
    for changes in ({"email": "adah@elsewhere.example"}, {"name": "Adah"}, {"phone": "1", "known_as": "A"}):
        with in_circle(calderdale), pytest.raises(NotAllowed):
            correct_person(cast.iris, by=actor, **changes)
    with in_circle(calderdale), pytest.raises(NotAllowed):
        correct_person(cast.adah, by=actor, phone="1")
