"""Iris asks for company on Tuesday mornings; Sol and others offer it; she finds them, says why not, and looks again."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, NotFound
from kernel.sections import Audience
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.matching import facts, summaries
from tenant_apps.matching.cards import people_on
from tenant_apps.matching.engine import shape
from tenant_apps.matching.models import Ask, Exclusion, Exposure, Introduction, Quiet, Shortlist
from tenant_apps.matching.moments import AT_ONCE, STANDS_FOR
from tenant_apps.matching.services import shortlists, wishes
from tenant_apps.matching.veils import veiled
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle, suspend_person
from tenant_apps.privacy import services as privacy
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.profiles.questions import PETS
from tenant_apps.teams.services import found_team, join
from tenants.context import in_circle
from tests.matching.given import answers, gives, opens
from tests.words import names

pytestmark = pytest.mark.usefixtures("db")

TUESDAYS = {"tue": [["09:00", "12:00"]]}


@pytest.fixture
def ask(calderdale, cast):
    with in_circle(calderdale):
        return opens(cast.iris, tasks=["company"], week=TUESDAYS)


@pytest.fixture
def sols(calderdale, cast):
    with in_circle(calderdale):
        answers(cast.sol, languages=["en", "pl"], interests=["games"])
        return gives(cast.sol, tasks=["company", "shopping"], week=TUESDAYS)


def page_of(ask) -> str:
    return f"/match/asks/{ask.pk}/people/"


def test_iris_finds_sol_with_reasons_and_without_a_name(browser_of, calderdale, cast, ask, sols):
    page = browser_of(calderdale, cast.iris).get(page_of(ask)).text
    assert "Free in the morning on Tuesday" in page
    assert not names(page, "Sol")
    assert "Somebody of our circle" in page


def test_what_both_like_is_said_once_both_show_it(browser_of, calderdale, cast, ask, sols):
    iris, words = browser_of(calderdale, cast.iris), "You both like: Cards and games"
    with in_circle(calderdale):
        answers(cast.iris, interests=["games"])
    assert words not in iris.get(page_of(ask)).text  # Iris is careful: Sol may not know
    with in_circle(calderdale):
        privacy.choose_audience(cast.iris, "profiles.me.interests", Audience.CIRCLE, by=cast.iris)
    assert words in iris.get(page_of(ask)).text
    with in_circle(calderdale):
        privacy.choose_audience(cast.sol, "profiles.me.interests", Audience.TEAM, by=cast.sol)
    assert words not in iris.get(page_of(ask)).text


def test_a_name_stands_there_once_sol_shows_it_to_the_circle(browser_of, calderdale, cast, ask, sols):
    with in_circle(calderdale):
        privacy.choose_audience(cast.sol, "people.name", Audience.CIRCLE, by=cast.sol)
    page = browser_of(calderdale, cast.iris).get(page_of(ask)).text
    assert "Sol" in page
    assert f"/people/{cast.sol.pk}/" in page


def test_whoever_lets_their_offer_rest_is_not_found(browser_of, calderdale, cast, ask, sols):
    with in_circle(calderdale):
        wishes.rest(sols, by=cast.sol)
    page = browser_of(calderdale, cast.iris).get(page_of(ask)).text
    assert "Nobody just now" in page


def test_nobody_else_sees_who_was_suggested(browser_of, calderdale, cast, ask, sols):
    for stranger in (cast.otto, cast.sol, cast.fin):
        assert browser_of(calderdale, stranger).get(page_of(ask)).status_code == 404
        with in_circle(calderdale), pytest.raises(NotFound):
            shortlists.look(ask, by=stranger)
    assert browser_of(calderdale).get(page_of(ask)).status_code == 302


def test_a_coordinator_reads_it_out_and_iris_can_see_that_they_looked(browser_of, calderdale, cast, ask, sols):
    page = browser_of(calderdale, cast.cora).get(f"{page_of(ask)}call/")
    assert "They are free in the morning on Tuesday." in page.text
    with in_circle(calderdale):
        look = AccessEvent.objects.get(subject_id=cast.iris.pk, sections__contains=["matching.suggested"])
        assert look.actor_id == cast.cora.pk
    assert browser_of(calderdale, cast.iris).get(f"{page_of(ask)}call/").status_code == 404


def test_the_same_version_has_the_same_list_and_is_counted_once(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        first = shortlists.look(ask, by=cast.iris).shortlist
        gives(cast.otto, tasks=["company"], week=TUESDAYS)
        again = shortlists.look(ask, by=cast.iris).shortlist
        assert again.pk == first.pk
        assert first.ids == [cast.sol.pk]
        assert Exposure.objects.get(person=cast.sol).times == 1
        assert Entry.objects.filter(event="matching.ShortlistMade").count() == 1


def test_after_the_fixed_moment_the_list_is_made_anew(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        shortlists.look(ask, by=cast.iris)
        Shortlist.objects.filter(ask=ask).update(made_at=now() - timedelta(days=5))
        gives(cast.otto, tasks=["company"], week=TUESDAYS)
        found = shortlists.look(ask, by=cast.iris).shortlist
        assert set(found.ids) == {cast.sol.pk, cast.otto.pk}
        assert Exposure.objects.get(person=cast.sol, on__gte=now().date() - timedelta(days=1)).times == 1


def test_a_few_changes_are_answered_at_once_and_the_next_waits(browser_of, calderdale, cast, ask, sols):
    with in_circle(calderdale):
        for number in range(1, AT_ONCE + 1):
            Ask.objects.filter(pk=ask.pk).update(number=number, changed_at=now())
            assert shortlists.look(ask, by=cast.iris).waits_until is None
        Ask.objects.filter(pk=ask.pk).update(number=AT_ONCE + 1, changed_at=now())
        found = shortlists.look(ask, by=cast.iris)
        assert found.waits_until > now()
        assert found.shortlist.number == AT_ONCE
        other = opens(cast.iris, tasks=["company"])
        assert shortlists.look(other, by=cast.iris).shortlist is None
    page = browser_of(calderdale, cast.iris).get(page_of(ask)).text
    assert "the new list comes on" in page
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(changed_at=now() - timedelta(days=5))
        assert shortlists.look(ask, by=cast.iris).waits_until is None


def test_not_for_me_is_quiet_and_can_be_taken_back(browser_of, calderdale, cast, ask, sols):
    iris = browser_of(calderdale, cast.iris)
    iris.get(page_of(ask))
    for _press in range(2):
        assert iris.post(f"{page_of(ask)}{cast.sol.pk}/not-for-me/").status_code == 302
    assert "Nobody just now" in iris.get(page_of(ask)).text
    with in_circle(calderdale):
        quiet = Quiet.objects.get(ask=ask)
        with pytest.raises(NotAllowed):
            shortlists.end_quiet(quiet, by=cast.sol)
    assert iris.post(f"{page_of(ask)}quiet/{quiet.pk}/end/").status_code == 302
    assert "Free in the morning" in iris.get(page_of(ask)).text


def test_iris_would_like_to_know_sol_better_and_sees_how_far_they_are(browser_of, calderdale, cast, ask, sols):
    iris = browser_of(calderdale, cast.iris)
    iris.get(page_of(ask))
    for _press in range(2):
        answer = iris.post(f"{page_of(ask)}{cast.sol.pk}/better/")
        assert answer.status_code == 302
    with in_circle(calderdale):
        met = Introduction.objects.get(ask=ask, giver=cast.sol)
    assert answer["Location"] == f"/match/introductions/{met.pk}/"
    page = iris.get(page_of(ask)).text
    assert "See how far you are" in page
    assert "not-for-me" not in page
    assert iris.post(f"{page_of(ask)}{cast.fin.pk}/better/").status_code == 404


def test_sol_is_glad_of_an_ask_and_iris_is_asked(browser_of, calderdale, cast, ask, sols):
    sol = browser_of(calderdale, cast.sol)
    sol.get("/match/offers/mine/asks/")
    assert sol.post(f"/match/offers/mine/asks/{ask.pk}/glad/").status_code == 302
    assert "See how far you are" in sol.get("/match/offers/mine/asks/").text
    page = browser_of(calderdale, cast.iris).get(page_of(ask)).text
    assert "See how far you are" not in page  # her list does not tell that Sol is glad already
    with in_circle(calderdale):
        Introduction.objects.update(closed_at=now(), shows_at=now())
    assert "Nothing just now" in sol.get("/match/offers/mine/asks/").text
    assert "Nobody just now" in browser_of(calderdale, cast.iris).get(page_of(ask)).text


def test_a_coordinator_has_both_asked(browser_of, calderdale, cast, ask, sols):
    cora = browser_of(calderdale, cast.cora)
    assert "Ask them both" in cora.get(page_of(ask)).text
    answer = cora.post(f"{page_of(ask)}{cast.sol.pk}/better/")
    assert answer["Location"] == "/circle/matching/introductions/"


def test_nobody_can_be_named_who_was_not_on_the_list(browser_of, calderdale, cast, ask, sols):
    iris = browser_of(calderdale, cast.iris)
    iris.get(page_of(ask))
    assert iris.post(f"{page_of(ask)}{cast.fin.pk}/not-for-me/").status_code == 404


@pytest.mark.parametrize("what", ["left", "suspended", "resting", "forgotten"])
def test_whoever_may_not_be_shown_any_more_is_not_there_and_nobody_says_why(calderdale, cast, ask, sols, what):
    with in_circle(calderdale):
        found = shortlists.look(ask, by=cast.iris)
        if what == "left":
            leave_circle(cast.sol, by=cast.sol)
        elif what == "suspended":
            suspend_person(cast.sol, reason="Shouted", talk_to=cast.cora, by=cast.cora)
        elif what == "resting":
            wishes.rest(sols, by=cast.sol)
        else:
            shortlists.forget(cast.sol.pk, by=SYSTEM)
            found = shortlists.look(ask, by=cast.iris)
        assert people_on(found.shortlist, ask, by=cast.iris) == []


def test_somebody_excluded_is_gone_with_the_next_list_and_not_before(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        shortlists.look(ask, by=cast.iris)
        Exclusion.objects.create(person=cast.sol, other=cast.iris)
        assert shortlists.look(ask, by=cast.iris).shortlist.ids == [cast.sol.pk]
        Shortlist.objects.update(made_at=now() - timedelta(days=5))
        assert shortlists.look(ask, by=cast.iris).shortlist.ids == []


def test_an_ask_that_is_not_open_says_what_to_do(browser_of, calderdale, cast, ask):
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(state="resting")
        with pytest.raises(Conflict):
            shortlists.look(ask, by=cast.iris)
    answer = browser_of(calderdale, cast.iris).get(page_of(ask))
    assert answer.status_code == 409
    assert "Open this ask first" in answer.text


def test_an_empty_circle_and_a_filtered_one_say_the_same(browser_of, calderdale, cast, ask):
    iris = browser_of(calderdale, cast.iris)
    empty = iris.get(page_of(ask)).text
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"], week={"wed": [["09:00", "12:00"]]})
        Shortlist.objects.all().delete()
    filtered = iris.get(page_of(ask)).text
    strip = lambda text: text[text.index("<main") : text.index("</main")]  # noqa: E731
    assert strip(empty) == strip(filtered)
    assert "Nobody just now" in empty


def test_sol_sees_asks_and_not_who_asks(browser_of, calderdale, cast, ask, sols):
    sol = browser_of(calderdale, cast.sol)
    page = sol.get("/match/offers/mine/asks/").text
    assert "You are free in the morning on Tuesday" in page
    assert not names(page, "Iris")
    assert ask.title not in page
    assert sol.post(f"/match/offers/mine/asks/{ask.pk}/not-for-me/").status_code == 302
    assert "Nothing just now" in sol.get("/match/offers/mine/asks/").text
    assert browser_of(calderdale, cast.otto).get("/match/offers/mine/asks/").status_code == 404


def test_a_program_reads_the_same_people_and_a_strangers_reads_nothing(browser_of, calderdale, cast, ask, sols):
    answer = browser_of(calderdale, cast.iris).get(f"/api/v1/asks/{ask.pk}/people/")
    assert answer.status_code == 200
    found = answer.json()
    assert [each["person"] for each in found["people"]] == [str(veiled(ask.pk, cast.sol.pk))]
    assert found["people"][0]["called"] == ""
    assert {"kind": "free", "words": "Free in the morning on Tuesday"} in found["people"][0]["reasons"]
    assert browser_of(calderdale, cast.otto).get(f"/api/v1/asks/{ask.pk}/people/").status_code == 404
    assert browser_of(calderdale, cast.cora).get(f"/api/v1/asks/{ask.pk}/people/").status_code == 200


def test_whoever_acts_for_iris_looks_for_her(browser_of, calderdale, cast, ask, sols):
    with in_circle(calderdale):
        allowed = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        helping.accept(allowed, by=cast.adah)
    adah = browser_of(calderdale, cast.adah)
    assert adah.get(page_of(ask)).status_code == 404
    assert adah.post(f"/helping/{allowed.pk}/begin/").status_code == 302
    page = adah.get(page_of(ask)).text
    assert "Free in the morning on Tuesday" in page
    assert adah.post(f"{page_of(ask)}{cast.sol.pk}/not-for-me/").status_code == 302
    with in_circle(calderdale):
        entry = Entry.objects.get(event="matching.QuietAsked")
        assert (entry.actor_id, entry.on_behalf_of) == (cast.adah.pk, cast.iris.pk)


def test_on_paper_there_is_room_to_tick_and_easy_read(browser_of, calderdale, cast, ask, sols):
    iris = browser_of(calderdale, cast.iris)
    assert "I would like to know them better" in iris.get(f"{page_of(ask)}print/").text
    assert "This person can come in the morning on Tuesday." in iris.get(f"{page_of(ask)}print/?look=easy").text


def test_what_was_suggested_long_ago_is_not_kept(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        shortlists.look(ask, by=cast.iris)
        Shortlist.objects.update(made_at=now() - STANDS_FOR - timedelta(days=1))
        Exposure.objects.update(on=(now() - STANDS_FOR - timedelta(days=1)).date())
        assert shortlists.forget_old(by=SYSTEM) >= 2
        assert not Shortlist.objects.exists()


def test_twenty_people_ask_the_database_no_more_than_one(
    browser_of, calderdale, cast, ask, django_assert_max_num_queries
):
    with in_circle(calderdale):
        for number in range(20):
            person = Person.objects.create(name=f"Giver {number}", joined_on=now().date())
            answers(person, interests=["games"])
            gives(person, tasks=["company"], week=TUESDAYS)
    iris = browser_of(calderdale, cast.iris)
    iris.get(page_of(ask))
    with django_assert_max_num_queries(22):
        assert iris.get(page_of(ask)).text.count("<article") == 20


def test_engine_and_circle_mean_the_same_by_personal_care():
    assert facts.mask(summaries.PERSONAL, facts.TASKS) == shape.PERSONAL


def test_whoever_is_allergic_to_cats_goes_where_a_dog_is_and_not_to_a_cat(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        answers(cast.sol, pets_fine=["allergic-cats"])
        for person in (cast.sol, cast.iris):
            answers(person, pets=["none"])
            privacy.choose_audience(person, PETS.section, Audience.CIRCLE, by=person)
        for animal, expected in (("dog", [cast.sol.pk]), ("cat", []), ("birds", [cast.sol.pk])):
            answers(cast.iris, pets=[animal])
            Shortlist.objects.all().delete()
            found = shortlists.look(ask, by=cast.iris).shortlist
            assert found.ids == expected, animal
            for card in people_on(found, ask, by=cast.iris):
                assert "llerg" not in str(card.told.written)  # what somebody cannot bear is no reason


def test_whoever_lives_with_a_cat_is_not_brought_to_somebody_who_is_allergic_to_cats(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        answers(cast.sol, pets=["cat"])
        answers(cast.iris, pets_fine=["allergic-dogs"])
        for person in (cast.sol, cast.iris):
            privacy.choose_audience(person, PETS.section, Audience.CIRCLE, by=person)
        for said, is_found in (("allergic-dogs", True), ("allergic-cats", False), ("rather-not", True)):
            answers(cast.iris, pets_fine=[said])
            Shortlist.objects.all().delete()
            assert (cast.sol.pk in shortlists.look(ask, by=cast.iris).shortlist.ids) is is_found, said
            assert (ask.pk in shortlists.look(sols, by=cast.sol).shortlist.ids) is is_found, said


def test_whoever_is_in_the_team_already_is_on_neither_list(calderdale, cast, ask, sols):
    with in_circle(calderdale):
        made = shortlists.look(ask, by=cast.iris).shortlist
        assert cast.sol.pk in made.ids
        team = found_team(cast.iris, by=cast.iris)
        join(team, cast.sol, "volunteer", by_owner=cast.iris, by_member=cast.sol)
        (card,) = people_on(made, ask, by=cast.iris)
        assert card.is_in_team
        Shortlist.objects.all().delete()
        assert shortlists.look(ask, by=cast.iris).shortlist.ids == []
        assert shortlists.look(sols, by=cast.sol).shortlist.ids == []
