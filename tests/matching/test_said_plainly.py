"""What each step says plainly: what is paid, who wrote it down, what was said, when it ends, and that it is over."""

from datetime import timedelta

import pytest

from kernel.actors import OnBehalf
from kernel.errors import RuleBroken
from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.matching.models import Introduction, Offer
from tenant_apps.matching.services import exclusions, introductions, trying
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.teams import services as teams
from tenant_apps.teams.models import Place
from tests.helping.test_api import program
from tests.matching.meeting import HERE, ask, asked, here, offer, talking, to_reviewed, to_team, to_trial

__all__ = ["ask", "asked", "here", "offer", "talking"]
pytestmark = pytest.mark.django_db
JSON = "application/json"
API = "/api/v1/me/introductions/"


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def sol(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.sol)


def visit(**said):
    day = (now() + timedelta(days=3)).date().isoformat()
    return {"day": day, "time": "10:30", "where": "The green door", **said}


def test_what_an_hour_is_paid_is_said_before_anybody_says_yes(here, talking, iris, sol, cast):
    at = f"{HERE}{talking.pk}/"
    nothing = iris.post(f"{at}trial/", visit(is_paid="yes"))
    assert nothing.status_code == 422
    assert "Say what an hour is paid" in nothing.text
    unpaid = iris.post(f"{at}trial/", visit(is_paid="no", an_hour="14.50"))
    assert "Say that it is paid, or leave the amount empty" in unpaid.text
    assert iris.post(f"{at}trial/", visit(is_paid="yes", an_hour="14.50")).status_code == 302
    assert "£14.50 an hour" in sol.get(at).text
    talking.refresh_from_db()
    assert (talking.trial_is_paid, talking.trial_an_hour_minor) == (True, 1450)


def test_nobody_is_offered_pay_who_gives_without_or_by_an_ask_that_is_without(here, talking, iris, cast):
    said = {"is_paid": True, "an_hour_minor": 1450, "where": "Here"}
    at = f"{HERE}{talking.pk}/"
    assert "What is an hour paid?" in iris.get(at).text
    for model, why in ((Offer, "offered without pay"), (type(talking.ask), "asked for without pay")):
        model.objects.update(pay="voluntary")
        talking.ask.refresh_from_db()
        assert "What is an hour paid?" not in iris.get(at).text
        with pytest.raises(RuleBroken) as refused:
            trying.suggest_trial(talking, cast.iris, now() + timedelta(days=2), **said, by=cast.iris)
        assert why in str(refused.value.errors)
        model.objects.update(pay="either")


def test_a_program_reads_the_number_of_a_suggested_visit_and_says_yes_to_just_that(talking, calderdale, cast):
    iris = program(calderdale, cast.iris, "me:read", "matching:write")
    sol = program(calderdale, cast.sol, "me:read", "matching:write")
    said = visit(is_paid="yes", an_hour="14.50", ticked=["people.contact"])
    refused = iris.post(f"{API}{talking.pk}/say/trial/", {**said, "an_hour": ""}, JSON)
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["an_hour"]
    mine = iris.post(f"{API}{talking.pk}/say/trial/", said, JSON).json()
    assert [each["ticked"] for each in mine["said"] if each["what"] == "trial"] == [["people.contact"]]
    read = sol.get(f"{API}{talking.pk}/").json()["first_visit"]
    assert (read["number"], read["is_paid"], read["an_hour_minor"]) == (1, True, 1450)
    assert (read["where"], read["i_agreed"]) == ("", False)
    agreed = sol.post(f"{API}{talking.pk}/say/agree/", {"number": read["number"]}, JSON).json()
    assert (agreed["stage"], agreed["first_visit"]["where"]) == ("trial", "The green door")
    told = sol.get(f"{API}{talking.pk}/told/").json()
    assert cast.iris.email in [each["words"] for each in told]
    assert iris.get(f"{API}{talking.pk}/told/").json() == []


def test_those_in_the_team_say_what_they_think_by_a_program_and_iris_reads_it(talking, calderdale, cast, browser_of):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "neighbour", by_owner=cast.iris, by_member=cast.june)
    row = to_team(talking, cast.iris, cast.sol)
    june, iris, sol = (
        program(calderdale, each, "me:read", "matching:write") for each in (cast.june, cast.iris, cast.sol)
    )
    assert [(each["id"], each["i_said"]) for each in june.get(f"{API}for-my-team/").json()] == [(str(row.pk), False)]
    assert june.post(f"{API}{row.pk}/team/", {"is_worried": True}, JSON).status_code == 422
    for _twice in range(2):
        said = {"is_worried": True, "words": "He smokes"}
        assert june.post(f"{API}{row.pk}/team/", said, JSON).status_code == 204
    assert june.get(f"{API}for-my-team/").json()[0]["i_said"] is True
    assert "You have said how you feel" in browser_of(calderdale, cast.june).get(HERE).text
    assert [each["words"] for each in iris.get(f"{API}{row.pk}/worries/").json()] == ["He smokes"]
    assert sol.get(f"{API}{row.pk}/worries/").json() == []
    assert sol.post(f"{API}{row.pk}/team/", {"is_worried": False}, JSON).status_code == 404


