"""An ask is whose it is: drafts, postcodes, notes about others, two tabs, closing, and how often it is answered."""

from datetime import timedelta

import pytest

from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from tenant_apps.entry.acting import HEADER
from tenant_apps.helping import services as helping
from tenant_apps.journal.services import deliver_due
from tenant_apps.matching.models import Ask, Exclusion, Plan, Shortlist
from tenant_apps.matching.moments import AT_ONCE
from tenant_apps.matching.services import exclusions, plans, shortlists, wishes
from tenant_apps.matching.veils import veiled
from tenants.context import circle_context, in_circle
from tests.helping.test_api import program
from tests.matching.given import gives, opens

pytestmark = pytest.mark.usefixtures("db")
TUESDAYS = {"tue": [["09:00", "12:00"]]}
NOT_WITH = "/match/not-with/"


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def cora(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.cora)


@pytest.fixture
def ask(calderdale, cast):
    with in_circle(calderdale):
        return opens(cast.iris, tasks=["company"], week=TUESDAYS, postcode="HX7 8AA", people=1)


def acting_for_iris(calderdale, cast, browser_of):
    with in_circle(calderdale):
        asked = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        authority = helping.accept(asked, by=cast.adah)
    browser = browser_of(calderdale, cast.adah)
    assert browser.post(f"/helping/{authority.pk}/begin/").status_code == 302
    return browser, authority


def test_what_iris_is_still_writing_is_read_by_nobody_else_and_cora_reads_what_she_wrote_down(
    calderdale, cast, iris, cora
):
    with in_circle(calderdale):
        mine = wishes.begin_ask(cast.iris, title="CALDERWORD for me alone", by=cast.iris)
        noted = wishes.begin_ask(cast.iris, title="Heard on the telephone", by=cast.cora)
    hub = cora.get(f"/circle/matching/for/{cast.iris.pk}/").text
    assert f"What {cast.iris.called} asks for" in hub
    assert "CALDERWORD for me alone" not in hub
    assert "Heard on the telephone" in hub
    assert cora.get(f"/match/asks/{mine.pk}/").status_code == 404
    assert cora.get(f"/match/asks/{mine.pk}/what/").status_code == 404
    page = cora.get(f"/match/asks/{noted.pk}/").text
    assert f"What {cast.iris.called} asks for" in page
    assert "Only you and they read this yet" in page
    with in_circle(calderdale):
        wishes.change(noted, {"title": "Mine by now"}, by=cast.iris)
        with pytest.raises(NotAllowed):
            wishes.change(noted, {"title": "Hers again"}, by=cast.cora)
    assert cora.get(f"/match/asks/{noted.pk}/").status_code == 404
    assert "Mine by now" in iris.get("/match/").text


def test_nobody_but_who_wrote_it_reads_a_postcode_and_only_they_change_what_is_open(calderdale, cast, ask, iris, cora):
    with in_circle(calderdale):
        offer = gives(cast.sol, tasks=["company"], week=TUESDAYS, postcode="HX7 5AA")
    assert "HX7 8AA" in iris.get(f"/match/asks/{ask.pk}/").text
    for path, where in ((f"/match/asks/{ask.pk}/", "HX7 8AA"), (f"/match/offers/{offer.pk}/", "HX7 5AA")):
        page = cora.get(path)
        assert page.status_code == 200
        assert where not in page.text
        assert ">Change<" not in page.text
        assert cora.get(f"{path}where/")["Location"] == path
        assert cora.post(f"{path}what/", {"tasks": ["garden"]})["Location"] == path
    with in_circle(calderdale):
        ask.refresh_from_db()
        assert ask.tasks == ["company"]


