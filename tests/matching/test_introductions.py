"""Iris and Sol may suit each other: both are asked, and neither learns what the other said before both said yes."""

import re

import pytest

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import Conflict, NotAllowed, NotFound
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.matching.models import Exclusion, Introduction, Step
from tenant_apps.matching.services import closing, introductions
from tenant_apps.people.models import Person, today
from tests.helping.test_api import program
from tests.matching.meeting import HERE, ask, asked, back, bring_up, gives, here, offer, suggest, wants
from tests.words import names

__all__ = ["ask", "asked", "here", "offer"]
pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def sol(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.sol)


def better(ask, giver) -> str:
    """Where Iris presses, on her list, on which Sol stands."""
    suggest(ask, giver)
    return f"/match/asks/{ask.pk}/people/{giver.pk}/better/"


def test_iris_would_be_glad_to_know_sol_and_he_is_asked_without_learning_who_asks(
    here, ask, offer, iris, sol, cast, mailoutbox
):
    sent = iris.post(better(ask, cast.sol))
    assert sent.status_code == 302
    here.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.sol.email]]
    assert not {"Iris", "Sol", "Chess"} & set(f"{mailoutbox[0].subject} {mailoutbox[0].body}".split())
    assert "it waits for your word" in sol.get("/home/").text
    page = sol.get(sent["Location"]).text
    assert "Somebody who would like support" in page
    assert "Yes, I would be glad to" in page
    for word in ("Iris", "Chess", "already said"):
        assert word not in page
    assert "Why you may suit each other" in page
    assert "Company and a chat, Garden" in iris.get(sent["Location"]).text
    assert "Garden" not in page
    assert "You hear when both have answered" in iris.get(sent["Location"]).text


def test_both_yes_goes_on_and_each_learns_the_others_name(asked, iris, sol, cast):
    at = f"{HERE}{asked.pk}/"
    assert not names(iris.get(at).text, "Sol")
    assert sol.post(f"{at}glad/").status_code == 302
    assert Introduction.objects.get(pk=asked.pk).stage == "mutual"
    assert "Sol" in iris.get(at).text
    assert "Iris" in sol.get(at).text


def test_pressing_twice_is_pressing_once(ask, offer, iris, sol, cast):
    first = iris.post(better(ask, cast.sol))["Location"]
    assert iris.post(better(ask, cast.sol))["Location"] == first
    for _again in range(2):
        introductions.glad(Introduction.objects.get(ask=ask), cast.iris, by=cast.iris)
    row = Introduction.objects.get(ask=ask)
    assert Step.objects.filter(introduction__ask=ask).count() == 1
    assert Introduction.objects.filter(ask=ask).count() == 1
    sol.post(f"{HERE}{row.pk}/glad/")
    assert sol.post(f"{HERE}{row.pk}/glad/").status_code == 302  # from a page that is old by now
    assert iris.post(f"{HERE}{row.pk}/met/").status_code == 409
    row.refresh_from_db()
    assert row.stage == "mutual"


def test_a_giver_who_looks_at_asks_says_yes_first_and_iris_is_asked(ask, offer, iris, sol, cast):
    suggest(ask, cast.sol)
    at = sol.post(f"/match/offers/mine/asks/{ask.pk}/glad/")["Location"]
    row = Introduction.objects.get(ask=ask)
    assert (row.brought_up_by, row.giver_id) == ("giver", cast.sol.pk)
    assert "Somebody who would like to give support" in iris.get(at).text
    assert iris.post(f"{at}glad/").status_code == 302
    row.refresh_from_db()
    assert row.stage == "mutual"


def test_two_who_both_find_each_other_have_both_said_yes(ask, offer, cast):
    bring_up(ask, cast.sol, by=cast.sol)
    assert bring_up(ask, cast.sol, by=cast.iris).stage == "mutual"
    assert Introduction.objects.filter(ask=ask).count() == 1


