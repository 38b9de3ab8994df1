"""Support sessions: an officer looks at a set-up while a steward allows it, and both sides read what was seen."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from shared_apps.federation.actors import StewardOf
from shared_apps.federation.models import SupportSession, SupportView
from shared_apps.federation.services import support
from tenants.models import Circle
from tests.federation.conftest import Officer

WHY = "You wrote that letters do not leave."


@pytest.fixture
def asked(forming, nadia):
    return support.ask(forming, by=nadia, reason=WHY, minutes=60, called="Nadia, Leeds")


@pytest.fixture
def opened(asked, cora_there):
    return support.consent(asked, by=cora_there)


def test_nothing_is_seen_before_a_steward_says_yes_and_nothing_after_the_end(asked, nadia, cora_there):
    with pytest.raises(Conflict, match="yes yet"):
        support.look(asked.pk, "settings", by=nadia)
    support.consent(asked, by=cora_there)
    assert support.look(asked.pk, "settings", by=nadia).set_up.name
    support.end(asked, by=cora_there)
    with pytest.raises(support.SessionOver):
        support.look(asked.pk, "settings", by=nadia)
    assert SupportView.objects.count() == 1


def test_every_page_that_is_seen_is_written_down_first(opened, nadia):
    for page in ("settings", "health", "runs"):
        support.look(opened.pk, page, by=nadia)
    assert [view.page for view in opened.views.all()] == ["settings", "health", "runs"]
    with pytest.raises(NotFound):
        support.look(opened.pk, "people", by=nadia)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        opened.views.all().update(page="nothing")


def test_what_is_seen_is_about_no_person(opened, nadia, calderdale):
    seen = repr(support.look(opened.pk, "settings", by=nadia).set_up)
    assert calderdale.slug in seen
    for word in ("@", "Heronmark", "contact", "phone"):
        assert word not in seen


def test_an_officer_who_loses_the_right_sees_nothing_more_and_the_session_is_over(opened, nadia, calderdale):
    without = Officer(nadia.id, powers=())
    with pytest.raises(NotAllowed, match="over"):
        support.look(opened.pk, "settings", by=without)
    opened.refresh_from_db()
    assert opened.ended_how == "lost_rights"
    with pytest.raises(support.SessionOver):
        support.look(opened.pk, "settings", by=nadia)
    assert Circle.objects.get(pk=calderdale.id).support_until is None
    assert not SupportView.objects.exists()


def test_when_rights_are_taken_away_all_sessions_of_that_officer_end(opened, nadia, noah, clapton):
    support.ask(clapton.id, by=nadia, reason=WHY, minutes=5)
    assert support.end_all_of(nadia.id, by=noah) == 2
    assert support.end_all_of(nadia.id, by=noah) == 0
    assert set(SupportSession.objects.values_list("ended_how", flat=True)) == {"lost_rights"}


def test_only_a_steward_of_that_circle_lets_somebody_look(asked, nadia, cora_there, clapton):
    for who in (nadia, StewardOf(circle_id=clapton.id, id=cora_there.id)):
        with pytest.raises(NotAllowed):
            support.consent(asked, by=who)
    with pytest.raises(NotFound):
        support.look(asked.pk, "settings", by=Officer(cora_there.id))


@pytest.mark.parametrize("minutes", [0, 241, -1])
def test_it_lasts_four_hours_at_most_whatever_the_code_says(forming, nadia, minutes):
    with pytest.raises(RuleBroken):
        support.ask(forming, by=nadia, reason=WHY, minutes=minutes)
    row = SupportSession(circle_id=forming, officer_id=nadia.id, reason=WHY, minutes=abs(minutes) or 300)
    row.asked_at, row.answer_by = now(), now()
    if row.minutes > 240:
        with pytest.raises(ValidationError):
            row.full_clean()


def test_asking_needs_the_right_and_a_reason_and_is_not_done_twice(asked, forming, nadia, noah):
    with pytest.raises(NotAllowed):
        support.ask(forming, by=noah, reason=WHY, minutes=10)
    with pytest.raises(RuleBroken):
        support.ask(forming, by=nadia, reason="  ", minutes=10)
    with pytest.raises(Conflict):
        support.ask(forming, by=nadia, reason=WHY, minutes=10)


def test_a_circle_that_does_not_exist_is_not_asked(federation, nadia, same_id):
    with pytest.raises(NotFound):
        support.ask(same_id("iris"), by=nadia, reason=WHY, minutes=10)


def test_when_its_time_is_up_it_is_over_and_can_be_asked_for_again(opened, forming, nadia):
    SupportSession.objects.update(
        consented_at=now() - timedelta(hours=2), until_at=now() - timedelta(hours=1), asked_at=now() - timedelta(days=1)
    )
    with pytest.raises(support.SessionOver):
        support.look(opened.pk, "settings", by=nadia)
    assert support.sweep() == 1
    opened.refresh_from_db()
    assert opened.ended_how == "time_up"
    assert support.ask(forming, by=nadia, reason=WHY, minutes=10).pk != opened.pk


def test_the_circles_entry_in_the_register_says_until_when(asked, cora_there, nadia, forming):
    def until():
        return Circle.objects.values_list("support_until", flat=True).get(pk=forming)

    assert until() is None
    support.consent(asked, by=cora_there)
    asked.refresh_from_db()
    assert until() == asked.until_at
    support.end(asked, by=nadia)
    support.end(asked, by=nadia)
    assert until() is None
