"""Iris writes what she would like page by page, opens it when it is right, and closes it; Sol offers."""

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import facts
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.matching.models import Ask, Exclusion, Offer, State
from tenant_apps.matching.services import exclusions, wishes
from tenant_apps.people.models import Person
from tenant_apps.profiles.shape import DAYS
from tenants import directory
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(calderdale, cast):
    with in_circle(calderdale):
        yield calderdale


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


def test_iris_writes_an_ask_page_by_page_and_opens_it(here, iris, cast):
    sent = iris.post("/match/new-ask/")
    at = sent["Location"].removesuffix("what/")
    ask = Ask.objects.get(person=cast.iris)
    assert sent["Location"] == f"/match/asks/{ask.pk}/what/"
    said = {"title": "Chess", "tasks": ["company"], "words": "I miss it."}
    assert iris.post(f"{at}what/", said)["Location"] == f"{at}when/"
    times = {"week_tue_0_from": "10:00", "week_tue_0_to": "12:00", "is_flexible": "on"}
    assert iris.post(f"{at}when/", times)["Location"] == f"{at}who/"
    assert iris.post(f"{at}who/", {"like_interests": ["games"]})["Location"] == f"{at}where/"
    where = {"people": "1", "pay": "either", "most_an_hour": "12.50", "postcode": "HX7 8AA"}
    assert iris.post(f"{at}where/", where)["Location"] == at
    page = iris.get(at).text
    for words in ("Chess", "Company and a chat", "Tuesday 10:00–12:00", "£12.50", "Cards and games"):
        assert words in page
    assert "Nobody else reads this yet" in page
    iris.post(f"{at}turn/open/")
    ask.refresh_from_db()
    assert (ask.state, ask.is_flexible, ask.most_an_hour_minor) == (State.OPEN, True, 1250)
    assert "Chess" not in str(Entry.objects.filter(event="matching.AskChanged").values_list("payload"))


def test_three_visits_on_every_day_are_typed_once_and_make_twenty_one(here, iris, cast):
    at = iris.post("/match/new-ask/")["Location"].removesuffix("what/")
    times = {"week_mon_0_from": "08:00", "week_mon_0_to": "09:00", "week_mon_1_from": "12:30", "week_mon_1_to": "13:00"}
    times |= {
        "week_mon_2_from": "21:30",
        "week_mon_2_to": "22:15",
        "week_sun_0_from": "09:00",
        "week_sun_0_to": "10:00",
    }
    assert iris.post(f"{at}when/", {**times, "every_day": "on", "two_at_once": "on"}).status_code == 302
    ask = Ask.objects.get(person=cast.iris)
    assert ask.at_once == 2
    assert ask.week["sun"] == [["09:00", "10:00"]], "a day that says something else stays as it says"
    assert {day: len(spans) for day, spans in ask.week.items()} == dict.fromkeys(DAYS, 3) | {"sun": 1}
    assert "Two people at the same time" in iris.get(at).text
    again = iris.get(f"{at}when/").text
    assert again.count('value="21:30"') == 6
    assert "More times that day" in again
    for name in ("week_mon_3", "week_mon_4"):
        times |= {f"{name}_from": "23:00", f"{name}_to": "23:30"}
    assert iris.post(f"{at}when/", times).status_code == 302, "of five times the form has four"


def test_two_at_once_of_one_who_is_looked_for_cannot_both_be(here, iris, cast):
    at = iris.post("/match/new-ask/")["Location"].removesuffix("what/")
    iris.post(f"{at}what/", {"tasks": ["company"]})
    iris.post(f"{at}when/", {"two_at_once": "on"})
    said = iris.post(f"{at}where/", {"people": "1", "pay": "either"})
    assert (said.status_code, "Look for two or more." in said.text) == (422, True)
    assert iris.post(f"{at}where/", {"people": "2", "pay": "either"}).status_code == 302


def test_an_ask_that_says_nothing_is_not_opened_and_leads_to_the_question(here, iris, cast):
    iris.post("/match/new-ask/")
    ask = Ask.objects.get(person=cast.iris)
    Ask.objects.filter(pk=ask.pk).update(tasks=[])
    assert iris.post(f"/match/asks/{ask.pk}/turn/open/")["Location"].endswith("/what/?empty=1")
    ask.refresh_from_db()
    assert ask.state == State.DRAFT


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"pay": "paid", "most_an_hour_minor": 0}, "it may cost nothing"),
        ({"pay": "paid", "most_an_hour_minor": 2000, "most_a_week_minor": 100}, "less than a quarter of an hour"),
    ],
)
def test_what_cannot_both_be_is_said_with_both_halves(said, sentence, here, cast):
    with pytest.raises(RuleBroken) as refused:
        wishes.begin_ask(cast.iris, **said, by=cast.iris)
    assert sentence in str(refused.value.errors[""][0])
    assert not Ask.objects.filter(person=cast.iris).exists()


def test_a_circle_without_paid_work_says_so_where_somebody_asks_for_it(calderdale, cast, browser_of):
    with in_federation():
        kind = CircleFact.Kind.MODE
        facts.note(calderdale.id, kind, "community", by=SYSTEM, from_on=facts.today(), evidence="Seen.")
    directory.forget()
    directory.all_open()
    with in_circle(calderdale):
        ask = wishes.begin_ask(cast.iris, tasks=["company"], by=cast.iris)
        with pytest.raises(RuleBroken) as refused:
            wishes.change(ask, {"pay": "paid", "tasks": ["washing"]}, by=cast.iris)
        assert [str(each)[:30] for each in refused.value.errors[""]] == [
            "You say “paid”, and there is n",
            "You tick help with washing, mo",
        ]
    page = browser_of(calderdale, cast.iris).get(f"/match/asks/{ask.pk}/where/").text
    assert "Paid or not?" not in page


