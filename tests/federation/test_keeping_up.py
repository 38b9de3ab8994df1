"""What the circle does by the clock: its own record of what officers looked at, and its numbers, if stewards chose."""

from datetime import date

import pytest

from kernel.actors import SYSTEM
from shared_apps.federation.figures import month_before
from shared_apps.federation.models import FigureReport
from shared_apps.federation.services import figures, support, switches
from tenant_apps.journal.models import Entry
from tenant_apps.journal.registry import discover, listener_called
from tenant_apps.journal.services import announce, deliver_due
from tenant_apps.people.models import today
from tenant_apps.site.federation import keeping_up, services
from tenant_apps.site.federation.events import FiguresCounted
from tenant_apps.site.federation.says import federation_says
from tenants.context import CircleRef, circle_context, in_circle, in_federation
from tenants.models import Circle

ALL = ("members", "supported", "supporter", "advocate")


def keep_up(circle: CircleRef) -> int:
    with in_circle(circle):
        return keeping_up.keep_up()


def entries(circle: CircleRef, name: str) -> list[dict]:
    with in_circle(circle):
        return list(Entry.objects.filter(event=f"federation.{name}").order_by("id").values_list("payload", flat=True))


@pytest.fixture
def opened(forming, nadia, cora_there):
    asked = support.ask(forming, by=nadia, reason="Letters do not leave", minutes=30)
    return support.consent(asked, by=cora_there)


@pytest.fixture
def reporting(forming, nadia, calderdale, cast) -> CircleRef:
    """Calderdale, which may report and has chosen everything."""
    switches.switch(forming, "figures", on=True, note="You can report numbers now.", by=nadia)
    circle = Circle.objects.get(pk=forming).ref(calderdale.host)
    with in_circle(circle):
        services.choose_figures(federation_says(), ALL, by=cast.cora)
    return circle


def test_what_an_officer_saw_stands_in_the_circles_own_journal_and_once(opened, nadia, calderdale):
    for page in ("settings", "health"):
        support.look(opened.pk, page, by=nadia)
    assert keep_up(calderdale) == 2
    assert keep_up(calderdale) == 0
    support.look(opened.pk, "runs", by=nadia)
    assert keep_up(calderdale) == 1
    assert [entry["page"] for entry in entries(calderdale, "SupportPageViewed")] == ["settings", "health", "runs"]


def test_an_end_that_the_other_side_made_is_written_down_too(opened, nadia, calderdale):
    support.end(opened, by=nadia)
    assert [keep_up(calderdale), keep_up(calderdale)] == [1, 0]
    assert [entry["how"] for entry in entries(calderdale, "SupportEnded")] == ["by_officer"]


def test_nothing_is_reported_until_stewards_choose_and_the_switch_is_on(forming, calderdale, cast):
    assert keep_up(calderdale) == 0
    with in_circle(calderdale):
        services.choose_figures(federation_says(), ALL, by=cast.cora)
    assert keep_up(calderdale) == 0
    assert entries(calderdale, "FiguresCounted") == []


def test_once_a_month_the_numbers_are_counted_and_carried_over(reporting):
    assert [keep_up(reporting), keep_up(reporting)] == [1, 0]
    [counted] = entries(reporting, "FiguresCounted")
    with in_circle(reporting):
        month = month_before(today())
    assert counted == {
        "month": month.isoformat(),
        "members": 7,
        "supported": 1,
        "supporter": 2,
        "advocate": 1,
    }
    with in_federation():
        figures.report(reporting.id, month, {"members": 7, "supported": 1}, key="carried over")
    assert keep_up(reporting) == 0


def test_only_what_was_chosen_leaves_the_circle(reporting, cast):
    with in_circle(reporting):
        services.choose_figures(federation_says(), ("members",), by=cast.cora)
        assert federation_says().figures == ("members",)
    keep_up(reporting)
    [counted] = entries(reporting, "FiguresCounted")
    assert {kind for kind in ALL if counted[kind] is not None} == {"members"}


def test_the_total_is_all_that_arrives_however_often_it_is_carried(calderdale, db):
    """Through the outbox itself, as a worker would."""
    discover()
    assert listener_called("federation.report_figures").is_sender
    month = date(2001, 5, 1)
    with in_circle(calderdale):
        announce(FiguresCounted(month=month, members=9, supported=None, supporter=None, advocate=None), by=SYSTEM)
    for _ in range(2):
        with circle_context(calderdale):
            deliver_due()
    with in_federation():
        [told] = FigureReport.objects.filter(circle_id=calderdale.id, month=month)
    assert told.counts == {"members": 9}
