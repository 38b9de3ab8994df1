"""In front of everything: how big, how healthy, how private."""

import asyncio

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, override_settings

from tenants.models import SchemaState


@pytest.mark.django_db
def test_an_oversized_body_gets_a_page_and_programs_a_problem(calderdale):
    client = Client(HTTP_HOST=calderdale.host)
    much = str(settings.BODY_LIMIT + 1)
    page = client.generic("POST", "/sign-in/", b"x", CONTENT_LENGTH=much, HTTP_ACCEPT="text/html")
    assert page.status_code == 413
    assert "too big" in page.content.decode()
    said = client.generic("POST", "/api/v1/tokens/", b"x", CONTENT_LENGTH=much)
    assert said.status_code == 413
    assert said["Content-Type"] == "application/problem+json"


def test_being_alive_asks_nothing_of_the_database():
    # No database fixture: a query would fail the test.
    answer = Client(HTTP_HOST="10.0.0.7").get("/healthz")
    assert answer.status_code == 200


@pytest.mark.django_db
def test_being_ready_means_database_and_migrations():
    answer = Client(HTTP_HOST="whatever.example").get("/readyz")
    assert answer.json() == {"database": "fine", "migrations": "fine", "circles_behind": 0}
    assert answer.status_code == 200


def test_circles_that_lag_are_told_and_make_nothing_unready(committed, calderdale):
    state = SchemaState.objects.using("owner").filter(schema_name=calderdale.schema)
    kept = state.get().at_step
    try:
        state.update(at_step=0)
        answer = Client(HTTP_HOST="10.0.0.7").get("/readyz")
    finally:
        state.update(at_step=kept)
    assert answer.status_code == 200
    assert answer.json()["circles_behind"] == 1


def test_a_database_that_is_away_is_told_without_a_fault(monkeypatch):
    def away(*_):
        raise OperationalError("gone")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", away)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "away", "migrations": "away", "circles_behind": None}


@pytest.mark.django_db
def test_not_ready_while_the_federations_tables_are_behind(monkeypatch):
    from config import healthz

    monkeypatch.setattr(healthz, "_needed", lambda: frozenset({("identity", "0999_from_the_future")}))
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "behind"


def test_metrics_are_for_neighbours_or_for_whoever_has_the_token():
    client = Client(HTTP_HOST=settings.FEDERATION_DOMAIN)
    assert b"coopbox_requests" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="8.8.8.8").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="8.8.8.8").status_code == 404
    with override_settings(METRICS_TOKEN="a-token"):
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer wrong", REMOTE_ADDR="10.0.0.1").status_code == 404
        assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer a-token", REMOTE_ADDR="8.8.8.8").status_code == 200


@pytest.mark.django_db
def test_metrics_are_no_page_of_a_circle(calderdale):
    for host in ("10.0.0.7:8000", "[::1]:8000", settings.FEDERATION_DOMAIN):
        assert Client(HTTP_HOST=host).get("/metrics").status_code == 200
    for host in (calderdale.host, settings.SIGN_IN_HOST, "nowhere.example"):
        answer = Client(HTTP_HOST=host).get("/metrics")
        assert answer.status_code == 404
        assert b"coopbox_requests" not in answer.content
    with override_settings(METRICS_TOKEN="a-token"):
        answer = Client(HTTP_HOST=calderdale.host).get("/metrics", HTTP_AUTHORIZATION="Bearer a-token")
        assert answer.status_code == 404


@pytest.mark.django_db
def test_pages_made_for_somebody_are_kept_by_no_cache_and_public_ones_may_be(calderdale, cast, browser_of):
    own = browser_of(calderdale, cast.sol).get("/home/")
    assert own["Cache-Control"] == "no-store, private"
    assert "Cookie" in own["Vary"]
    public = browser_of(calderdale).get("/about/")
    assert "no-store" not in public.get("Cache-Control", "")


@pytest.mark.django_db
def test_a_form_without_its_seal_is_refused_on_a_kind_page(calderdale, cast, browser_of):
    strict = Client(HTTP_HOST=calderdale.host, enforce_csrf_checks=True)
    strict.cookies = browser_of(calderdale, cast.sol).cookies
    page = strict.post("/sign-out/")
    assert page.status_code == 403
    assert "open for too long" in page.content.decode()
    assert strict.get("/home/").status_code == 200  # still signed in


@pytest.mark.django_db
def test_a_form_from_another_origin_is_refused(calderdale, clapton, cast, browser_of):
    strict = Client(HTTP_HOST=calderdale.host, enforce_csrf_checks=True)
    strict.cookies = browser_of(calderdale, cast.sol).cookies
    page = strict.get("/settings/tokens/").content.decode()
    seal = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = strict.post("/sign-out/", {"csrfmiddlewaretoken": seal}, HTTP_ORIGIN=clapton.url)
    assert answer.status_code == 403


@pytest.mark.django_db
def test_search_engines_are_shown_the_public_pages_only(calderdale):
    assert "Disallow: /home/" in Client(HTTP_HOST=calderdale.host).get("/robots.txt").content.decode()
    assert "Disallow: /\n" in Client(HTTP_HOST=settings.SIGN_IN_HOST).get("/robots.txt").content.decode()


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/ui/hearth.css"])
def test_a_request_for_two_hosts_is_for_nobody(path):
    from config.asgi import application

    def asked(*hosts: bytes) -> int:
        said = []
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "http_version": "1.1",
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "headers": [(b"host", host) for host in hosts],
        }

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            said.append(message)

        asyncio.run(application(scope, receive, send))
        return said[0]["status"]

    assert asked(b"calderdale.localhost", b"clapton.localhost") == 400
    assert asked(b"calderdale.localhost", b"calderdale.localhost") == 400
