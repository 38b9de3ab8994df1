"""Iris may want a woman for help with her body, and for nothing else; nobody is known for one who does not say so."""

import pytest

from kernel.sections import Audience
from tenant_apps.matching.models import Ask, Exposure, Shortlist
from tenant_apps.matching.planning import week_of
from tenant_apps.matching.services import shortlists
from tenant_apps.people.models import today
from tenant_apps.privacy import services as privacy
from tenant_apps.profiles.models import Check
from tenant_apps.profiles.questions import GENDER
from tenant_apps.profiles.services import note_check
from tenants.context import in_circle
from tests.matching.given import answers, gives, opens

pytestmark = pytest.mark.usefixtures("db")
WEEK = {"tue": [["10:00", "12:00"]]}
A_WOMAN = {"gender": ["woman"]}


@pytest.fixture
def caring(calderdale, cast):
    """A circle that gives personal care, in which Sol and June may."""
    with in_circle(calderdale):
        for person in (cast.sol, cast.june):
            gives(person, tasks=["washing", "company"], week=WEEK)
            note_check(person, Check.Kind.DBS_BARRED, Check.State.IN_ORDER, today(), renew_on=None, by=cast.cora)
        yield calderdale


def says(person, gender: str, audience=Audience.CIRCLE) -> None:
    answers(person, gender=[gender])
    privacy.choose_audience(person, GENDER.section, audience, by=person)


def shown(ask) -> set:
    for table in (Shortlist, Exposure):
        table.objects.all().delete()
    return set(shortlists.look(ask, by=ask.person).shortlist.ids)


def test_for_washing_only_those_are_suggested_who_say_that_they_are_a_woman(caring, cast):
    says(cast.june, "woman")
    says(cast.sol, "man")
    ask = opens(cast.iris, tasks=["washing"], week=WEEK, must=A_WOMAN)
    assert shown(ask) == {cast.june.pk}
    assert {each.key for each in week_of(ask).problem.candidates} == {cast.june.pk}
    anybody = opens(cast.otto, tasks=["washing"], week=WEEK)
    assert shown(anybody) == {cast.june.pk, cast.sol.pk}


def test_for_company_it_leaves_nobody_out(caring, cast):
    says(cast.sol, "man")
    ask = opens(cast.iris, tasks=["company"], week=WEEK, must=A_WOMAN)
    assert cast.sol.pk in shown(ask)
    assert cast.sol.pk in {each.key for each in week_of(ask).problem.candidates}


@pytest.mark.parametrize("audience", [Audience.ONLY_ME, Audience.TEAM])
def test_whoever_keeps_it_to_themselves_is_not_known_for_it_by_standing_on_the_list(caring, cast, audience):
    says(cast.june, "woman", audience)
    privacy_says = {gender: shown(opens(cast.iris, tasks=["washing"], week=WEEK, must={"gender": [gender]}))
                    for gender in ("woman", "man")}  # fmt: skip
    assert privacy_says == {"woman": set(), "man": set()}


def test_the_giver_is_told_what_saying_it_would_open(caring, browser_of, cast):
    june, at = browser_of(caring, cast.june), f"/match/offers/{cast.june.offers_to_give.get().pk}/"
    assert "You need not." in june.get(at).text
    says(cast.june, "woman")
    assert "You need not." not in june.get(at).text


def test_it_is_asked_only_where_help_is_with_the_body(caring, browser_of, cast):
    iris = browser_of(caring, cast.iris)
    at = iris.post("/match/new-ask/")["Location"].removesuffix("what/")
    iris.post(f"{at}what/", {"tasks": ["company"]})
    assert "must_gender" not in iris.get(f"{at}who/").text
    iris.post(f"{at}what/", {"tasks": ["washing"]})
    assert "must_gender" in iris.get(f"{at}who/").text
    assert iris.post(f"{at}who/", {"must_gender": "woman"}).status_code == 302
    assert Ask.objects.get(person=cast.iris).must == A_WOMAN
    assert "For help with the body" in iris.get(at).text
    assert iris.post(f"{at}who/", {"must_gender": "x"}).status_code == 422
    iris.post(f"{at}what/", {"tasks": ["company"]})
    assert "For help with the body" not in iris.get(at).text