def test_what_was_typed_is_not_lost_when_it_is_refused(here, iris, cast):
    ask = wishes.begin_ask(cast.iris, tasks=["garden"], by=cast.iris)
    typed = {"people": "2", "pay": "paid", "most_an_hour": "0", "decides": "Adah and I"}
    refused = iris.post(f"/match/asks/{ask.pk}/where/", typed)
    assert refused.status_code == 422
    assert "it may cost nothing" in refused.text
    assert "Adah and I" in refused.text


def test_each_change_of_an_open_ask_has_a_new_number_and_the_same_again_has_none(here, cast):
    ask = wishes.open_up(wishes.begin_ask(cast.iris, tasks=["company"], by=cast.iris), by=cast.iris)
    number = ask.number
    assert wishes.change(ask, {"tasks": ["company"]}, by=cast.iris).number == number
    assert wishes.change(ask, {"tasks": ["garden"]}, by=cast.iris).number == number + 1
    with pytest.raises(Conflict, match="meanwhile"):
        wishes.change(ask, {"tasks": ["company"]}, seen=number, by=cast.iris)


def test_cora_writes_it_down_on_the_telephone_and_only_iris_opens_it(here, browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    at = cora.post(f"/circle/matching/for/{cast.iris.pk}/ask/")["Location"].removesuffix("what/")
    assert cora.post(f"{at}what/", {"title": "A walk", "tasks": ["getting-out"]}).status_code == 302
    assert "They open it themselves" in cora.get(at).text
    assert cora.post(f"{at}turn/open/").status_code == 403
    assert browser_of(calderdale, cast.iris).post(f"{at}turn/open/").status_code == 302
    Person.objects.filter(pk=cast.otto.pk).update(account_id=None)
    at = cora.post(f"/circle/matching/for/{cast.otto.pk}/offer/")["Location"].removesuffix("what/")
    cora.post(f"{at}what/", {"tasks": ["garden"], "gladly": ["garden"]})
    assert cora.post(f"{at}turn/open/").status_code == 302
    assert Offer.objects.get(person=cast.otto).state == State.OPEN


def test_adah_does_it_for_iris_and_strangers_find_nothing(here, browser_of, calderdale, cast):
    ask = wishes.begin_ask(cast.iris, tasks=["company"], by=cast.iris)
    otto = browser_of(calderdale, cast.otto)
    for address in ("", "what/", "when/"):
        assert otto.get(f"/match/asks/{ask.pk}/{address}").status_code == 404
    assert otto.post(f"/match/asks/{ask.pk}/turn/open/").status_code == 404
    assert otto.get(f"/circle/matching/for/{cast.iris.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        wishes.open_up(ask, by=cast.cora)
    authority = helping.accept(
        helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris), by=cast.adah
    )
    adah = browser_of(calderdale, cast.adah)
    adah.post(f"/helping/{authority.pk}/begin/")
    assert "What I ask for" in adah.get("/match/").text
    assert adah.post(f"/match/asks/{ask.pk}/turn/open/").status_code == 302
    entry = Entry.objects.filter(event="matching.AskChanged").latest("id")
    assert (entry.actor_id, entry.on_behalf_of) == (cast.adah.pk, cast.iris.pk)


def test_there_is_one_offer_each_and_five_asks_are_enough(here, cast):
    first = wishes.begin_offer(cast.sol, tasks=["garden"], by=cast.sol)
    assert wishes.begin_offer(cast.sol, by=cast.sol) == first
    for number in range(5):
        wishes.begin_ask(cast.iris, title=f"Ask {number}", by=cast.iris)
    assert wishes.begin_ask(cast.iris, title="Ask 4", by=cast.iris).title == "Ask 4"  # pressed twice
    with pytest.raises(Conflict, match="5 asks"):
        wishes.begin_ask(cast.iris, by=cast.iris)


def test_closing_twice_is_closing_once_and_a_closed_one_is_not_changed(here, iris, cast):
    ask = wishes.begin_ask(cast.iris, tasks=["company"], by=cast.iris)
    for _twice in range(2):
        assert iris.post(f"/match/asks/{ask.pk}/turn/close/").status_code == 302
    with pytest.raises(Conflict, match="closed"):
        wishes.change(ask, {"tasks": ["garden"]}, by=cast.iris)
    assert iris.get(f"/match/asks/{ask.pk}/what/").status_code == 404


def test_with_whom_iris_would_rather_not_nobody_else_ever_reads(here, iris, browser_of, calderdale, cast):
    sent = iris.post("/match/not-with/", {"person": cast.cora.pk, "note": "Too loud"})
    assert sent.status_code == 302
    assert "Too loud" in iris.get("/match/not-with/").text
    said = Exclusion.objects.get(person=cast.iris)
    assert exclusions.exclude(cast.iris, cast.cora, by=cast.iris) == said
    cora = browser_of(calderdale, cast.cora)
    assert "Too loud" not in cora.get("/match/not-with/").text
    assert cora.post(f"/match/not-with/{said.pk}/again/").status_code == 302
    assert Exclusion.objects.filter(pk=said.pk).exists()
    with pytest.raises(NotAllowed):
        exclusions.exclude(cast.iris, cast.sol, by=cast.cora)
    for _twice in range(2):
        assert iris.post(f"/match/not-with/{said.pk}/again/").status_code == 302
    assert not Exclusion.objects.filter(person=cast.iris).exists()