def test_whoever_acts_for_iris_adds_with_whom_not_and_reads_and_takes_back_nothing(
    calderdale, cast, iris, browser_of, cora
):
    with in_circle(calderdale):
        said = exclusions.exclude(cast.iris, cast.adah, "She takes my money", by=cast.iris)
    adah, authority = acting_for_iris(calderdale, cast, browser_of)
    page = adah.get(NOT_WITH).text
    assert "She takes my money" not in page
    assert str(said.pk) not in page
    assert "A note for yourself" not in page
    assert adah.post(f"{NOT_WITH}{said.pk}/again/").status_code == 404
    kept = adah.post(NOT_WITH, {"person": str(cast.cora.pk)})
    assert "It is kept." in adah.get(kept["Location"]).text
    assert cast.cora.called in iris.get(NOT_WITH).text
    token = program(calderdale, cast.adah, "me:read", "matching:write", "acting")
    for ask_it in (
        lambda: token.get("/api/v1/me/not-with/", headers={HEADER: str(authority.pk)}),
        lambda: token.delete(f"/api/v1/me/not-with/{said.pk}/", headers={HEADER: str(authority.pk)}),
    ):
        assert ask_it().status_code in (403, 404)
    with in_circle(calderdale):
        assert Exclusion.objects.filter(person=cast.iris).count() == 2
        with pytest.raises(NotAllowed):
            exclusions.include_again(said, by=cast.adah)


def test_whom_iris_names_is_gone_from_her_list_at_once(calderdale, cast, ask, iris):
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"], week=TUESDAYS)
    at = f"/match/asks/{ask.pk}/people/"
    assert str(veiled(ask.pk, cast.sol.pk)) in iris.get(at).text
    with in_circle(calderdale):
        said = exclusions.exclude(cast.iris, cast.sol, by=cast.iris)
    assert str(veiled(ask.pk, cast.sol.pk)) not in iris.get(at).text
    iris.post(f"{NOT_WITH}{said.pk}/again/")
    assert str(veiled(ask.pk, cast.sol.pk)) in iris.get(at).text


def test_in_two_tabs_the_second_is_told_that_something_changed_and_keeps_what_was_typed(calderdale, cast, iris):
    with in_circle(calderdale):
        ask = wishes.begin_ask(cast.iris, title="Chess", tasks=["company"], by=cast.iris)
    at = f"/match/asks/{ask.pk}/what/"
    assert f'name="seen" value="{ask.number}"' in iris.get(at).text
    first = {"title": "Chess and tea", "tasks": ["company"], "words": "", "seen": ask.number}
    assert iris.post(at, first).status_code == 302
    late = iris.post(at, {**first, "title": "Chess and cake"})
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in late.text
    assert "Chess and cake" in late.text
    with in_circle(calderdale):
        ask.refresh_from_db()
        assert ask.title == "Chess and tea"
    assert f'name="seen" value="{ask.number}"' in late.text


def test_pressing_ask_for_support_twice_begins_one_and_closing_says_first_what_it_means(calderdale, cast, iris):
    first, second = (iris.post("/match/new-ask/")["Location"] for _twice in range(2))
    assert first == second
    page = iris.get(first.replace("what/", "turn/close/"))
    assert "It cannot be opened again" in page.text
    with in_circle(calderdale):
        assert Ask.objects.get(person=cast.iris).state == "draft"
    assert iris.post(first.replace("what/", "turn/close/")).status_code == 302
    with in_circle(calderdale):
        assert Ask.objects.get(person=cast.iris).state == "closed"


def test_other_words_are_no_other_ask_and_the_list_goes_on(calderdale, cast, ask):
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"], week=TUESDAYS)
        first = shortlists.look(ask, by=cast.iris).shortlist
        for number in range(AT_ONCE + 2):
            wishes.change(ask, {"title": f"Chess {number}"}, by=cast.iris)
        found = shortlists.look(ask, by=cast.iris)
        assert (found.waits_until, found.shortlist) == (None, first)
        assert Shortlist.objects.filter(ask=ask).count() == 1


