"""Signing in as people do it: a browser with a jar of cookies for each host, and the e-mail that comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenant_apps.entry.models import CircleSession
from tenants.context import CircleRef


@dataclass
class Browser:
    """One browser of one person: what a host set, only that host gets back."""

    jars: dict[str, Client] = field(default_factory=dict)

    def at(self, host: str) -> Client:
        return self.jars.setdefault(host, Client(HTTP_HOST=host))

    def get(self, url: str, **headers):
        host, path = _split(url)
        return self.at(host).get(path, **headers)

    def post(self, url: str, data=None, **headers):
        host, path = _split(url)
        return self.at(host).post(path, data or {}, **headers)

    def follow(self, response, where: str):
        """Go on to wherever the answers lead, and say where that was: (last answer, its address)."""
        for _ in range(10):
            if response.status_code not in (301, 302, 303):
                return response, where
            target = response["Location"]
            if target.startswith("/"):
                parts = urlsplit(where)
                target = f"{parts.scheme}://{parts.netloc}{target}"
            where, response = target, self.get(target)
        raise AssertionError("goes round in circles")

    def go(self, url: str):
        return self.follow(self.get(url), url)

    def ask_for_code(self, circle: CircleRef, email: str, path: str = "/sign-in/") -> str:
        """From the circle's door to the page where the code is typed. Returns that page's address."""
        page, where = self.go(f"{circle.url}{path}")
        assert page.status_code == 200, page.content
        assert where.startswith(f"http://{settings.SIGN_IN_HOST}/sign-in/")
        answer = self.post(where, {"email": email, **hidden(where)})
        page, where = self.follow(answer, where)
        assert urlsplit(where).path == "/sign-in/code/"
        return where

    def type_code(self, where: str, code: str):
        return self.follow(self.post(where, {"code": code, **hidden(where)}), where)

    def sign_in(self, circle: CircleRef, email: str, path: str = "/sign-in/"):
        where = self.ask_for_code(circle, email, path)
        return self.type_code(where, code_in_mail())


def sessions():
    """The sessions of this circle but for the ones that everybody is furnished with, which belong to no live epoch."""
    return CircleSession.objects.exclude(epoch=0)


@contextmanager
def questions() -> Iterator[list[str]]:
    """What the database is asked. In a test a request's transaction is a savepoint, which is not counted."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


def hidden(where: str) -> dict[str, str]:
    """What the page's own hidden field would send along."""
    following = parse_qs(urlsplit(where).query).get("next")
    return {"next": following[0]} if following else {}


def code_in_mail() -> str:
    return mail.outbox[-1].extra_headers["X-Coopbox-Code"]


def _split(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path + (f"?{parts.query}" if parts.query else "")
