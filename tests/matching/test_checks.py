"""What the law wants checked is in date before somebody is suggested for it, and nobody reads how it stands."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from shared_apps.federation import here
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import facts
from tenant_apps.matching import checking
from tenant_apps.matching.cards import people_on
from tenant_apps.matching.models import Exposure, Offer, Shortlist
from tenant_apps.matching.planning import week_of
from tenant_apps.matching.services import shortlists
from tenant_apps.people.models import today
from tenant_apps.profiles.models import Check
from tenant_apps.profiles.services import note_check
from tenants import directory
from tenants.context import in_circle, in_federation
from tests.matching.given import gives, opens

pytestmark = pytest.mark.usefixtures("db")

WEEK = {"tue": [["10:00", "12:00"]]}
TASKS = ["washing", "company"]
BARRED, GOOD, ASKED, BAD = Check.Kind.DBS_BARRED, Check.State.IN_ORDER, Check.State.ASKED, Check.State.NOT_IN_ORDER
A_YEAR = timedelta(days=365)


@pytest.fixture
def caring(calderdale):
    """A circle that is registered for personal care."""
    with in_circle(calderdale):
        assert here.may_give_personal_care()
        yield calderdale


def shown(ask) -> set:
    for table in (Shortlist, Exposure):
        table.objects.all().delete()
    return set(shortlists.look(ask, by=ask.person).shortlist.ids)


def notes(cast, state, *, on=None, until=None, kind=BARRED):
    return note_check(cast.sol, kind, state, on or today(), renew_on=until, by=cast.cora)


def test_nobody_is_suggested_for_washing_before_the_check_was_seen_and_for_company_at_once(caring, cast):
    washing = opens(cast.iris, tasks=TASKS, week=WEEK)
    company = opens(cast.otto, tasks=["company"], week=WEEK)
    offer = gives(cast.sol, tasks=TASKS, week=WEEK)
    assert (shown(washing), shown(company)) == (set(), {cast.sol.pk})
    assert shortlists.look(offer, by=cast.sol).shortlist.ids == [company.pk]
    assert week_of(washing).problem.candidates == ()
    notes(cast, ASKED)
    notes(cast, GOOD, kind=Check.Kind.DBS_BASIC)
    assert shown(washing) == set()
    notes(cast, GOOD, until=today() + A_YEAR)
    assert shown(washing) == {cast.sol.pk}
    assert set(shortlists.look(offer, by=cast.sol).shortlist.ids) == {company.pk, washing.pk}
    assert [each.key for each in week_of(washing).problem.candidates] == [cast.sol.pk]
    notes(cast, ASKED)  # the next one is asked for in good time: the one they have counts still
    assert shown(washing) == {cast.sol.pk}
    notes(cast, BAD)
    assert shown(washing) == set()


def test_when_it_runs_out_they_are_gone_from_the_list_that_is_there_and_come_back_with_a_new_one(caring, cast):
    washing = opens(cast.iris, tasks=TASKS, week=WEEK)
    gives(cast.sol, tasks=TASKS, week=WEEK)
    check = notes(cast, GOOD, on=today() - A_YEAR, until=today())
    assert shown(washing) == {cast.sol.pk}  # its last day counts
    made = shortlists.look(washing, by=cast.iris).shortlist
    assert [card.person for card in people_on(made, washing, by=cast.iris)] == [cast.sol.pk]
    Check.objects.filter(pk=check.pk).update(renew_on=today() - timedelta(days=1))
    assert people_on(made, washing, by=cast.iris) == []
    notes(cast, GOOD, until=today() + A_YEAR)
    assert [card.person for card in people_on(made, washing, by=cast.iris)] == [cast.sol.pk]


def test_others_see_the_same_as_of_somebody_who_would_rather_not_wash_anybody(caring, cast):
    """An attacker asks with washing and without, and reads every word: no check and no wish look alike."""
    seen = []
    for tasks in (TASKS, ["company"]):
        gives(cast.sol, tasks=tasks, gladly=tasks, week=WEEK)
        answers = []
        for asked in (["company"], TASKS):
            ask = opens(cast.iris, tasks=asked, week=WEEK)
            found = shown(ask)
            made = shortlists.look(ask, by=cast.iris).shortlist
            answers.append((found, [card.told.written for card in people_on(made, ask, by=cast.iris)]))
        seen.append(answers)
        Offer.objects.all().delete()
    assert seen[0] == seen[1]


def test_where_the_circle_gives_no_personal_care_no_such_check_is_wanted(calderdale, cast):
    with in_federation():
        kind = CircleFact.Kind.MODE
        facts.note(calderdale.id, kind, "community", by=SYSTEM, from_on=facts.today(), evidence="Seen.")
    directory.forget()
    directory.all_open()
    with in_circle(calderdale):
        assert not here.may_give_personal_care()
        assert checking.rules_here(today()) == ()


def test_whoever_gives_is_told_what_is_missing_and_before_it_runs_out(caring, cast, browser_of):
    offer = gives(cast.sol, tasks=TASKS, week=WEEK)
    at, sol = f"/match/offers/{offer.pk}/", browser_of(caring, cast.sol)
    missing, soon = "Until your co-ordinator has seen it", "it has to be done again by"
    assert missing in sol.get(at).text
    notes(cast, GOOD, until=today() + A_YEAR)
    assert not {words for words in (missing, soon) if words in sol.get(at).text}
    notes(cast, GOOD, until=today() + checking.AHEAD)
    assert soon in sol.get(at).text
    Offer.objects.filter(pk=offer.pk).update(tasks=["company"])
    notes(cast, BAD)
    assert not {words for words in (missing, soon) if words in sol.get(at).text}  # it is not needed for company


def test_every_rule_says_since_when_and_where_it_stands(caring):
    for rule in checking.RULES:
        assert rule.source
        assert rule.since <= today()
        assert rule.tasks