def test_a_team_is_no_way_round_the_list_and_a_list_none_round_the_team(calderdale, cast, ask, iris):
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"], week=TUESDAYS)
        for number in range(1, AT_ONCE + 1):
            Ask.objects.filter(pk=ask.pk).update(number=number, changed_at=now())
            ask.refresh_from_db()
            if number % 2:
                assert shortlists.look(ask, by=cast.iris).waits_until is None
            else:
                plans.plan_team(ask, by=cast.iris)
        ask.refresh_from_db()
        plans.plan_team(ask, by=cast.iris)  # of the same version as the last list
        Ask.objects.filter(pk=ask.pk).update(number=AT_ONCE + 1, changed_at=now())
        ask.refresh_from_db()
        Plan.objects.all().delete()
        Plan.objects.bulk_create(
            Plan(
                ask=ask,
                ask_number=number,
                asked_by=cast.iris,
                seed=1,
                state="stopped",
                ended_at=now(),
                asked_at=now(),
                expires_at=now() + timedelta(days=9),
            )
            for number in range(2, AT_ONCE + 1, 2)
        )
        with pytest.raises(Conflict, match="several times lately"):
            plans.plan_team(ask, by=cast.iris)
        assert shortlists.look(ask, by=cast.iris).waits_until > now()
    page = iris.post(f"/match/asks/{ask.pk}/team/")
    assert page.status_code == 422
    assert "People were looked for several times lately" in page.text
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(changed_at=now() - timedelta(days=5))
        plans.plan_team(Ask.objects.get(pk=ask.pk), by=cast.iris)


@pytest.mark.parametrize(
    ("typed", "pence"), [("12", 1200), ("12.5", 1250), ("12,50", 1250), ("£12.50", 1250), ("£ 9", 900), ("", None)]
)
def test_pounds_are_read_as_people_write_them(calderdale, cast, ask, iris, typed, pence):
    sent = {"people": "1", "pay": "either", "most_an_hour": typed, "seen": ask.number}
    assert iris.post(f"/match/asks/{ask.pk}/where/", sent).status_code == 302
    with in_circle(calderdale):
        ask.refresh_from_db()
        assert ask.most_an_hour_minor == pence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"pay": "either", "most_an_hour": "12.505"}, "Write pounds and pence, like 12.50."),
        ({"pay": "either", "most_an_hour": "a few"}, "Write pounds and pence, like 12.50."),
        ({"pay": "either", "most_an_hour": "-1"}, "Write an amount that is not below nothing."),
        ({"pay": "voluntary", "most_an_hour": "15"}, "and what it may cost. Change one of the two."),
        ({"pay": "either", "most_an_hour": "20", "most_a_week": "2"}, "less than a quarter of an hour"),
    ],
)
def test_what_cannot_be_about_money_is_said(calderdale, cast, ask, iris, said, sentence):
    page = iris.post(f"/match/asks/{ask.pk}/where/", {"people": "1", "seen": ask.number, **said})
    assert page.status_code == 422

    assert sentence in page.text


def test_whoever_would_be_paid_and_did_not_say_how_much_is_not_called_free(calderdale, cast, ask, iris, browser_of):
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"], week=TUESDAYS, pay="paid")
    assert iris.post(f"/match/asks/{ask.pk}/team/").status_code == 302
    with circle_context(calderdale):
        deliver_due()
    page = iris.get(f"/match/asks/{ask.pk}/team/").text
    assert "1 of them would be paid and has not said how much" in page
    assert "Nobody of them asks for money" not in page
    assert "There is no second team" in page


def test_cora_reads_to_whom_she_reads_out_and_how_to_reach_them(calderdale, cast, ask, cora):
    page = cora.get(f"/match/asks/{ask.pk}/people/call/")
    assert f"To read out to {cast.iris.called}" in page.text


def test_those_without_a_name_have_a_letter_that_stays_theirs_on_the_page_and_on_paper(calderdale, cast, ask, iris):
    with in_circle(calderdale):
        for person in (cast.sol, cast.otto, cast.june):
            gives(person, tasks=["company"], week=TUESDAYS)
        order = shortlists.look(ask, by=cast.iris).shortlist.ids
    at = f"/match/asks/{ask.pk}/people/"
    for page in (iris.get(at).text, iris.get(f"{at}print/").text):
        assert [page.count(f"Somebody of our circle ({letter})") > 0 for letter in "ABC"] == [True] * 3
    with in_circle(calderdale):
        second = next(person for person in (cast.sol, cast.otto, cast.june) if person.pk == order[1])
        shortlists.be_quiet(ask, second, by=cast.iris)
    page = iris.get(at).text
    shown = page[: page.index("<details")] if "<details" in page else page
    assert "(A)" in shown
    assert "Somebody of our circle (B)" not in shown
    assert "Somebody of our circle (C)" in shown


