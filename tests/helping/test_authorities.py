"""Who may act for whom: on what ground, how far, and when it counts."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from tenant_apps.helping import services
from tenant_apps.helping.acting import acting_under
from tenant_apps.helping.bases import GROUNDS, Basis
from tenant_apps.helping.models import Authority, Capacity, Evidence, Yes
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import give_hat, leave_circle, suspend_person
from tenant_apps.vault.fields import found_by
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(calderdale, cast, db):
    """Cora writes authorities down; Fin is the safeguarding lead and checks them."""
    with in_circle(calderdale):
        give_hat(cast.fin, "safeguarding_lead", by=cast.cora)
        yield calderdale


def consent(cast, helper=None, scopes=("care", "health")):
    authority = services.ask_for_help(cast.iris, helper or cast.adah, list(scopes), until_on=None, by=cast.iris)
    return services.accept(authority, by=helper or cast.adah)


def checked(cast, basis, scopes, helper=None, **more):
    authority = services.record_authority(cast.iris, helper or cast.adah, basis, scopes, by=cast.cora, **more)
    services.accept(authority, by=helper or cast.adah)
    Evidence.objects.create(authority=authority, person=cast.iris, key="0" * 64, called="p", media_type="x", size=1)
    return services.check(authority, by=cast.fin)


def lost(cast, *, can_decide=False):
    day = today() + timedelta(days=60)
    return services.record_capacity(cast.iris, can_decide=can_decide, why="A meeting.", review_on=day, by=cast.cora)


def counts(authority):
    return Authority.objects.in_force().filter(pk=authority.pk).exists()


def test_a_consent_counts_when_the_helper_has_said_yes_and_ends_with_the_persons_word(cast):
    asked = services.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    assert not counts(asked)
    services.accept(asked, by=cast.adah)
    assert counts(asked)
    services.end(asked, why="withdrawn", by=cast.iris)
    assert not counts(asked)
    with pytest.raises(Conflict):
        services.accept(asked, by=cast.adah)


def test_nobody_asks_or_says_yes_for_somebody_else(cast):
    with pytest.raises(NotAllowed):
        services.ask_for_help(cast.iris, cast.sol, ["care"], until_on=None, by=cast.cora)
    asked = services.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    for other in (cast.iris, cast.cora, cast.otto):
        with pytest.raises(NotAllowed):
            services.accept(asked, by=other)
    with pytest.raises(NotAllowed):
        services.end(asked, why="concern", by=cast.otto)


def test_whoever_acts_for_somebody_hands_nothing_on(cast):
    mine = consent(cast)
    acting = OnBehalf(cast.adah, cast.iris.pk, mine.pk)
    with pytest.raises(NotAllowed):
        services.ask_for_help(cast.iris, cast.otto, ["care"], until_on=None, by=acting)


def test_a_paper_counts_when_somebody_else_has_checked_it(cast):
    authority = services.record_authority(
        cast.iris, cast.adah, Basis.LPA_PROPERTY, ["money"], reference="7000-1234-5678", by=cast.cora
    )
    services.accept(authority, by=cast.adah)
    assert not counts(authority)
    with pytest.raises(RuleBroken):
        services.check(authority, by=cast.fin)  # there is no paper
    Evidence.objects.create(authority=authority, person=cast.iris, key="0" * 64, called="p", media_type="x", size=1)
    for other in (cast.adah, cast.iris, cast.sol, cast.cora):  # Cora wrote it down
        with pytest.raises(NotAllowed):
            services.check(authority, by=other)
    services.check(authority, by=cast.fin)
    assert counts(authority)
    assert Authority.objects.get(**found_by(Authority, "reference", "700012345678")) == authority


def test_whoever_brought_a_paper_does_not_check_it_so_that_nobody_alone_makes_an_authority_count(cast):
    authority = services.record_authority(cast.iris, cast.adah, Basis.LPA_PROPERTY, ["money"], by=cast.cora)
    services.accept(authority, by=cast.adah)
    paper = {"authority": authority, "person": cast.iris, "key": "0" * 64, "called": "p", "media_type": "x", "size": 1}
    Evidence.objects.create(**paper, kept_by=cast.fin)
    for each in (cast.cora, cast.fin):
        with pytest.raises(NotAllowed):
            services.check(authority, by=each)
    give_hat(cast.june, "steward", by=cast.cora)
    services.check(authority, by=cast.june)
    assert counts(authority)


def test_a_steward_who_helps_does_not_check_their_own(cast):
    authority = services.record_authority(cast.iris, cast.cora, Basis.APPOINTEE, ["money"], by=cast.cora)
    Evidence.objects.create(authority=authority, person=cast.iris, key="0" * 64, called="p", media_type="x", size=1)
    with pytest.raises(NotAllowed):
        services.check(authority, by=cast.cora)


@pytest.mark.parametrize("basis", [basis for basis in Basis if basis != Basis.CONSENT])
def test_no_ground_reaches_further_than_the_law_lets_it(cast, basis):
    too_far = {"care", "health", "contact", "schedule", "money", "access_log", "data_request"} - GROUNDS[basis].scopes
    for scope in too_far:
        with pytest.raises(RuleBroken):
            services.record_authority(cast.iris, cast.adah, basis, [scope], by=cast.cora)


def test_best_interests_end_within_half_a_year_and_not_beside_an_attorney(cast):
    with pytest.raises(RuleBroken):
        day = today() + timedelta(days=300)
        services.record_authority(cast.iris, cast.sol, Basis.BEST_INTERESTS, ["care"], until_on=day, by=cast.cora)
    checked(cast, Basis.LPA_HEALTH, ["care", "health"])
    with pytest.raises(Conflict) as refused:
        services.record_authority(cast.iris, cast.sol, Basis.BEST_INTERESTS, ["care"], by=cast.cora)
    assert refused.value.code == "attorney_decides"
    services.record_authority(cast.iris, cast.sol, Basis.BEST_INTERESTS, ["schedule"], by=cast.cora)


def test_several_may_act_and_one_of_each_kind_for_the_same_two(cast):
    assert counts(consent(cast))
    assert counts(consent(cast, cast.sol))
    assert counts(checked(cast, Basis.LPA_PROPERTY, ["money"]))
    with pytest.raises(ValidationError):
        consent(cast)


def test_those_who_act_only_together_wait_for_one_another_each_day(cast):
    one = checked(cast, Basis.LPA_PROPERTY, ["money"], how="together")
    two = checked(cast, Basis.LPA_PROPERTY, ["money"], helper=cast.june, how="together")
    services.say_yes_for_today(one, by=cast.adah)
    assert [each.helper for each in services.who_must_still_agree(one)] == [cast.june]
    services.say_yes_for_today(two, by=cast.june)
    assert services.who_must_still_agree(one) == services.who_must_still_agree(two) == []
    Yes.objects.filter(authority=two).update(on=today() - timedelta(days=1))
    assert [each.helper for each in services.who_must_still_agree(one)] == [cast.june]


def test_nobody_of_those_who_act_only_together_goes_on_without_one_who_has_not_begun_or_has_stopped(cast):
    one = checked(cast, Basis.LPA_PROPERTY, ["money"], how="together")
    services.say_yes_for_today(one, by=cast.adah)
    two = services.record_authority(cast.iris, cast.june, Basis.LPA_PROPERTY, ["money"], how="together", by=cast.cora)
    assert [each.helper for each in services.who_must_still_agree(one)] == [cast.june], "June has not said yes yet"
    services.end(two, why="refused", by=cast.june)
    assert [each.helper for each in services.who_must_still_agree(one)] == [cast.june], "June has said no"
    assert acting_under(cast.adah, one.pk) is None
    three = checked(cast, Basis.LPA_PROPERTY, ["money"], helper=cast.june, how="together")
    services.say_yes_for_today(three, by=cast.june)
    assert services.who_must_still_agree(one) == [], "what was written down last counts"
    services.end(three, why="stepped_down", by=cast.june)
    assert [each.helper for each in services.who_must_still_agree(one)] == [cast.june]


def test_when_somebody_can_no_longer_decide_consent_rests_and_attorneys_for_health_begin(cast):
    agreed, health, money = (
        consent(cast, cast.sol),
        checked(cast, Basis.LPA_HEALTH, ["health"]),
        checked(cast, Basis.LPA_PROPERTY, ["money"], helper=cast.june),
    )
    assert [counts(each) for each in (agreed, health, money)] == [True, False, True]
    lost(cast)
    assert [counts(each) for each in (agreed, health, money)] == [False, True, True]
    with pytest.raises(Conflict):
        services.ask_for_help(cast.iris, cast.otto, ["care"], until_on=None, by=cast.iris)
    lost(cast, can_decide=True)
    assert [counts(each) for each in (agreed, health, money)] == [True, False, True]
    assert Entry.objects.filter(event="helping.CapacityRecorded", payload__person_id=str(cast.iris.pk)).count() == 2


def test_nobody_writes_down_their_own_capacity_and_only_watchers_anybodys(cast):
    day = today() + timedelta(days=60)
    for person, by in ((cast.iris, cast.adah), (cast.iris, cast.iris), (cast.cora, cast.cora)):
        with pytest.raises(NotAllowed):
            services.record_capacity(person, can_decide=False, why="x", review_on=day, by=by)


def test_it_counts_for_nobody_who_is_not_here(cast):
    mine = consent(cast, cast.otto)
    suspend_person(cast.otto, reason="A worry", talk_to=cast.cora, by=cast.cora)
    assert not counts(mine)
    other = consent(cast)
    leave_circle(cast.adah, by=cast.adah)
    assert not counts(other)


def test_it_counts_from_its_first_day_until_just_before_its_last(cast):
    mine = consent(cast)
    Authority.objects.filter(pk=mine.pk).update(from_on=today() + timedelta(days=1))
    assert not counts(mine)
    Authority.objects.filter(pk=mine.pk).update(from_on=today() - timedelta(days=9), until_on=today())
    assert not counts(mine)
    Authority.objects.filter(pk=mine.pk).update(until_on=today() + timedelta(days=1))
    assert counts(mine)


def test_the_one_query_says_what_the_rules_say_in_every_case(cast):
    """Every ground, with and without capacity, checked or not, accepted or not, before, within and after its days, with
    the helper here, on hold, or gone."""
    mine, day = consent(cast), today()
    rows = Authority.objects.filter(pk=mine.pk)
    days = {"before": (1, 5, False), "within": (-3, 1, True), "its last": (-3, 0, False), "no end": (-3, None, True)}
    states = ({}, {"suspended_at": now()}, {"left_at": now(), "account_id": None})
    told = 0
    for can_decide, state in product((True, False), states):
        Capacity.objects.filter(person=cast.iris).delete()
        if not can_decide:
            lost(cast)
        Person.objects.filter(pk=cast.adah.pk).update(**{"suspended_at": None, "left_at": None, **state})
        for basis, is_checked, accepted, (begins, ends, fits) in product(Basis, (0, 1), (0, 1), days.values()):
            rows.update(
                basis=basis,
                checked_at=now() if is_checked else None,
                accepted_at=now() if accepted else None,
                from_on=day + timedelta(days=begins),
                until_on=None if ends is None else day + timedelta(days=ends),
            )
            ground = GROUNDS[basis]
            by_rule = (
                (ground.with_capacity if can_decide else ground.without_capacity)
                and (bool(is_checked) or not ground.needs_check)
                and bool(accepted)
                and fits
                and not state
            )
            assert counts(mine) is by_rule, (basis, can_decide, is_checked, accepted, begins, ends, state)
            told += by_rule
    assert told > 10


def test_before_it_ends_or_has_to_be_looked_at_it_is_said_once(cast):
    mine = consent(cast)
    assert services.remind(by=SYSTEM) == 0
    Authority.objects.filter(pk=mine.pk).update(review_on=today() + timedelta(days=20))
    assert services.remind(by=SYSTEM) == 1
    assert services.remind(by=SYSTEM) == 0
    Authority.objects.filter(pk=mine.pk).update(review_on=today() + timedelta(days=25))
    assert services.remind(by=SYSTEM) == 1


def test_its_end_is_said_as_well_where_the_look_was_said_long_before(cast):
    """As the form makes it: two years, to be looked at after one."""
    mine = consent(cast)
    assert mine.until_on > mine.review_on
    last_year = today() - timedelta(days=340)
    Authority.objects.filter(pk=mine.pk).update(
        review_on=last_year, reminded_on=last_year, until_on=today() + timedelta(days=9)
    )
    assert services.remind(by=SYSTEM) == 1
    assert services.remind(by=SYSTEM) == 0


def test_iris_says_that_what_she_agreed_to_is_still_right_and_nobody_says_it_for_themselves(cast):
    mine = consent(cast)
    Authority.objects.filter(pk=mine.pk).update(review_on=today() - timedelta(days=3), reminded_on=today())
    mine.refresh_from_db()
    assert mine.asks_for_a_look
    for other in (cast.adah, cast.otto):
        with pytest.raises(NotAllowed):
            services.look_again(mine, by=other)
    mine = services.look_again(mine, by=cast.iris)
    assert not mine.asks_for_a_look
    assert today() + timedelta(days=300) < mine.review_on <= mine.until_on
    paper = services.record_authority(cast.iris, cast.adah, Basis.APPOINTEE, ["money"], by=cast.cora)
    with pytest.raises(Conflict, match="does not count yet"):
        services.look_again(paper, by=cast.cora)
    Authority.objects.filter(pk=paper.pk).update(accepted_at=now(), checked_at=now(), checked_by=cast.fin)
    with pytest.raises(NotAllowed):
        services.look_again(paper, by=cast.iris)
    assert services.look_again(paper, by=cast.cora).review_on > today()


def test_whether_somebody_can_decide_is_said_to_need_a_look_once(cast):
    row = services.record_capacity(
        cast.iris, can_decide=False, why="Dr Gill", review_on=today() + timedelta(days=40), by=cast.cora
    )
    assert services.remind(by=SYSTEM) == 0
    Capacity.objects.filter(pk=row.pk).update(review_on=today() + timedelta(days=20))
    assert services.remind(by=SYSTEM) == 1
    assert services.remind(by=SYSTEM) == 0
    assert Entry.objects.filter(event="helping.CapacityNeedsALook", payload__person_id=str(cast.iris.pk)).count() == 1


def test_the_safeguarding_lead_looks_after_authorities_too(cast):
    give_hat(cast.june, "safeguarding_lead", by=cast.cora)
    authority = services.record_authority(cast.iris, cast.adah, Basis.APPOINTEE, ["money"], by=cast.june)
    services.end(authority, why="concern", by=cast.june)
    assert Authority.objects.get(pk=authority.pk).ended_by_id == cast.june.pk


@pytest.mark.parametrize(("day", "months", "then"), [("2026-08-31", 6, "2027-02-28"), ("2026-12-01", 12, "2027-12-01")])
def test_months_end_on_days_that_are_there(day, months, then):
    from datetime import date

    assert services.months_after(date.fromisoformat(day), months) == date.fromisoformat(then)
