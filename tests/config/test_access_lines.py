"""Whoever runs a Coopbox reads in its log what was asked and what came of it: one line for each request, and nobody's
name, address or secret in any of them."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from kernel.logs import ContextFilter, JsonFormatter
from tenants.context import CircleRef
from tests.dev.workers import ROOT

pytestmark = pytest.mark.django_db
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What stands in the log by now, as operators find it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(ContextFilter(circle_id="tenants.context.current_id"))
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.setLevel(before)
    root.removeHandler(handler)


def of_requests(lines: Lines) -> list[dict[str, Any]]:
    return [line for line in lines() if line["logger"] == "coopbox.access"]


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nope", 404), ("/api/v1/me/", 401), ("/home", 301)])
def test_a_request_leaves_one_line_that_names_it_and_its_circle(lines, calderdale, path, status):
    answer = Client(HTTP_HOST=calderdale.host).get(path, {"q": "Iris Bell"}, REMOTE_ADDR="203.0.113.9")
    (line,) = lines()
    assert (line["method"], line["status"]) == ("GET", answer.status_code) == ("GET", status)
    assert line["path"] == path
    assert 0 <= line["ms"] < 60_000
    assert (line["request_id"], line["circle_id"]) == (answer["X-Request-ID"], str(calderdale.id))
    assert not any(word in json.dumps(line) for word in ("Iris", "203.0.113.9"))


def test_the_federations_own_pages_belong_to_no_circle(lines, settings):
    Client(HTTP_HOST=settings.FEDERATION_DOMAIN).get("/")
    (line,) = of_requests(lines)
    assert line["request_id"]
    assert "circle_id" not in line


def test_a_paused_circle_is_named_though_nobody_gets_in(lines, calderdale, monkeypatch):
    from dataclasses import replace

    from tenants import directory

    paused = replace(calderdale, state="suspended")
    monkeypatch.setattr(directory, "by_host", lambda host: paused)
    Client(HTTP_HOST=calderdale.host).get("/")
    assert {(line["logger"], line["circle_id"]) for line in lines()} == {
        (name, str(calderdale.id)) for name in ("coopbox.access", "django.request")
    }


def test_a_fault_is_told_with_its_request_and_circle(lines, calderdale, monkeypatch):
    from config import urls_circle

    def broken(request):
        raise ZeroDivisionError

    monkeypatch.setattr(urls_circle.urlpatterns[0], "resolve", broken)
    answer = Client(HTTP_HOST=calderdale.host, raise_request_exception=False).get("/")
    assert answer.status_code == 500
    told = {(line["logger"], line["request_id"], line["circle_id"]) for line in lines()}
    ids = (answer["X-Request-ID"], str(calderdale.id))
    assert told == {("coopbox.access", *ids), ("django.request", *ids)}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/news/no/iris-secret-7/", "/news/no/:token/"),
        ("/news/no/a/", "/news/no/:token/"),
        ("/news/no/iris-secret-7", "/news/..."),  # half a link: no route knows it
        ("/iris@bell.example/", "/_email_"),
        ("/pages/our-story/", "/pages/:slug/"),
        ("/" + "x" * 500, "/" + "x" * 79),
    ],
)
def test_a_links_secret_stands_in_no_line(lines, calderdale: CircleRef, asked, told):
    Client(HTTP_HOST=calderdale.host).get(asked)
    assert [line["path"] for line in of_requests(lines)] == [told]


def test_an_id_is_said_for_the_desk_has_to_find_what_it_was_about(lines, calderdale, cast, browser_of):
    browser_of(calderdale, cast.cora).get(f"/api/v1/people/{cast.sol.pk}/")
    assert [line["path"] for line in of_requests(lines)] == [f"/api/v1/people/{cast.sol.pk}/"]


def test_the_server_that_carries_us_writes_no_lines_of_its_own_about_requests():
    load = "import logging, uvicorn; uvicorn.Config('config.asgi:application').load()"
    ask = "print(logging.getLogger('uvicorn.access').hasHandlers())"
    command = [sys.executable, "-c", f"{load}; {ask}"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_request_with_two_hosts_leaves_its_line_too(lines):
    from config.limits import OneHost

    @async_to_sync
    async def ask() -> dict[str, Any]:
        headers = [(b"host", b"calderdale.localhost"), (b"host", b"clapton.localhost")]
        scope = {"type": "http", "method": "GET", "path": "/team/iris/", "headers": headers}
        return await ApplicationCommunicator(OneHost(None), scope).receive_output()

    start = ask()
    (line,) = of_requests(lines)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/team/...", 400)
    assert UUID(line["request_id"])
    assert dict(start["headers"])[b"x-request-id"].decode() == line["request_id"]
