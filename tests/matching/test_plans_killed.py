"""A worker is really killed while it looks for a whole team: nothing half-found is kept, and the next one finds it."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kernel.time import now
from tenant_apps.journal.services import deliver_due
from tenant_apps.matching.models import Ask, Offer, Plan
from tenant_apps.matching.services import plans
from tenants import directory
from tenants.context import circle_context, in_circle
from tests import world

ROOT = Path(__file__).parents[2]
WEEK = {day: [["09:00", "10:00"]] for day in ("mon", "wed", "fri")}
FREE = {day: [["08:00", "12:00"]] for day in WEEK}


@pytest.fixture
def looked_for(committed):
    """Iris has a team looked for; everything is really in the database, and taken out again."""
    calderdale = world.circle("calderdale")
    with in_circle(calderdale):
        cast = world.cast("calderdale")
        said = {"tasks": ["company"], "state": "open", "opened_at": now()}
        ask = Ask.objects.create(person=cast.iris, week=WEEK, **said)
        offers = [Offer.objects.create(person=each, week=FREE, **said) for each in (cast.sol, cast.june)]
        plan = plans.plan_team(ask, by=cast.iris)
    yield calderdale, plan
    with circle_context(calderdale):
        deliver_due()  # the journal is kept for good, so nothing of this may wait in it
    with in_circle(calderdale):
        Plan.objects.filter(ask=ask).delete()
        ask.delete()
        for each in offers:
            each.delete()


def test_a_worker_killed_in_the_middle_of_a_solve_leaves_nothing_half_found(looked_for):
    calderdale, plan = looked_for
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.matching.dying_worker", "calderdale", str(plan.pk)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() in Plan.Part.values  # it is in the middle
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    with in_circle(calderdale):
        left = Plan.objects.get(pk=plan.pk)
        assert (left.state, left.result, left.tries) == ("running", {}, 1)
        Plan.objects.filter(pk=plan.pk).update(alive_at=now() - timedelta(minutes=1))
    directory.all_open()  # as a worker does, which looks up the circle of its job first
    with circle_context(calderdale):
        assert plans.carry_out(plan.pk)
    with in_circle(calderdale):
        done = Plan.objects.get(pk=plan.pk)
        assert (done.state, done.tries) == ("done", 2)
        assert done.result["options"]
