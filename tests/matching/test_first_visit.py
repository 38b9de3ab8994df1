"""The first visit: both hear that it is arranged, it may fall through, and another time changes nothing else."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict
from kernel.time import now
from tenant_apps.matching.models import Introduction, Step
from tenant_apps.matching.services import closing, coming_in, trying
from tenant_apps.teams import services as teams
from tests.matching.meeting import HERE, ask, asked, here, offer, talking, to_team, to_trial

__all__ = ["ask", "asked", "here", "offer", "talking"]
pytestmark = pytest.mark.django_db
CONTACT = "people.contact"


@pytest.fixture
def arranged(talking, cast):
    return to_trial(talking, cast.iris, cast.sol, ticked=(CONTACT,))


def written_to(here, mailoutbox):
    mailoutbox.clear()
    here.tell()
    return {to for mail in mailoutbox for to in mail.to}


def test_whoever_suggested_it_hears_that_it_is_arranged_and_both_are_asked_once_it_has_been(
    here, talking, cast, mailoutbox
):
    here.tell()
    row = to_trial(talking, cast.iris, cast.sol)
    assert cast.iris.email in written_to(here, mailoutbox)
    closing.mind_the_time(by=SYSTEM)
    assert written_to(here, mailoutbox) == set()
    Introduction.objects.filter(pk=row.pk).update(trial_at=now() - timedelta(hours=4))
    for _twice in range(2):
        closing.mind_the_time(by=SYSTEM)
    assert written_to(here, mailoutbox) == {cast.iris.email, cast.sol.email}


def test_a_visit_that_did_not_take_place_is_put_off_and_one_that_was_told_of_is_not(
    arranged, cast, browser_of, calderdale
):
    Introduction.objects.filter(pk=arranged.pk).update(trial_at=now() - timedelta(hours=4))
    assert "It did not take place?" in browser_of(calderdale, cast.sol).get(f"{HERE}{arranged.pk}/").text
    later = now() + timedelta(days=3)
    again = trying.suggest_trial(arranged, cast.sol, later, is_paid=False, by=cast.sol)
    assert (again.stage, again.trial_at, again.due_at > later) == ("talking", later, True)
    assert again.trial_where == "At the green door"  # who gives leaves it as it was
    row = trying.agree_trial(again, cast.iris, again.trial_number, by=cast.iris)
    Introduction.objects.filter(pk=row.pk).update(trial_at=now() - timedelta(hours=4))
    trying.review(row, cast.sol, went_well="We laughed", differently="", agree_on="", by=cast.sol)
    with pytest.raises(Conflict, match="Tell how it was"):
        trying.suggest_trial(row, cast.iris, later, is_paid=False, where="Here", by=cast.iris)


def test_another_time_begins_with_what_was_said_before_and_each_label_belongs_to_its_own_form(
    talking, cast, browser_of, calderdale
):
    at = now() + timedelta(days=2)
    said = {"is_paid": True, "an_hour_minor": 1450, "where": "Here", "ticked": (CONTACT,)}
    row = trying.suggest_trial(talking, cast.iris, at, **said, by=cast.iris)
    page = browser_of(calderdale, cast.iris).get(f"{HERE}{row.pk}/").text
    form = page[page.index("Suggest another time") :]
    assert 'id="other_is_paid_1"' in form
    assert 'value="yes" id="other_is_paid_1" checked' in form.replace("required ", "").replace(
        ' checked=""', " checked"
    )
    assert 'value="14.5' in form
    sols = browser_of(calderdale, cast.sol).get(f"{HERE}{row.pk}/").text
    ids = [part.split('"')[0] for part in sols.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert Step.objects.get(introduction=row, what=Step.What.TRIAL).ticked == [CONTACT]


def test_when_the_last_of_the_team_has_answered_iris_hears_that_she_decides_now(here, talking, cast, mailoutbox):
    team = teams.found_team(cast.iris, by=cast.iris)
    teams.join(team, cast.june, "neighbour", by_owner=cast.iris, by_member=cast.june)
    row = to_team(talking, cast.iris, cast.sol)
    assert cast.iris.email not in written_to(here, mailoutbox)
    coming_in.say_to_team(row, is_worried=False, by=cast.june)
    assert written_to(here, mailoutbox) == {cast.iris.email}
