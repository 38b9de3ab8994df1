"""A log line says which request, which circle and what happened, and nothing about people."""

import io
import json
import logging
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from prometheus_client import REGISTRY

from kernel import metrics, requestid
from kernel.logs import ContextFilter, JsonFormatter, scrub

CIRCLE = uuid4()


@pytest.fixture
def log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(ContextFilter(circle_id=lambda: CIRCLE))
    handler.setFormatter(JsonFormatter())
    logger = logging.Logger("coopbox.test")
    logger.addHandler(handler)
    return SimpleNamespace(to=logger, line=lambda: json.loads(stream.getvalue()), text=stream.getvalue)


def test_a_line_names_its_request_and_circle(log):
    with requestid.request_id("abcdefgh-1"):
        log.to.info("Delivered %s", 3, extra={"listener": "people.welcome", "count": 3})
    line = log.line()
    assert line["request_id"] == "abcdefgh-1"
    assert line["circle_id"] == str(CIRCLE)
    assert (line["message"], line["listener"], line["count"]) == ("Delivered 3", "people.welcome", 3)
    assert line["level"] == "info"
    assert line["at"].endswith("+00:00")


def test_outside_a_request_there_is_no_request_id(log):
    log.to.info("Sweeping")
    assert "request_id" not in log.line()


@pytest.mark.parametrize(
    "said",
    [
        "Mail to iris.bell+care@example.org bounced",
        "GET /sign-in?email=iris%40example.org",
        "GET /sign-in/?code=QX7F2P&next=/home/",
        "Your code is QX7F2P",
        "ticket: eyJhbGciOi.x9",
        "Authorization: Bearer abc.def-ghi",
        "GET /in/ImFiYyI:1tXq2b:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/ 404",
        "Texted +44 7700 900123 and 07700 900456",
        "From 203.0.113.77 port 5",
        "From 2001:db8:85a3:0:0:8a2e:370:7334",
    ],
)
def test_what_has_the_shape_of_a_person_or_a_secret_is_taken_out(log, said: str):
    log.to.warning(said)
    for secret in (
        "iris", "QX7F2P", "eyJ", "abc.def", "AbCdEf", "7700", "900456", "203.0.113", "8a2e",
    ):  # fmt: skip
        assert secret not in log.text()


def test_ids_versions_and_schema_names_stay():
    kept = (
        f"circle {CIRCLE} in c_agradx27w56rvkpwdajnmf5wvq on 127.0.0.1:8000 took 12.5 ms at 2026-11-22T06:10:00, v4.0.1"
    )
    assert scrub(kept) == kept


def test_fields_with_personal_names_or_long_values_are_dropped(log):
    log.to.info(
        "Saved",
        extra={"email": "x", "full_name": "Iris", "sign_in_code": "1", "phone": 1, "why": "Iris fell ill", "ok": True},
    )
    assert set(log.line()) == {"at", "level", "logger", "message", "circle_id", "ok"}


def test_an_exception_is_told_without_what_it_choked_on(log):
    try:
        try:
            raise KeyError("iris@example.org")
        except KeyError as cause:
            raise ValueError("Key (name)=(Iris Bell) already exists") from cause
    except ValueError:
        log.to.exception("It failed")
    line = log.line()
    assert "Iris" not in log.text()
    assert "iris@" not in log.text()
    assert line["error"]["class"] == "builtins.ValueError"
    assert line["error"]["because"]["class"] == "builtins.KeyError"
    assert any("test_logs.py" in place for place in line["error"]["at"])


def test_the_filter_finds_its_sources_by_dotted_path():
    record = logging.makeLogRecord({})
    assert ContextFilter(circle_id="kernel.requestid.current").filter(record)
    assert record.circle_id is None


# --- request ids -----------------------------------------------------------------------------------------------------


def through(middleware, request, view=lambda request: HttpResponse("ok")):
    return middleware(view)(request)


def test_a_well_formed_request_id_is_kept_and_answered():
    seen = []

    def view(request):
        seen.extend([request.request_id, requestid.current()])
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Request-ID": "proxy-0001"})
    assert through(requestid.RequestIdMiddleware, request, view).headers["X-Request-ID"] == "proxy-0001"
    assert seen == ["proxy-0001", "proxy-0001"]
    assert requestid.current() is None


@pytest.mark.parametrize(
    "offered", ["", "short", "x" * 65, "a b c d e f", "-leading-hyphen", "iris@example.org", "ä" * 9]
)
def test_an_odd_request_id_is_replaced(offered: str):
    request = RequestFactory().get("/", headers={"X-Request-ID": offered})
    answered = through(requestid.RequestIdMiddleware, request).headers["X-Request-ID"]
    assert answered != offered
    assert requestid.accepted(answered) == answered


# --- metrics ---------------------------------------------------------------------------------------------------------


def labels() -> set[tuple[str, ...]]:
    (family,) = [family for family in REGISTRY.collect() if family.name == "coopbox_requests"]
    return {tuple(sorted(sample.labels.values())) for sample in family.samples}


def test_requests_are_counted_by_route_and_never_by_path():
    request = RequestFactory().get("/people/iris/")
    request.resolver_match = SimpleNamespace(view_name="people:person", url_name="person")
    through(metrics.MetricsMiddleware, request)
    assert ("2xx", "GET", "people:person") in labels()
    assert b"iris" not in metrics.exposition()[0]


def test_made_up_methods_and_unknown_paths_do_not_grow_the_labels():
    through(metrics.MetricsMiddleware, RequestFactory().get("/first/"))
    before = labels()
    for word in ("BREW", "PROPFIND", "X" * 500):
        through(metrics.MetricsMiddleware, RequestFactory().generic(word, f"/{word}/"))
    assert len(labels()) == len(before) + 1


def test_a_list_of_words_does_not_grow_past_its_bound():
    words = metrics.KnownWords(["a", "b"], most=2)
    words.learn("a")
    with pytest.raises(ValueError):
        words.learn("c")
    assert (words.say("a"), words.say("c")) == ("a", "other")
