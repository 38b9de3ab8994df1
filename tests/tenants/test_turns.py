"""One circle's crowd keeps nobody else waiting, and a database that was started again costs nobody a page."""

import json
import threading
from collections import Counter

import psycopg
import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import RequestFactory

from tenants import directory
from tenants.context import in_federation
from tenants.middleware import CircleMiddleware
from tenants.turns import fair_share, pool_size
from tests.dev.workers import until


class SlowPage:
    """A page behind the real front door that takes until `go`; who is on it; and what everybody was answered."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.on_it: Counter[str] = Counter()
        self.answers: list[HttpResponse] = []
        self.threads: list[threading.Thread] = []
        self.door = CircleMiddleware(self._page)
        self.door.turns.patience = 0.3

    def _page(self, request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        self.on_it[request.circle.slug] += 1
        if "fast" not in request.GET:
            self.go.wait(15)
        return HttpResponse("here you are")

    def ask(self, circle, *, path: str = "/"):
        return self.door(RequestFactory().get(path, headers={"host": circle.host, "accept": "text/html"}))

    def crowd(self, circle, people: int) -> None:
        for _ in range(people):
            self.threads.append(threading.Thread(target=lambda: self.answers.append(self.ask(circle))))
            self.threads[-1].start()

    def end(self) -> None:
        self.go.set()
        for thread in self.threads:
            thread.join(20)


@pytest.fixture
def slow(committed):
    page = SlowPage()
    yield page
    page.end()


@pytest.mark.parametrize(("pool", "share"), [(1, 1), (2, 1), (3, 1), (5, 3), (10, 6), (40, 24)])
def test_a_circle_may_hold_some_of_the_connections_and_never_all(pool, share):
    assert fair_share(pool) == share


def test_a_crowd_in_one_circle_keeps_no_other_circle_waiting(slow, calderdale, clapton):
    directory.forget()  # many of them look at the register first
    slow.crowd(calderdale, 40)
    share = fair_share(pool_size())
    assert until(lambda: len(slow.answers) == 40 - share)
    assert slow.on_it["calderdale"] == share
    assert slow.ask(clapton, path="/?fast").status_code == 200
    for answer in slow.answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "Many people are using this circle" in answer.text
    slow.end()
    assert Counter(answer.status_code for answer in slow.answers) == {200: share, 503: 40 - share}
    assert slow.ask(calderdale, path="/?fast").status_code == 200


def test_programs_are_told_to_come_back_too(slow, calderdale):
    slow.crowd(calderdale, fair_share(pool_size()))
    assert until(lambda: slow.on_it["calderdale"] == fair_share(pool_size()))
    answer = slow.ask(calderdale, path="/api/v1/me/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert json.loads(answer.content)["code"] == "circle_busy"


def test_a_page_gives_its_connection_back_before_it_is_read(slow, calderdale):
    answer = slow.ask(calderdale, path="/?fast")
    assert answer.status_code == 200
    assert connections["default"].connection is None


def test_a_connection_the_server_has_ended_is_nobodys_error_page(committed, server):
    with in_federation(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    connection.close()
    with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with in_federation(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (pid,)
