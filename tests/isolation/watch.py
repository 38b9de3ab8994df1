"""Eyes on everything that leaves the house during a test: pages, mail, logs, cache, files and SQL.

Each circle's people carry a word that stands nowhere else. `Watch` notes where those words turn up, and says so when
one turns up in another circle, or in a log at all. It is switched on around every test (tests/conftest.py), so a leak
in code that nobody thought of testing for leaks is still found, wherever a test happens to walk over it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connections
from django.test import Client

from tenants.context import CircleRef, current
from tests.world import CANARY, built


class Leak(AssertionError):
    """Something of one circle was seen where it does not belong."""


def canaries_in(text: str) -> set[str]:
    """The circles whose word stands in a text."""
    lower = text.lower()
    return {slug for slug, word in CANARY.items() if word.lower() in lower}


def _here() -> str | None:
    here = current()
    return here.slug if isinstance(here, CircleRef) else None


class Watch(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.leaks: list[str] = []
        self.mail_seen = 0

    def note(self, where: str, circle: str | None, text: str, *, own_is_fine: bool = True) -> None:
        """Remember a leak if a word of another circle stands in what was seen in `circle`."""
        foreign = canaries_in(text) - ({circle} if own_is_fine else set())
        if foreign and (circle in CANARY or not own_is_fine):
            self.leaks.append(f"{where} in {circle or 'no circle'} holds a word of {', '.join(sorted(foreign))}")

    def emit(self, record: logging.LogRecord) -> None:
        # The sign-in host's own refusals are logged too; nobody's name or address belongs in any log.
        if not record.name.startswith(("django.db", "asyncio", "psycopg")):
            self.note(f"a line logged by {record.name}", _here(), self._written(record), own_is_fine=False)

    def _written(self, record: logging.LogRecord) -> str:
        from kernel.logs import JsonFormatter

        return JsonFormatter().format(record)

    def response(self, request: dict[str, Any], response: Any) -> None:
        host = request.get("HTTP_HOST", request.get("SERVER_NAME", "")).split(":")[0]
        slug = host.split(".")[0]
        if slug not in CANARY or getattr(response, "streaming", False):
            return
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        cookies = response.cookies.output()
        self.note(f"{request.get('PATH_INFO')}", slug, response.content.decode("utf-8", "replace") + headers + cookies)

    def statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict) -> Any:
        here = current()
        if isinstance(here, CircleRef):
            others = [circle.schema for circle in built.values() if circle.schema != here.schema]
            said = f"{sql} {params}"
            self.note("a statement", here.slug, said)
            if any(name in said for name in others):
                self.leaks.append(f"a statement in {here.slug} names another circle's schema")
        return execute(sql, params, many, context)

    def afterwards(self) -> None:
        """Look through what was left behind: caches and files."""
        for alias in settings.CACHES:
            for key, value in _entries(alias):
                owner = next((slug for slug in CANARY if built[slug].id.hex in key), None)
                if alias == "shared" or "circle:" not in key:
                    self.note(f"the {alias} cache", None, f"{key} {value}", own_is_fine=False)
                else:
                    self.note(f"the {alias} cache", owner, f"{key} {value}")
        root = Path(settings.MEDIA_ROOT)
        for path in root.rglob("*") if root.exists() else []:
            if path.is_file():
                owner = next((slug for slug in CANARY if built[slug].id.hex in str(path)), None)
                self.note(f"the file {path.name}", owner or "?", path.read_bytes().decode("utf-8", "replace"))
        for message in getattr(mail, "outbox", []):
            self.mail(message)

    def mail(self, message: Any) -> None:
        said = f"{message.subject}\n{message.body}"
        if canaries_in(message.subject):
            self.leaks.append("the subject of a mail names somebody")
        # A mail about one circle may not hold a word of another; which it is about is seen from what it does hold.
        if len(canaries_in(said)) > 1:
            self.leaks.append("a mail holds words of two circles")

    def verdict(self) -> None:
        if self.leaks:
            raise Leak("; ".join(dict.fromkeys(self.leaks)))


def _entries(alias: str) -> Iterator[tuple[str, str]]:
    store = getattr(caches[alias], "_cache", {})
    for key, value in list(store.items()) if isinstance(store, dict) else []:
        yield str(key), value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@contextmanager
def watching(monkeypatch: Any) -> Iterator[Watch]:
    """Watch everything meanwhile, and raise Leak at the end if anything crossed."""
    watch = Watch()
    real = Client.request

    def request(client: Client, **sent: Any) -> Any:
        response = real(client, **sent)
        watch.response({**client.defaults, **sent}, response)
        return response

    monkeypatch.setattr(Client, "request", request)
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        with connections["default"].execute_wrapper(watch.statement):
            yield watch
        watch.afterwards()
    finally:
        root.removeHandler(watch)
    watch.verdict()