def test_how_to_reach_somebody_is_said_changed_and_taken_back_later_too(here, talking, iris, sol):
    at = f"{HERE}{talking.pk}/"
    assert "Change how they can reach you" in iris.get(at).text
    assert "Say how they can reach you" in sol.get(at).text
    assert sol.post(f"{at}talk/", {"may_reach": "on", "tells": "01632 960 077"}).status_code == 302
    assert "01632 960 077" in iris.get(at).text
    empty = sol.post(f"{at}talk/", {"may_reach": "on", "tells": ""})
    assert empty.status_code == 422
    assert sol.post(f"{at}talk/", {"tells": "01632 960 077"}).status_code == 302
    assert "01632 960 077" not in iris.get(at).text


def test_a_review_that_a_helper_wrote_names_them_to_both(talking, sol, browser_of, calderdale, cast):
    given = helping.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    adah = OnBehalf(cast.adah, cast.iris.pk, helping.accept(given, by=cast.adah).pk)
    to_trial(talking, cast.iris, cast.sol, by_iris=adah)
    Introduction.objects.filter(pk=talking.pk).update(trial_at=now() - timedelta(hours=3))
    assert "Nobody else reads it but whoever acts for one of you" in sol.get(f"{HERE}{talking.pk}/").text
    trying.review(talking, cast.iris, went_well="We laughed", differently="", agree_on="", by=adah)
    trying.review(talking, cast.sol, went_well="Tea", differently="", agree_on="", by=cast.sol)
    written = f"written down by {cast.adah.called}"
    assert written in browser_of(calderdale, cast.iris).get(f"{HERE}{talking.pk}/").text
    assert "written down by" in sol.get(f"{HERE}{talking.pk}/").text


def test_a_review_that_is_sent_twice_is_there_once_and_another_one_comes_too_late(talking, sol, cast):
    row = to_reviewed(talking, cast.iris, cast.sol)
    at = f"{HERE}{row.pk}/review/"
    assert sol.post(at, {"went_well": "We laughed"}).status_code == 302
    late = sol.post(at, {"went_well": "Something else"})
    assert late.status_code == 422
    assert "Something else" in late.text


def test_whose_place_has_ended_is_said_to_be_in_the_team_no_longer(talking, iris, cast):
    row = to_team(talking, cast.iris, cast.sol)
    assert row.stage == "joined"
    assert "no longer" not in iris.get(HERE).text
    teams.leave(Place.objects.held().get(person=cast.sol), by=cast.sol)
    assert "and no longer" in iris.get(HERE).text
    assert "went separate ways" in iris.get(f"{HERE}{row.pk}/").text


def test_what_is_over_is_told_from_another_by_the_ask_and_by_who_began_it(asked, iris, sol, cast):
    introductions.stop(asked, cast.iris, by=cast.iris)
    Introduction.objects.filter(pk=asked.pk).update(shows_at=Introduction.objects.get(pk=asked.pk).closed_at)
    assert "Chess. You said yes on" in iris.get(HERE).text
    assert "You were asked on" in sol.get(HERE).text
    assert "Chess" not in sol.get(HERE).text


def test_every_look_at_what_was_ticked_is_written_down_also_where_they_might_look_anyway(talking, sol, cast):
    row = to_trial(talking, cast.iris, cast.sol, ticked=("people.contact", "matching.asks"))
    page = sol.get(f"{HERE}{row.pk}/").text
    assert "Tue" in page
    assert "10:00–12:00" in page
    seen = {
        code
        for codes in AccessEvent.objects.filter(subject_id=cast.iris.pk).values_list("sections", flat=True)
        for code in codes
    }
    assert {"people.contact", "matching.asks"} <= seen


def test_cora_reads_for_whose_word_it_waits_but_never_while_both_are_only_asked(asked, browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    board = "/circle/matching/introductions/"
    assert "Waits for" not in cora.get(board).text
    introductions.glad(asked, cast.sol, by=cast.sol)
    trying.talk(asked, cast.iris, "", by=cast.iris)
    assert f"Waits for {cast.sol.called}" in cora.get(board).text
    assert f"Waits for {cast.iris.called}" not in cora.get(board).text


def test_home_tells_a_first_question_from_a_later_one(asked, iris, sol, cast):
    assert "Somebody may suit you" in sol.get("/home/").text
    introductions.glad(asked, cast.sol, by=cast.sol)
    assert "Somebody may suit you" not in sol.get("/home/").text
    assert "Somebody you are getting to know waits" in sol.get("/home/").text
    assert "You have until" in sol.get(f"{HERE}{asked.pk}/").text


def test_whom_iris_would_rather_not_be_brought_together_with_is_over_for_her_and_waits_for_him(
    talking, asked, iris, sol, cast
):
    exclusions.exclude(cast.iris, cast.sol, by=cast.iris)
    page = iris.get(f"{HERE}{talking.pk}/").text
    assert "You said that this is not for you" in page
    assert "Not for me" not in page
