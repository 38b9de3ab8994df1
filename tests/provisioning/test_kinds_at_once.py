"""Two who do things to circles at the same moment: one outcome, and the other is told."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from kernel.actors import SYSTEM
from provisioning import circles
from shared_apps.runs import services
from shared_apps.runs.models import Run
from tenants import directory
from tenants.context import in_federation
from tenants.models import Circle, Domain
from tests.provisioning.killing import left_over
from tests.provisioning.living import do, said, todmorden, told

__all__ = ["todmorden", "told"]
DONE, STOPPED, WAITING, CANCELLED = Run.State.DONE, Run.State.STOPPED, Run.State.WAITING, Run.State.CANCELLED


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(directory, "until_known", directory.forget)


def at_once(*doing: Callable[[], Run]) -> list[Run]:
    """What came of each, in the order they were given."""
    gate, runs = threading.Barrier(len(doing)), {}

    def work(number: int, do_it: Callable[[], Run]) -> None:
        try:
            gate.wait()
            runs[number] = do_it()
        finally:
            for alias in ("default", "owner"):
                connections[alias].close()

    threads = [threading.Thread(target=work, args=each) for each in enumerate(doing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [runs[number] for number in range(len(doing))]


def state_of(circle) -> str:
    return circles.numbered(circle.id).state


def test_two_circles_who_want_one_address_at_once_get_it_once(todmorden):
    other = circles.open_circle(slug="heptonstall", name="Heptonstall", by=SYSTEM)
    runs = at_once(*(lambda c=c: do("rename", c, slug="upper-valley") for c in (todmorden, other)))
    assert sorted(run.state for run in runs) == [DONE, STOPPED]
    assert "taken" in "".join(map(said, runs))
    assert Domain.objects.using("owner").filter(domain="upper-valley.localhost").count() == 1
    assert Circle.objects.using("owner").filter(slug="upper-valley").count() == 1


def test_one_who_opens_and_one_who_renames_to_the_same_address_are_two_circles(todmorden):
    facts = {"slug": "upper-valley", "name": "Upper Valley"}
    runs = at_once(lambda: do("open", **facts), lambda: do("rename", todmorden, slug="upper-valley"))
    assert sorted(run.state for run in runs) == [DONE, STOPPED]
    assert Domain.objects.using("owner").filter(domain="upper-valley.localhost").count() == 1


def test_two_who_close_a_circle_at_once_give_notice_once(todmorden, told):
    runs = at_once(*[lambda: do("close", todmorden, days=7)] * 2)
    assert sorted(run.state for run in runs) == [STOPPED, WAITING]
    assert len(told("Your circle is going to close")) == 2


def test_one_who_closes_and_one_who_calls_it_off_at_once_leave_one_whole_circle(todmorden):
    before = left_over()
    do("close", todmorden, days=7)
    (closing_run,) = Run.objects.filter(kind="close")
    with in_federation():
        closing_run.found["closes_on"] = closing_run.asked_at.isoformat()
        closing_run.save()

    def go_on() -> Run:
        from provisioning import running

        return running.carry_out(closing_run.pk)

    closed, back = at_once(go_on, lambda: do("recover", todmorden))
    assert back.state == DONE, said(back)
    with in_federation():
        closed.refresh_from_db()
    assert (closed.state, state_of(todmorden)) == (CANCELLED, "open")
    assert left_over() == before


def test_one_who_pauses_and_one_who_closes_at_once_end_in_a_notice_that_runs(todmorden):
    paused, closing_run = at_once(
        lambda: do("suspend", todmorden, reason="Flood"), lambda: do("close", todmorden, days=7)
    )
    assert (paused.state, closing_run.state) == (DONE, WAITING)
    assert state_of(todmorden) in ("suspended", "closing")  # whoever came last; a pause ends in the notice again
    if state_of(todmorden) == "suspended":
        assert do("resume", todmorden).state == DONE
    assert state_of(todmorden) == "closing"


def test_a_form_that_is_sent_twice_is_one_run(todmorden):
    def ask() -> Run:
        with in_federation():
            facts = {"name": "Upper Valley"}
            return services.ask("rename", by=SYSTEM, key="a form", circle_id=todmorden.id, facts=facts, wake=False)

    first, second = at_once(ask, ask)
    assert first.pk == second.pk
    with in_federation():
        assert Run.objects.filter(kind="rename").count() == 1


def test_two_workers_have_one_run_once(todmorden):
    from provisioning import running

    with in_federation():
        run = services.ask(
            "rename", by=SYSTEM, key="two", circle_id=todmorden.id, facts={"name": "Upper Valley"}, wake=False
        )
    at_once(*[lambda: running.carry_out(run.pk)] * 3)
    with in_federation():
        assert set(run.steps.values_list("tries", flat=True)) == {1}
