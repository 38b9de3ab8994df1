"""PostgreSQL is restarted while both circles are being visited: a page may ask to wait, nothing is crossed or lost."""

import threading
import time
from collections import Counter

import pytest
from django.db import connections

from tenants.context import in_circle
from tests import world
from tests.dev.workers import until
from tests.isolation.watch import canaries_in
from tests.plum.models import Tree


@pytest.fixture
def reconnecting(committed):
    yield
    for connection in connections.all(initialized_only=True):
        connection.close()


def test_a_restart_under_load_crosses_nothing_and_loses_nothing(reconnecting, server, calderdale, clapton, browser_of):
    stewards = {"calderdale": world.cast("calderdale").cora, "clapton": world.cast("clapton").vale}
    browsers = [(circle, browser_of(circle, stewards[circle.slug])) for circle in (calderdale, clapton) * 4]
    answers, foreign, planted = Counter(), [], Counter()
    stop = threading.Event()

    def visit(circle, browser):
        browser.raise_request_exception = False
        try:
            while not stop.is_set():
                page = browser.get("/circle/members/")
                answers[page.status_code] += 1
                if canaries_in(page.text) - {circle.slug}:
                    foreign.append(circle.slug)
                try:
                    with in_circle(circle):
                        Tree.objects.create(
                            name=f"load {circle.slug} {threading.get_ident()} {time.monotonic_ns()}"[:50]
                        )
                    planted[circle.slug] += 1
                except Exception:
                    connections["default"].close()
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=visit, args=pair) for pair in browsers]
    for thread in threads:
        thread.start()
    try:
        assert until(lambda: len(planted) == len(stewards) and answers[200] > 20)
        place = server.place
        restarted = place.run("pg_ctl", "restart", "-w", "-m", "fast", "-l", str(place.log), "-D", str(place.data))
        assert restarted.returncode == 0, restarted.stdout
        server.pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        before = answers[200]
        assert until(lambda: answers[200] > before + 20)  # people get in again by themselves
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert foreign == []
    assert set(answers) <= {200, 302, 503}, answers
    for alias in ("default", "owner"):
        connections[alias].close()
    connections["default"].close_pool()  # those that were idle at the restart
    for circle in (calderdale, clapton):
        with in_circle(circle):
            mine = Tree.objects.filter(name__startswith="load")
            # what was said to be kept is kept; a commit whose answer was lost on the way may be there as well
            assert mine.count() >= planted[circle.slug] > 0
            assert not mine.exclude(name__startswith=f"load {circle.slug}").exists()
            mine.delete()