def test_cora_brings_two_up_and_neither_has_said_anything_by_it(ask, offer, iris, browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    said = {"ask": ask.pk, "giver": cast.sol.pk}
    assert cora.post("/circle/matching/introductions/new/", said).status_code == 302
    assert not Step.objects.filter(introduction__ask=ask).exists()
    row = Introduction.objects.get(ask=ask)
    assert row.brought_up_by == "circle"
    board = cora.get("/circle/matching/introductions/").text
    assert "Both are asked" in board
    introductions.glad(row, cast.iris, by=cast.iris)
    assert cora.get("/circle/matching/introductions/").text.count("Both are asked") == board.count("Both are asked")
    assert cora.get(f"{HERE}{row.pk}/").status_code == 404
    assert cora.post("/circle/matching/introductions/new/", said).status_code == 422


def test_nobody_else_brings_up_reads_or_answers(ask, asked, offer, browser_of, calderdale, cast):
    otto = browser_of(calderdale, cast.otto)
    assert otto.post(better(ask, cast.sol)).status_code == 404
    assert otto.get(f"{HERE}{asked.pk}/").status_code == 404
    assert otto.post(f"{HERE}{asked.pk}/stop/").status_code == 404
    assert otto.get("/circle/matching/introductions/").status_code == 404
    with pytest.raises(NotAllowed):
        introductions.glad(asked, cast.sol, by=cast.cora)
    with pytest.raises(NotAllowed):
        introductions.glad(asked, cast.sol, by=cast.iris)
    with pytest.raises(NotAllowed):
        bring_up(ask, cast.sol, by=SYSTEM)


def test_adah_says_yes_for_iris_and_both_names_are_kept(ask, offer, cast):
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(given, by=cast.adah).pk)
    row = bring_up(ask, cast.sol, by=adah)
    step = Step.objects.get(introduction=row)
    assert (step.person_id, step.said_by_id, step.authority) == (cast.iris.pk, cast.adah.pk, adah.authority)
    entry = Entry.objects.filter(event="matching.IntroductionAnswered").latest("id")
    assert (entry.actor_id, entry.on_behalf_of) == (cast.adah.pk, cast.iris.pk)


def test_whoever_would_give_says_nothing_for_whoever_asks_though_they_act_for_them(ask, browser_of, calderdale, cast):
    gives(cast.adah)
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(given, by=cast.adah).pk)
    with pytest.raises(NotAllowed):
        bring_up(ask, cast.adah, by=adah)
    row = bring_up(ask, cast.adah, by=cast.adah)
    with pytest.raises(NotAllowed):
        introductions.glad(row, cast.iris, by=adah)
    browser = browser_of(calderdale, cast.adah)
    browser.post(f"/helping/{adah.authority}/begin/")
    assert browser.get(f"{HERE}{row.pk}/").status_code == 404


def test_what_somebody_without_an_account_says_is_heard_by_cora_and_noted_so(asked, browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    at = f"/circle/matching/introductions/{asked.pk}/giver/"
    assert cora.get(at).status_code == 404
    Person.objects.filter(pk=cast.sol.pk).update(account_id=None)
    assert "You speak with Sol" in cora.get(at).text
    assert cora.post(f"{at}glad/").status_code == 302
    step = Step.objects.get(person=cast.sol)
    assert (step.said_by_id, step.was_heard) == (cast.cora.pk, True)


def test_of_those_who_would_rather_not_nobody_is_asked_and_it_looks_as_if_it_were_not_answered(
    here, ask, offer, iris, sol, browser_of, calderdale, cast, mailoutbox
):
    gives(cast.otto)
    Exclusion.objects.create(person=cast.sol, other=cast.iris)
    pages = []
    for giver in (cast.sol, cast.otto):
        at = iris.post(better(ask, giver))["Location"]
        pages.append(iris.get(at).text.replace(at.split("/")[-2], ""))
    here.tell()
    assert [mail.to for mail in mailoutbox] == [[cast.otto.email]]
    kept = [_plain(page) for page in pages]
    assert kept[0].replace("Company and a chat, Garden", "") == kept[1].replace("Company and a chat, Garden", "")
    row = Introduction.objects.get(ask=ask, giver=cast.sol)
    assert sol.get(f"{HERE}{row.pk}/").status_code == 404
    assert "Nothing waits for you" in sol.get(HERE).text
    closed = Entry.objects.filter(
        event="matching.IntroductionClosed",
        payload__introduction_id__in=[str(each.pk) for each in Introduction.objects.filter(ask=ask)],
    )
    assert not closed.exists()
    for each in Introduction.objects.filter(ask=ask):
        back(each, days=25)
    closing.mind_the_time(by=SYSTEM)
    assert closed.count() == 2
    assert "It says nothing about you" in iris.get(f"{HERE}{row.pk}/").text


def _plain(page: str) -> str:
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)


