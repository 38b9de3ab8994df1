"""A whole team for Iris's ask: looked for in the worker, checked before it is shown, stopped, and taken up again."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.sections import Audience
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.matching import plan_words
from tenant_apps.matching.models import Ask, Exclusion, Introduction, Offer, Plan
from tenant_apps.matching.models.plans import KEPT_FOR
from tenant_apps.matching.planning import spans, variants, visits_of, week_of
from tenant_apps.matching.services import plans, shortlists, wishes
from tenant_apps.matching.services.asking_a_team import ask_a_team
from tenant_apps.privacy import services as privacy
from tenant_apps.profiles import services as profiles
from tenant_apps.profiles.questions import LANGUAGES, PETS
from tenant_apps.teams.services import found_team, join
from tenants.context import circle_context, in_circle
from tests.helping.test_api import program
from tests.matching.given import ASKED_IN, answers, gives

pytestmark = pytest.mark.usefixtures("db")

MORNINGS = {day: [["09:00", "10:00"]] for day in ("mon", "wed", "fri")}


@pytest.fixture
def ask(calderdale, cast):
    with in_circle(calderdale):
        said = {"tasks": ["company"], "week": MORNINGS, "state": "open", "opened_at": now()}
        return Ask.objects.create(person=cast.iris, **said)


@pytest.fixture
def offer(calderdale):
    def give(person, week, **more):
        with in_circle(calderdale):
            said = {"tasks": ["company", "shopping"], "state": "open", "opened_at": now(), "pay": "voluntary"} | more
            return Offer.objects.create(person=person, week=week, **said)

    return give


@pytest.fixture
def offered(offer, cast):
    """Sol is there on all three mornings; June on two and Adah on one; Otto at other times."""
    free = {day: [["08:00", "12:00"]] for day in MORNINGS}
    return {
        "sol": offer(cast.sol, free, gladly=["company"]),
        "june": offer(cast.june, {day: free[day] for day in ("mon", "wed")}, gladly=["company"]),
        "adah": offer(cast.adah, {"fri": free["fri"]}, gladly=["company"]),
        "otto": offer(cast.otto, {"tue": [["08:00", "12:00"]]}),
    }


@pytest.fixture
def work(calderdale):
    """The worker has a turn."""

    def turn() -> None:
        with circle_context(calderdale):
            deliver_due()

    return turn


@pytest.fixture
def at(ask):
    return f"/match/asks/{ask.pk}/team/"


def plan_of(circle, ask) -> Plan:
    with in_circle(circle):
        return Plan.objects.filter(ask=ask).latest("asked_at")


def test_iris_has_a_team_looked_for_sees_how_far_it_is_and_then_two_ways_to_have_it(
    browser_of, calderdale, cast, offered, ask, at, work
):
    iris = browser_of(calderdale, cast.iris)
    assert "Monday, 09:00 to 10:00" in iris.get(at).text
    assert iris.post(at).status_code == 302
    waiting = iris.get(at).text
    assert "It begins in a moment." in waiting
    assert "<progress" in iris.get(at, headers={"HX-Request": "true"}).text
    work()
    assert iris.get(at, headers={"HX-Request": "true"}).status_code == 200
    shown = iris.get(at).text
    assert "As few people as can be" in shown
    assert "Somebody to stand in" in shown
    assert "For every visit there is somebody else in the team who could come." in shown
    assert "We looked at all teams there could be." in shown
    assert "2 people more would come." in shown
    plan = plan_of(calderdale, ask)
    assert plan.state == "done"
    assert plan.result["options"][0]["members"] == [str(cast.sol.pk)]
    assert "liking" not in str(plan.result)


def test_from_a_team_that_was_found_iris_asks_one_of_them_or_all(browser_of, calderdale, cast, offered, ask, at, work):
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    shown = iris.get(at).text
    assert "I would like to know them better" in shown
    assert "I would like to know all of them better" in shown
    assert iris.post(f"/match/asks/{ask.pk}/people/{cast.sol.pk}/better/").status_code == 302
    assert "See how far you are" in iris.get(at).text
    for _twice in range(2):
        assert iris.post(f"{at}backed/ask/").status_code == 302
    with in_circle(calderdale):
        asked = Introduction.objects.filter(ask=ask)
        assert {each.giver_id for each in asked} == {cast.sol.pk, cast.june.pk, cast.adah.pk}
        assert {each.brought_up_by for each in asked} == {"asker"}
    assert "I would like to know all of them better" not in iris.get(at).text
    assert iris.post(f"{at}nonsense/ask/").status_code == 404


def test_nobody_else_asks_a_team_and_not_one_that_no_longer_holds(browser_of, calderdale, cast, offered, ask, at, work):
    browser_of(calderdale, cast.iris).post(at)
    work()
    assert browser_of(calderdale, cast.otto).post(f"{at}few/ask/").status_code == 404
    with in_circle(calderdale):
        plan = Plan.objects.get(ask=ask)
        with pytest.raises(NotAllowed):
            ask_a_team(plan, "few", by=cast.otto)
        Offer.objects.filter(person=cast.sol).update(week={"tue": [["08:00", "12:00"]]})
    refused = browser_of(calderdale, cast.iris).post(f"{at}few/ask/")
    assert (refused.status_code, "Look again first." in refused.text) == (409, True)
    with in_circle(calderdale):
        assert not Introduction.objects.filter(ask=ask).exists()


def test_of_a_team_whoever_is_in_iriss_own_team_already_is_not_asked_and_the_others_are(
    browser_of, calderdale, cast, offered, ask, at, work
):
    browser_of(calderdale, cast.iris).post(at)
    work()
    with in_circle(calderdale):
        team = found_team(cast.iris, by=cast.iris)
        join(team, cast.june, "friend", by_owner=cast.iris, by_member=cast.june)
    assert browser_of(calderdale, cast.iris).post(f"{at}backed/ask/").status_code == 302
    with in_circle(calderdale):
        asked = set(Introduction.objects.filter(ask=ask).values_list("giver", flat=True))
    assert cast.june.pk not in asked
    assert cast.sol.pk in asked


def test_where_two_have_to_come_at_once_every_visit_has_two(browser_of, calderdale, cast, offered, ask, at, work):
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(at_once=2, people=3)
    iris = browser_of(calderdale, cast.iris)
    assert "Monday, 09:00 to 10:00, two people" in iris.get(at).text
    iris.post(at)
    work()
    (few, *_more) = plan_of(calderdale, ask).result["options"]
    assert [len(comers) for comers in few["shares"]] == [2, 2, 2]
    assert "Monday, 09:00 to 10:00, two people" in iris.get(at).text


@pytest.mark.parametrize(
    ("said", "helps"),
    [
        ({"must": {"languages": ["pl"]}}, "Make this a wish and not a must: Languages."),
        ({"week": {"tue": [["22:00", "23:00"]]}}, "Too few people can come at these times:"),
        ({"pay": "paid", "most_a_week_minor": 100}, "Spend up to"),
        ({"tasks": ["company", "garden"]}, "Ask for this apart, so that others may do it: Garden."),
    ],
    ids=["nobody speaks Polish", "nobody comes at night", "too little money", "nobody does both"],
)
def test_what_stands_in_the_way_is_said_and_what_would_help_most(
    browser_of, calderdale, cast, offered, ask, at, work, said, helps
):
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(**said)
        if "pay" in said:
            Offer.objects.all().update(pay="paid", least_an_hour_minor=1300)
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    shown = iris.get(at).text
    assert helps in shown
    told = program(calderdale, cast.iris, "profiles:read").get(f"/api/v1/asks/{ask.pk}/team/").json()
    assert told["why_not"]["is_complete"] is True
    assert all(sentence in shown for sentence in told["why_not"]["helps"])


def test_a_wish_for_a_woman_is_named_when_it_is_what_stands_in_the_way(calderdale, cast, offered, ask):
    with in_circle(calderdale):
        ask.tasks, ask.must = ["washing"], {"gender": ["woman"]}
        assert "gender" in {change.name for change, _problem in variants(ask, 1)}
        assert plan_words._must("gender") == "Woman or man"
        ask.tasks = ["company"]
        assert "gender" not in {change.name for change, _problem in variants(ask, 1)}


def test_names_are_shown_only_where_the_reader_may_know_them(browser_of, calderdale, cast, offered, at, work):
    with in_circle(calderdale):
        privacy.choose_audience(cast.adah, "people.name", Audience.CIRCLE, by=cast.adah)
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    shown = iris.get(at).text
    assert "Somebody you do not know yet (A)" in shown
    assert "Somebody you do not know yet (B)" in shown
    assert cast.sol.name not in shown
    assert cast.adah.called in shown
    assert cast.sol.called in browser_of(calderdale, cast.cora).get(at).text


def test_asking_twice_is_asking_once_and_the_same_answer_is_not_looked_for_again(calderdale, cast, offered, ask, work):
    with in_circle(calderdale):
        first = plans.plan_team(ask, by=cast.iris)
        assert plans.plan_team(ask, by=cast.iris) == first
    work()
    with in_circle(calderdale):
        assert plans.plan_team(ask, by=cast.iris) == first
        assert Entry.objects.filter(event="matching.TeamPlanAsked").count() == 1


def test_nobody_else_has_a_team_looked_for_and_to_them_there_is_no_such_page(
    browser_of, calderdale, cast, offered, ask, at
):
    with in_circle(calderdale):
        for other in (cast.sol, cast.otto, SYSTEM):
            with pytest.raises(NotAllowed):
                plans.plan_team(ask, by=other)
        plan = plans.plan_team(ask, by=cast.cora)
        with pytest.raises(NotAllowed):
            plans.stop_plan(plan, by=cast.otto)
    otto = browser_of(calderdale, cast.otto)
    assert otto.get(at).status_code == 404
    assert otto.post(at).status_code == 404
    assert otto.post(f"{at}stop/").status_code == 404


def test_adah_looks_for_iris_and_both_are_written_down(browser_of, calderdale, cast, offered, ask, at):
    with in_circle(calderdale):
        found = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
        helping.accept(found, by=cast.adah)
    adah = browser_of(calderdale, cast.adah)
    assert adah.get(at).status_code == 404
    adah.post(f"/helping/{found.pk}/begin/")
    assert adah.get(at).status_code == 200
    assert adah.post(at).status_code == 302
    with in_circle(calderdale):
        entry = Entry.objects.get(event="matching.TeamPlanAsked")
        assert (entry.actor_id, entry.on_behalf_of, entry.authority) == (cast.adah.pk, cast.iris.pk, found.pk)
        helping.end(found, why="withdrawn", by=cast.iris)
        with pytest.raises(NotAllowed):
            plans.plan_team(ask, by=OnBehalf(cast.adah, cast.iris.pk, found.pk))


def test_an_ask_that_is_not_open_or_says_no_times_gets_a_sentence(browser_of, calderdale, cast, ask, at):
    iris = browser_of(calderdale, cast.iris)
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(week={})
        with pytest.raises(RuleBroken):
            plans.plan_team(ask, by=cast.iris)
    answer = iris.post(at)
    assert answer.status_code == 422
    assert "Say on which days and at what times first." in answer.text
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(state="resting", week=MORNINGS)
        with pytest.raises(Conflict):
            plans.plan_team(ask, by=cast.iris)
    assert "This ask is not open." in iris.get(at).text


def test_what_would_help_most_is_said(browser_of, calderdale, cast, offer, ask, at, work):
    offer(cast.sol, {"mon": [["08:00", "12:00"]], "wed": [["08:00", "12:00"]], "fri": [["10:00", "12:00"]]})
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    shown = iris.get(at).text
    assert "Some visits are still without anybody" in shown
    assert "Begin this visit an hour later: Friday, 09:00 to 10:00. Then somebody could come to every visit." in shown


def test_with_nobody_at_all_the_page_says_so(browser_of, calderdale, cast, ask, at, work):
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    shown = iris.get(at).text
    assert "Nobody can come to this yet" in shown
    assert "No single change would help." in shown


def test_a_search_that_ran_out_of_time_does_not_say_that_there_is_nobody(
    browser_of, calderdale, cast, offered, at, work, monkeypatch
):
    monkeypatch.setattr(plans, "SECONDS", 0.0)
    monkeypatch.setattr(plans, "SECONDS_FOR_HELP", 0.0)
    monkeypatch.setattr(plans, "STEPS", 0)
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    shown = iris.get(at).text
    assert "Time ran out before a team was found." in shown
    assert "Nobody can come" not in shown
    assert "No single change" not in shown


def test_an_offer_that_changes_while_it_is_looked_for_is_looked_at_again(calderdale, cast, offered, ask, monkeypatch):
    look, looked = plans._look, []

    def while_it_looks(*what):
        result = look(*what)
        if not looked:
            with in_circle(calderdale):
                Offer.objects.filter(person=cast.sol).update(state="closed")
        looked.append(result)
        return result

    monkeypatch.setattr(plans, "_look", while_it_looks)
    with in_circle(calderdale):
        plan = plans.plan_team(ask, by=cast.iris)
    with circle_context(calderdale):
        assert plans.carry_out(plan.pk)
    assert len(looked) == 2
    found = plan_of(calderdale, ask)
    assert found.state == "done"
    assert str(cast.sol.pk) not in str(found.result)


def test_what_no_longer_holds_is_not_shown(browser_of, calderdale, cast, offered, ask, at, work):
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    with in_circle(calderdale):
        Exclusion.objects.create(person=cast.sol, other=cast.iris)
    shown = iris.get(at).text
    assert "Somebody is not there any more." in shown
    assert "As few people as can be" not in shown
    iris.post(at)
    work()
    with in_circle(calderdale):
        assert Plan.objects.filter(ask=ask).count() == 2
    assert str(cast.sol.pk) not in str(plan_of(calderdale, ask).result)
    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(number=2)
    assert "The ask has changed since we looked" in iris.get(at).text


def test_a_search_that_was_stopped_keeps_nothing(browser_of, calderdale, cast, offered, ask, at, work):
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    assert iris.post(f"{at}stop/").status_code == 302
    work()
    assert plan_of(calderdale, ask).state == "stopped"
    assert "The looking was stopped." in iris.get(at).text


def test_stopping_in_the_middle_reaches_the_worker(calderdale, cast, offered, ask, monkeypatch):
    with in_circle(calderdale):
        plan = plans.plan_team(ask, by=cast.iris)
    step = plans._Voice.step

    def stopped_meanwhile(self, part):
        if part == "backed":
            with in_circle(calderdale):
                plans.stop_plan(plan, by=cast.iris)
        step(self, part)

    monkeypatch.setattr(plans._Voice, "step", stopped_meanwhile)
    with circle_context(calderdale):
        assert not plans.carry_out(plan.pk)
    assert plan_of(calderdale, ask).state == "stopped"


def test_a_worker_that_died_in_the_middle_leaves_it_to_the_next_one(browser_of, calderdale, cast, offered, ask, at):
    with in_circle(calderdale):
        plan = plans.plan_team(ask, by=cast.iris)
        assert plans._take_up(plan.pk)  # and then it dies
        Plan.objects.filter(pk=plan.pk).update(alive_at=now() - timedelta(minutes=2))
    assert "It stopped in the middle. It goes on by itself" in browser_of(calderdale, cast.iris).get(at).text
    with circle_context(calderdale):
        assert plans.carry_out(plan.pk)
        assert not plans.carry_out(plan.pk)  # once more does nothing
    assert plan_of(calderdale, ask).state == "done"


def test_what_nobody_takes_up_again_is_said_not_to_have_worked(browser_of, calderdale, cast, offered, ask, at):
    with in_circle(calderdale):
        plan = plans.plan_team(ask, by=cast.iris)
        Plan.objects.filter(pk=plan.pk).update(tries=plans.MOST_TRIES)
    with circle_context(calderdale):
        assert not plans.carry_out(plan.pk)
    assert "That is our fault and not yours." in browser_of(calderdale, cast.iris).get(at).text
    with in_circle(calderdale):
        again = plans.plan_team(ask, by=cast.iris)
        Plan.objects.filter(pk=again.pk).update(asked_at=now() - timedelta(hours=1))
        plans.tend_plans()
        again.refresh_from_db()
        assert again.state == "failed"
        Plan.objects.filter(ask=ask).update(expires_at=now())
        plans.tend_plans()
        assert not Plan.objects.filter(ask=ask).exists()


def test_a_fault_of_ours_is_said_and_not_left_waiting(calderdale, cast, offered, ask, monkeypatch):
    monkeypatch.setattr(plans, "_look", lambda *_what: 1 / 0)
    with in_circle(calderdale):
        plan = plans.plan_team(ask, by=cast.iris)
    with circle_context(calderdale), pytest.raises(ZeroDivisionError):
        plans.carry_out(plan.pk)
    assert plan_of(calderdale, ask).state == "failed"


def test_looking_again_and_again_ends_with_a_day(calderdale, cast, ask):
    with in_circle(calderdale):
        told = {"ask": ask, "asked_by": cast.iris, "ask_number": 1, "state": "stopped", "expires_at": now() + KEPT_FOR}
        Plan.objects.bulk_create(Plan(**told) for _ in range(plans.MOST_PLANS))
        with pytest.raises(Conflict, match="many times lately"):
            plans.plan_team(ask, by=cast.iris)


def test_somebody_who_is_forgotten_is_in_no_team_any_more(calderdale, cast, offered, ask, work):
    from tenant_apps.matching.answers import forget_plans

    with in_circle(calderdale):
        plans.plan_team(ask, by=cast.iris)
    work()
    with in_circle(calderdale):
        assert Plan.objects.naming(cast.june.pk).exists()
        assert forget_plans(cast.june.pk)
        assert not Plan.objects.filter(ask=ask).exists()


def test_pay_place_tasks_and_exclusions_of_both_sides_decide_who_could_come(calderdale, cast, offered, ask):
    def who() -> set:
        return {each.key for each in week_of(ask).problem.candidates}

    with in_circle(calderdale):
        assert who() == {cast.sol.pk, cast.june.pk, cast.adah.pk}
        Offer.objects.filter(person=cast.sol).update(tasks=["shopping"])
        Offer.objects.filter(person=cast.june).update(postcode="OX1 1AA")
        Exclusion.objects.create(person=cast.iris, other=cast.adah)
        ask.postcode = "HX7 8AA"
        assert who() == set()
        assert {each.key for each in week_of(ask, is_wider=True).problem.candidates} == {cast.june.pk}
        Offer.objects.filter(person=cast.june).update(pay="paid", least_an_hour_minor=1500, postcode="")
        assert who() == {cast.june.pk}
        ask.most_an_hour_minor = 1400
        assert who() == set()
        ask.most_an_hour_minor, ask.pay = None, "voluntary"
        assert who() == set()


def test_must_haves_count_only_as_far_as_they_are_shared_and_homes_are_minded(calderdale, cast, offered, ask):
    def who() -> set:
        return {each.key for each in week_of(ask).problem.candidates}

    with in_circle(calderdale):
        ask.must = {"languages": ["pl"]}
        assert who() == set()
        profiles.keep_answer(cast.sol, LANGUAGES, {"facets": {"languages": ["pl"]}}, seen=0, by=cast.sol)
        profiles.show_answers(cast.sol, {LANGUAGES: 1}, by=cast.sol)
        privacy.choose_audience(cast.sol, LANGUAGES.section, Audience.TEAM, by=cast.sol)
        assert who() == set()
        privacy.choose_audience(cast.sol, LANGUAGES.section, Audience.CIRCLE, by=cast.sol)
        assert who() == {cast.sol.pk}
        ask.must = {"faith": ["quaker"]}
        assert week_of(ask).unchecked == ("faith",)
        Offer.objects.filter(person=cast.sol).update(must={"homes": ["dog"]})
        profiles.keep_answer(cast.iris, PETS, {"facets": {"pets": ["dog"]}}, seen=0, by=cast.iris)
        profiles.show_answers(cast.iris, {PETS: 1}, by=cast.iris)
        assert who() == {cast.sol.pk, cast.june.pk, cast.adah.pk}, "she keeps it to herself, and did not let it be used"
        privacy.choose_audience(cast.iris, PETS.section, Audience.CIRCLE, by=cast.iris)
        assert who() == {cast.june.pk, cast.adah.pk}


def test_a_team_is_made_of_whom_the_list_shows_and_says_why_in_the_same_words(
    browser_of, calderdale, cast, ask, at, work
):
    """Sol cannot be with a dog, Adah says in her offer that she would rather not, and Otto speaks no Polish."""

    def shows(person, **facets):
        answers(person, **facets)
        for facet in facets:
            privacy.choose_audience(person, ASKED_IN[facet.replace("_", "-")].section, Audience.CIRCLE, by=person)

    with in_circle(calderdale):
        Ask.objects.filter(pk=ask.pk).update(must={"languages": ["pl"]}, like={"interests": ["chess"]})
        shows(cast.iris, pets=["dog"])
        for each in (cast.sol, cast.adah, cast.june, cast.otto):
            gives(each, tasks=["company"], week=MORNINGS, pay="voluntary")
        for each in (cast.sol, cast.adah, cast.june):
            shows(each, languages=["pl"])
        shows(cast.sol, pets_fine=["allergic-dogs"])
        wishes.change(Offer.objects.get(person=cast.adah), {"must": {"homes": ["dog"]}}, by=cast.adah)
        shows(cast.june, interests=["chess"])
        ask.refresh_from_db()
        assert shortlists.look(ask, by=cast.iris).shortlist.ids == [cast.june.pk]
        assert {each.key for each in week_of(ask).problem.candidates} == {cast.june.pk}
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    assert "Likes: chess" in iris.get(at).text
    told = program(calderdale, cast.iris, "profiles:read").get(f"/api/v1/asks/{ask.pk}/team/").json()
    assert "Likes: chess" in told["teams"][0]["comers"][0]["speaks_for_it"]


def test_a_night_from_sunday_goes_on_into_monday_and_times_that_meet_are_one_visit():
    ask = Ask(week={"sun": [["23:00", "07:00"]], "mon": [["06:30", "08:00"], ["08:00", "09:00"]]})
    assert [(visit.start, visit.quarters) for visit in visits_of(ask)] == [(32, 4), (6 * 96 + 92, 36)]
    assert spans({"tue": [["09:10", "09:40"]]}) == [(96 + 36, 3)]


def test_the_page_asks_little(browser_of, calderdale, cast, offered, at, work, django_assert_max_num_queries):
    iris = browser_of(calderdale, cast.iris)
    iris.post(at)
    work()
    with django_assert_max_num_queries(25):
        assert iris.get(at).status_code == 200
