"""What is sent twice is there once, what somebody left behind is taken up, and the board says what a team lacks."""

from datetime import date, timedelta

import pytest

from kernel.errors import RuleBroken
from kernel.time import now
from tenant_apps.people.models import today
from tenant_apps.teams import services
from tenant_apps.teams.models import Agreement, CheckIn, Meeting, TeamTask
from tenant_apps.teams.services import agreements, meetings, tasks
from tenant_apps.teams.services.places import leave

pytestmark = pytest.mark.django_db


def test_what_is_sent_twice_is_there_once(inside, iris_team, cast):
    day, at = today() + timedelta(days=3), now() + timedelta(days=3)
    for _twice in range(2):
        tasks.add_task(iris_team, "Order the chair", who=cast.sol, due_on=day, by=cast.june)
        meetings.call_meeting(iris_team, at, "Kitchen", by=cast.june)
        meetings.check_in(iris_team, "well", "All is well.", by=cast.june)
        agreements.make_agreement(iris_team, "Keys", "By the door.", by=cast.june)
    found = [model.objects.filter(team=iris_team).count() for model in (TeamTask, Meeting, CheckIn, Agreement)]
    assert found == [1, 1, 1, 1]
    tasks.add_task(iris_team, "Order the chair", by=cast.sol)  # somebody else means another one
    assert TeamTask.objects.filter(team=iris_team).count() == 2
    with pytest.raises(RuleBroken):
        tasks.add_task(iris_team, "Much later", due_on=date(9999, 12, 31), by=cast.sol)


def test_what_somebody_would_have_done_waits_for_anybody_once_they_left(inside, iris_team, cast):
    task = tasks.add_task(iris_team, "Fix the tap", who=cast.sol, by=cast.june)
    leave(iris_team.places.get(person=cast.sol), by=cast.sol)
    inside.tell()
    task.refresh_from_db()
    assert (task.who_id, task.is_open) == (None, True)


def test_the_sheet_says_what_everybody_agreed_on_and_not_what_somebody_wrote_since(
    inside, iris_team, cast, browser_of, calderdale
):
    made = agreements.make_agreement(iris_team, "Keys", "By the blue door.", by=cast.iris)
    sheet, iris = f"/team/{iris_team.pk}/sheet/", browser_of(calderdale, cast.iris)
    assert "Not everybody has said yes to this yet" in iris.get(sheet).text
    for each in (cast.sol, cast.adah, cast.june):
        agreements.answer_agreement(made.versions.first(), yes=True, by=each)
    assert "By the blue door." in iris.get(sheet).text
    agreements.write_anew(made, "Under the mat.", seen=1, by=cast.iris)
    page = iris.get(sheet).text
    assert ("By the blue door." in page, "Under the mat." in page) == (True, False)
    assert "Somebody has written this anew" in page


def test_cora_sees_which_team_lacks_what_and_iris_hears_that_hers_was_begun(
    inside, iris_team, cast, browser_of, calderdale, mailoutbox
):
    page = browser_of(calderdale, cast.cora).get("/circle/teams/?show=lacks").text
    assert "Looks after safety" in page
    assert f"/circle/teams/{iris_team.pk}/" in page
    inside.tell()
    mailoutbox.clear()
    services.found_team(cast.otto, by=cast.cora)
    inside.tell()
    assert [(mail.to, "begun around you" in mail.body) for mail in mailoutbox] == [([cast.otto.email], True)]