def test_opening_what_is_empty_says_what_is_missing_and_unticking_all_of_an_open_one_keeps_the_page(
    calderdale, cast, ask, iris
):
    with in_circle(calderdale):
        empty = wishes.begin_ask(cast.iris, title="Nothing yet", by=cast.iris)
    page = iris.post(f"/match/asks/{empty.pk}/turn/open/", follow=True)
    assert "Tick at least one thing first" in page.text
    refused = iris.post(f"/match/asks/{ask.pk}/what/", {"title": "CALDERWORD chess", "seen": ask.number})
    assert refused.status_code == 422
    assert "Say what you would like a hand with" in refused.text
    assert "CALDERWORD chess" in refused.text


def test_iris_reads_who_wrote_her_ask_for_her(calderdale, cast, ask, iris, browser_of):
    adah, _authority = acting_for_iris(calderdale, cast, browser_of)
    sent = {"title": "Chess, says Adah", "tasks": ["company"], "words": "", "seen": ask.number}
    assert adah.post(f"/match/asks/{ask.pk}/what/", sent).status_code == 302
    assert f"Written last by {cast.adah.called}" in iris.get(f"/match/asks/{ask.pk}/").text


def test_before_the_last_times_to_look_for_a_team_it_says_how_many_are_left(calderdale, cast, ask, iris):
    at = f"/match/asks/{ask.pk}/team/"
    assert "times more" not in iris.get(at).text
    said = {"ask": ask, "asked_by": cast.iris, "seed": 1, "state": "stopped", "ended_at": now(), "ask_number": 1}
    with in_circle(calderdale):
        for _each in range(plans.MOST_PLANS - 2):
            Plan.objects.create(**said, asked_at=now(), expires_at=now() + timedelta(days=9))
    assert "You can look 2 times more" in iris.get(at).text
    with in_circle(calderdale):
        for _each in range(2):
            Plan.objects.create(**said, asked_at=now(), expires_at=now() + timedelta(days=9))
    page = iris.get(at).text
    assert "Teams were looked for many times lately" in page
    assert "Look again</button>" not in page


def test_whoever_has_no_name_for_iris_has_a_number_of_this_ask_alone_that_only_she_can_use(
    calderdale, cast, ask, iris, browser_of
):
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"], week=TUESDAYS)
        other = opens(cast.iris, tasks=["company"])
    at, hers = f"/match/asks/{ask.pk}/people/", veiled(ask.pk, cast.sol.pk)
    token = program(calderdale, cast.iris, "me:read", "matching:write", "profiles:read")
    (said,) = token.get(f"/api/v1/asks/{ask.pk}/people/").json()["people"]
    assert said["person"] == str(hers)
    pages = [iris.get(at).text, iris.get(f"{at}print/").text]
    assert iris.post(f"/match/asks/{ask.pk}/team/").status_code == 302
    with circle_context(calderdale):
        deliver_due()
    pages.append(iris.get(f"/match/asks/{ask.pk}/team/").text)
    assert str(hers) in pages[0]
    assert str(hers) in pages[2]
    assert not any(str(cast.sol.pk) in page for page in pages)
    assert veiled(other.pk, cast.sol.pk) != hers
    assert iris.post(f"/match/asks/{other.pk}/people/{hers}/better/").status_code == 404
    assert browser_of(calderdale, cast.otto).post(f"{at}{hers}/better/").status_code == 404
    made = token.post("/api/v1/me/introductions/", {"ask": str(ask.pk), "giver": str(hers)}, "application/json")
    assert made.status_code == 201
    assert iris.post(f"{at}{hers}/better/").status_code == 302
