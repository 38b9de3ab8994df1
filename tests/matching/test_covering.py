"""Whole teams, beside the plainest of all ways: every group of people, every way to share the week among them."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenant_apps.matching.engine.teams.building import Goal, build, value
from tenant_apps.matching.engine.teams.checking import recheck, verify
from tenant_apps.matching.engine.teams.choosing import Kind, Trade, options
from tenant_apps.matching.engine.teams.clock import Cancelled, Clock
from tenant_apps.matching.engine.teams.hindering import What, hindrance, moved
from tenant_apps.matching.engine.teams.shape import Candidate, Problem, Team, Visit, assembled
from tests.bench.weeks import problem as invented

SOME = settings(max_examples=60, deadline=None)


def clock(steps: int = 400_000, seconds: float = 20, **more) -> Clock:
    return Clock(steps, seconds, **more)


def every_team(problem: Problem):
    """All that is possible, one by one."""
    for faces in range(problem.most_faces + 1):
        for chosen in combinations(problem.candidates, faces):
            ways = []
            for number, visit in enumerate(problem.visits):
                able = [each.key for each in chosen if each.can >> number & 1]
                ways.append([who for size in range(visit.people + 1) for who in combinations(able, size)])
            for shares in product(*ways):
                team = assembled(problem, tuple(shares), tuple(each.key for each in chosen))
                if not verify(problem, team):
                    yield team


@st.composite
def small_weeks(draw) -> Problem:
    visits = tuple(
        Visit(96 * day + 32, draw(st.sampled_from((2, 3, 4))), draw(st.sampled_from((1, 1, 2))))
        for day in range(draw(st.integers(1, 4)))
    )
    people = tuple(
        Candidate(
            key=key,
            can=draw(st.integers(0, 2 ** len(visits) - 1)),
            most_quarters=draw(st.sampled_from((2, 4, 6, 40))),
            pence_an_hour=draw(st.sampled_from((0, 1200, 2000))),
            liking=draw(st.integers(0, 9)),
        )
        for key in range(draw(st.integers(0, 5)))
    )
    money = draw(st.sampled_from((None, None, 1500, 3000)))
    return Problem(visits, people, most_pence_a_week=money, most_faces=4)


# Met once: the solver said 3.999… for four quarters, and whoever kept that as three found no team at all.
ALMOST_FOUR = Problem(
    (Visit(32, 4), Visit(128, 2, people=2), Visit(224, 3)),
    (
        Candidate(0, 0b101),
        Candidate(1, 0b100, 4),
        Candidate(2, 0b010, 2),
        Candidate(3, 0b010, 2),
        Candidate(4, 0b010, 2),
    ),
    most_faces=4,
)


@SOME
@example(ALMOST_FOUR, Goal.BACKED)
@given(small_weeks(), st.sampled_from(Goal))
def test_no_team_of_any_people_shared_in_any_way_is_better(week, goal):
    outcome = build(week, clock(), goal=goal)
    assert outcome.team is not None
    assert outcome.is_proven
    assert verify(week, outcome.team) == []
    assert value(outcome.team, goal) == min(value(team, goal) for team in every_team(week))


@SOME
@given(small_weeks())
def test_every_team_that_is_offered_holds_when_it_is_counted_anew_and_they_differ(week):
    offered = options(week, clock())
    assert len(offered) <= 3
    assert len({frozenset(each.team.members) for each in offered}) == len(offered)
    for each in offered:
        assert verify(week, each.team) == []
    for each in offered[1:]:
        assert each.team.open == ()
        assert each.trades


def test_a_week_of_21_visits_among_200_people_is_proven_and_the_same_every_time():
    week = invented(3)
    first = build(week, clock())
    shuffled = replace(week, candidates=week.candidates[::-1])
    assert first.how == "exact"
    assert first.is_proven
    assert first.team is not None
    assert verify(week, first.team) == []
    assert build(shuffled, clock()) == first


def test_two_or_three_options_say_what_each_gives_up():
    offered = {each.kind: each for each in options(invented(1), clock())}
    few, backed, glad = offered[Kind.FEW], offered[Kind.BACKED], offered[Kind.GLAD]
    assert few.team.faces < backed.team.faces
    assert backed.team.unbacked == ()
    assert glad.team.faces <= few.team.faces + 1
    assert glad.team.least_liking > max(few.team.least_liking, backed.team.least_liking)
    assert (Trade.MORE_PEOPLE, backed.team.faces - few.team.faces) in backed.trades
    assert (Trade.MORE_STAND_IN, len(few.team.unbacked)) in backed.trades


def test_where_one_person_could_do_it_all_others_are_offered_as_well():
    visits = (Visit(32, 4), Visit(128, 4))
    people = tuple(Candidate(key, 0b11, liking=500) for key in range(4))
    first, second = options(Problem(visits, people), clock())
    assert first.team.faces == 1
    assert second.kind in (Kind.BACKED, Kind.OTHERS)
    assert not set(first.team.members) & set(second.team.members) or second.kind is Kind.BACKED


def test_a_visit_of_two_has_two_different_people():
    visits = (Visit(32, 4, people=2),)
    alone = build(Problem(visits, (Candidate(1, 1),)), clock())
    assert alone.team is not None
    assert alone.team.open == (0,)
    both = build(Problem(visits, (Candidate(1, 1), Candidate(2, 1))), clock())
    assert both.team is not None
    assert set(both.team.shares[0]) == {1, 2}


def test_with_nobody_at_all_everything_stays_open():
    outcome = build(Problem((Visit(32, 4), Visit(128, 4)), ()), clock())
    assert outcome.team == Team((), ((), ()), (0, 1), (0, 1), 0, 0, 0, 0)
    told = hindrance(Problem((Visit(32, 4), Visit(128, 4)), ()), outcome.team, clock())
    assert told is not None
    assert told.nobody == (0, 1)
    assert told.helps == ()


def test_a_week_with_no_visits_needs_nobody():
    outcome = build(Problem((), (Candidate(1, 0),)), clock())
    assert outcome.team is not None
    assert outcome.team.members == ()


def test_a_visit_past_sunday_midnight_meets_one_early_on_monday():
    with pytest.raises(ValueError, match="overlap"):
        Problem((Visit(668, 8), Visit(2, 4)), ())
    with pytest.raises(ValueError, match="twice"):
        Problem((), (Candidate(1, 0), Candidate(1, 0)))


def test_the_one_change_that_helps_is_found_by_trying():
    visits = (Visit(32, 4), Visit(128, 4))
    people = (Candidate(1, 0b01, later=0b10), Candidate(2, 0b01))
    week = Problem(visits, people)
    told = hindrance(week, build(week, clock()).team, clock())
    assert told is not None
    assert told.nobody == (1,)
    assert told.best is not None
    assert (told.best.change.what, told.best.change.visit, told.best.still_open) == (What.LATER, 1, 0)
    after = build(moved(week, 1, 4), clock())
    assert after.team is not None
    assert after.team.open == ()


def test_more_money_is_named_as_what_helps_only_where_it_does():
    visits = (Visit(32, 4), Visit(128, 4))
    dear = Problem(visits, (Candidate(1, 0b11, pence_an_hour=1200),), most_pence_a_week=2000)
    told = hindrance(dear, build(dear, clock()).team, clock())
    assert told is not None
    assert told.best is not None
    assert told.best.change.what is What.MONEY
    assert told.best.change.by == 400
    short = replace(dear, candidates=(Candidate(1, 0b11, most_quarters=4),), most_pence_a_week=9000)
    told = hindrance(short, build(short, clock()).team, clock())
    assert told is not None
    assert told.helps == ()


def test_a_search_that_is_out_of_time_offers_the_best_so_far_and_says_so():
    week = invented(2)
    outcome = build(week, clock(steps=900, seconds=0.4), goal=Goal.BACKED)
    assert outcome.how == "best"
    assert not outcome.is_proven
    assert outcome.team is None or verify(week, outcome.team) == []


def test_with_no_time_at_all_nothing_breaks_and_nothing_is_called_proven():
    for goal in Goal:
        outcome = build(invented(2), clock(steps=5, seconds=0), goal=goal)
        assert (outcome.team, outcome.how, outcome.is_proven) == (None, "best", False)
    assert options(invented(2), clock(steps=5, seconds=0)) == []
    told = hindrance(invented(2), None, clock(steps=5, seconds=0))
    assert told is not None
    assert told.helps == ()
    assert not told.is_complete


def test_a_search_that_nobody_waits_for_stops():
    alive = []
    with pytest.raises(Cancelled):
        build(invented(2), clock(alive=lambda: alive.append(1), is_cancelled=lambda: len(alive) > 1))
    assert len(alive) == 2


def test_a_team_is_looked_at_again_with_the_facts_of_now():
    week = invented(4)
    team = build(week, clock()).team
    assert team is not None
    assert recheck(week, team) == []
    gone = team.members[0]
    without = replace(week, candidates=tuple(each for each in week.candidates if each.key != gone))
    assert ("gone", gone) in [(fault.what, fault.key) for fault in recheck(without, team)]
    busy = tuple(replace(each, can=0) if each.key == gone else each for each in week.candidates)
    assert {fault.what for fault in recheck(replace(week, candidates=busy), team)} == {"cannot"}
    tired = tuple(replace(each, most_quarters=1) if each.key == gone else each for each in week.candidates)
    assert "too_long" in {fault.what for fault in recheck(replace(week, candidates=tired), team)}
    assert [fault.what for fault in recheck(replace(week, visits=week.visits[1:]), team)] == ["visits"]


def test_a_false_claim_is_found():
    week = invented(4)
    team = build(week, clock()).team
    assert team is not None
    for claim in (
        replace(team, peak=team.peak - 1),
        replace(team, unbacked=()),
        replace(team, pence_a_week=0),
        replace(team, liking=team.liking + 1),
        replace(team, shares=((), *team.shares[1:])),
    ):
        assert verify(week, claim)
