"""A body that is too big gets the same answer whichever way it comes, from the website as servers run it."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from config.limits import BodyLimit
from tests.dev.federation import free_port
from tests.dev.workers import until

SIX_MB = 6 * 1024 * 1024
PIECE = b"x" * 65_536
SENTENCE = "That is too large to send."


def site():
    from config.asgi import application

    return application


@async_to_sync
async def post(host: str, path: str, length: int, *, says_length: bool, accept: str = "text/html"):
    """POST a body of this length in pieces. Returns (status, headers, body)."""
    headers = [(b"host", host.encode()), (b"accept", accept.encode())]
    if says_length:
        headers.append((b"content-length", str(length).encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    talk = ApplicationCommunicator(site(), scope)
    for sent in range(0, length, len(PIECE)):
        body = PIECE[: length - sent]
        await talk.send_input({"type": "http.request", "body": body, "more_body": sent + len(body) < length})
    start = await talk.receive_output(timeout=10)
    said, more = b"", True
    while more:
        message = await talk.receive_output(timeout=10)
        said, more = said + message.get("body", b""), message.get("more_body", False)
    await talk.wait(timeout=10)
    return start["status"], {k.decode().lower(): v.decode() for k, v in start["headers"]}, said.decode()


@pytest.mark.parametrize("says_length", [True, False])
def test_an_oversized_form_gets_the_circles_own_page(committed, calderdale, says_length):
    status, headers, page = post(calderdale.host, "/sign-in/", SIX_MB, says_length=says_length)
    assert status == 413
    assert headers["content-type"].startswith("text/html")
    assert "That is too big to send" in page
    assert '<a class="button" href="/sign-in/">' in page, "and the way back to the form"
    assert calderdale.name in page
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("says_length", [True, False])
def test_an_oversized_call_gets_a_problem_document(committed, calderdale, says_length):
    status, headers, body = post(
        calderdale.host, "/api/v1/tokens/", SIX_MB, says_length=says_length, accept="application/json"
    )
    assert status == 413
    assert headers["content-type"] == "application/problem+json"
    problem = json.loads(body)
    assert (problem["code"], problem["detail"]) == ("too_large", SENTENCE)


@pytest.mark.parametrize("host", [settings.FEDERATION_DOMAIN, settings.SIGN_IN_HOST])
def test_outside_circles_there_is_a_page_too(committed, host):
    status, _headers, page = post(host, "/sign-in/", SIX_MB, says_length=False)
    assert status == 413
    assert "That is too big to send" in page


@pytest.mark.django_db
def test_a_form_under_the_limit_but_too_big_for_django_is_too_big_to_people(calderdale):
    browser = Client(HTTP_HOST=calderdale.host, enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    words = {"csrfmiddlewaretoken": "a" * 32, "words": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    page = browser.post("/sign-out/", urlencode(words), content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "That is too big to send" in page.content.decode()


def test_whoever_asks_before_sending_is_answered_before_sending():
    async def never(scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 413, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def talk():
        headers = [(b"content-length", b"99999999999"), (b"expect", b"100-continue")]
        asker = ApplicationCommunicator(BodyLimit(never), {"type": "http", "headers": headers})
        start = await asker.receive_output(timeout=20)  # though nothing was sent
        assert (b"connection", b"close") in start["headers"]

    async_to_sync(talk)()


# --- through a real server --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def uvicorn(postgres, django_db_setup) -> Iterator[int]:
    """The website on a port of its own."""
    port = free_port()
    environment = {**os.environ, **postgres, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error"]
    server = subprocess.Popen(command, cwd=Path(__file__).parents[2], env=environment)
    try:
        assert until(lambda: answers(port), 60)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("says_length", [True, False])
@pytest.mark.parametrize(("path", "kind"), [("/sign-in/", "text/html"), ("/api/v1/tokens/", "application/problem")])
def test_a_browser_that_sends_too_much_reads_the_answer(uvicorn, calderdale, says_length, path, kind):
    wire = http.client.HTTPConnection("127.0.0.1", uvicorn, timeout=20)
    length = {"Content-Length": str(SIX_MB)} if says_length else {"Transfer-Encoding": "chunked"}
    pieces = (PIECE for _ in range(SIX_MB // len(PIECE)))
    wire.request("POST", path, pieces, {"Host": calderdale.host, **length}, encode_chunked=not says_length)
    answer = wire.getresponse()
    assert answer.status == 413
    assert answer.getheader("Content-Type", "").startswith(kind)
    assert "too" in answer.read().decode()