def test_what_the_asker_knows_is_told_them(ask, offer, cast):
    Exclusion.objects.create(person=cast.iris, other=cast.sol)
    with pytest.raises(Conflict, match="rather not"):
        bring_up(ask, cast.sol, by=cast.iris)
    ask.state = "resting"
    ask.save()
    with pytest.raises(Conflict, match="not open"):
        bring_up(ask, cast.otto, by=cast.iris)
    other, own = wants(cast.june), gives(cast.otto)
    own.state = "resting"
    own.save()
    with pytest.raises(Conflict, match="Open your own offer"):
        bring_up(other, cast.otto, by=cast.otto)


def test_the_same_two_are_not_asked_again_at_once_and_five_at_a_time_are_enough(ask, offer, cast):
    row = bring_up(ask, cast.sol, by=cast.iris)
    introductions.stop(row, cast.sol, by=cast.sol)
    assert bring_up(ask, cast.sol, by=cast.iris).pk == row.pk
    back(row, days=25)
    with pytest.raises(Conflict, match="not long ago"):
        bring_up(ask, cast.sol, by=cast.iris)
    everybody = Person.objects.exclude(pk__in=[cast.iris.pk, cast.sol.pk]).order_by("id")
    assert len(everybody) >= 5
    for person in everybody[:5]:
        bring_up(ask, person, by=cast.iris)
    extra = Person.objects.create(name="Pat Newcomer", joined_on=today())
    with pytest.raises(Conflict, match="5 answers"):
        bring_up(ask, extra, by=cast.iris)


def test_the_lists_take_few_questions_however_long_they_are(
    ask, offer, iris, browser_of, calderdale, cast, django_assert_max_num_queries
):
    cora = browser_of(calderdale, cast.cora)
    for person in Person.objects.exclude(pk__in=[cast.iris.pk, cast.cora.pk]).order_by("id")[:5]:
        bring_up(ask, person, by=cast.iris)
    for client, at in ((iris, HERE), (cora, "/circle/matching/introductions/")):
        client.get(at)
        with django_assert_max_num_queries(30):
            assert client.get(at).status_code == 200


def test_nobody_names_or_answers_whom_they_were_not_shown_and_trying_ids_finds_nothing_out(
    ask, offer, iris, sol, calderdale, cast
):
    at, nobody = "/api/v1/me/introductions/", "01990000-0000-7000-8000-00000000ffff"
    told = []
    for person, typed in (
        (cast.iris, {"ask": str(ask.pk), "giver": str(cast.sol.pk)}),
        (cast.iris, {"ask": str(ask.pk), "giver": nobody}),
        (cast.sol, {"ask": str(ask.pk)}),
        (cast.sol, {"ask": nobody}),
    ):
        answer = program(calderdale, person, "me:read", "matching:write").post(at, typed, JSON)
        told.append((answer.status_code, answer.json()["detail"], answer.json()["code"]))
    assert set(told) == {(404, told[0][1], told[0][2])}
    assert iris.post(f"/match/asks/{ask.pk}/people/{cast.sol.pk}/better/").status_code == 404
    assert sol.post(f"/match/offers/mine/asks/{ask.pk}/glad/").status_code == 404
    for by in (cast.iris, cast.sol):
        with pytest.raises(NotFound):
            introductions.bring_up(ask, cast.sol, by=by)
    assert not Introduction.objects.filter(ask=ask).exists()


def test_programs_read_and_answer_what_the_pages_do_and_learn_no_more(here, asked, calderdale, cast):
    sol = program(calderdale, cast.sol, "me:read", "matching:write")
    (told,) = sol.get("/api/v1/me/introductions/").json()["results"]
    assert (told["stage"], told["other"], told["other_called"], told["waits_for_me"]) == ("asked", None, "", True)
    at = f"/api/v1/me/introductions/{asked.pk}/"
    assert program(calderdale, cast.sol, "me:read").post(f"{at}answer/", {"answer": "yes"}, JSON).status_code == 403
    assert program(calderdale, cast.otto, "me:read").get(at).status_code == 404
    assert sol.post(f"{at}answer/", {"answer": "perhaps"}, JSON).status_code == 422
    assert sol.post(f"{at}answer/", {"answer": "yes"}, JSON).json()["other"] == str(cast.iris.pk)
    assert sol.post(f"{at}answer/", {"answer": "no"}, JSON).json()["is_closed"] is True
    iris = program(calderdale, cast.iris, "me:read", "matching:write")
    again = iris.post("/api/v1/me/introductions/", {"ask": str(asked.ask_id), "giver": str(cast.sol.pk)}, JSON)
    assert again.status_code == 409
    assert iris.get(at).json()["other_called"] == ""
