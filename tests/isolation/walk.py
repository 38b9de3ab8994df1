"""One person's walk over every address of a site: every method, with an id of the other circle and an id of nobody."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.isolation.routes import Route

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
_DIFFERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Za-z]{40,}")
_FORM = re.compile(r'<form[^>]*\bmethod="?post', re.IGNORECASE)
_FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")
# The questions by which a gate learns who is there: their session (with the person), and the hats they wear.
_WHO_ASKS = {"entry_circlesession", "people_hat"}
_FROM = re.compile(r'\bFROM "?(\w+)')


@dataclass(frozen=True)
class Answer:
    """What was said to one request, and what was asked of the database for it."""

    status: int
    words: str
    location: str
    tells_referrer: str
    asked_nothing: bool
    asked_only_who_asks: bool

    @property
    def is_the_same_for_everybody_signed_in(self) -> bool:
        """Refused before the session was looked at. What tells signed-in browsers apart is only the key in it."""
        return self.status == 405 and self.asked_nothing

    @property
    def is_the_same_for_every_id(self) -> bool:
        """Refused with the id never looked for: by its method, by who asks, or for not having signed in."""
        refused_whoever_asks = self.status == 405 and self.asked_nothing
        only_by_who_asks = self.status in (403, 404, 405) and self.asked_only_who_asks
        return refused_whoever_asks or only_by_who_asks or self.is_turned_away_at_the_gate

    @property
    def is_turned_away_at_the_gate(self) -> bool:
        """Asked to sign in first, before anything was asked of the database about anybody."""
        return self.asked_nothing and (self.status == 401 or self.location.startswith("/sign-in/?"))

    @property
    def has_a_form_no_browser_can_send(self) -> bool:
        """From a page with this policy a browser posts with `Origin: null`, and the seal of forms refuses that."""
        return self.tells_referrer.split(",")[-1].strip() == "no-referrer" and bool(_FORM.search(self.words))

    def without_what_always_differs(self) -> str:
        """The answer without ids and tokens, and without where to come back to."""
        return f"{self.location.split('?')[0]} {_DIFFERS.sub('…', self.words)}"


class Walker:
    """A browser whose every request finds the same world: whatever a request changed is undone before the next.

    A refused request is undone by the house itself; any other is taken back to a savepoint, and the cookies with it,
    so that signing out on the way does not end the walk.
    """

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.pocket = {name: morsel.value for name, morsel in browser.cookies.items()}
        self.before = transaction.savepoint()
        self.questions: list[tuple[str, str]] = []

    def ask(self, method: str, address: str, about: UUID | None = None) -> Answer:
        """Ask as a program would, with an empty JSON object where a method carries a body."""
        body = {} if method in ("get", "head", "options") else {"data": "{}", "content_type": "application/json"}
        self.questions = []
        with connection.execute_wrapper(self._note):
            response: HttpResponse = getattr(self.browser, method)(address, **body)
        if response.status_code < 400:
            transaction.savepoint_rollback(self.before)
        self.browser.cookies = SimpleCookie(self.pocket)
        return Answer(
            response.status_code,
            response.text,
            response.get("Location", ""),
            response.get("Referrer-Policy", ""),
            asked_nothing=not self.questions,
            asked_only_who_asks=about is not None and all(_is_about_who_asks(*said, about) for said in self.questions),
        )

    def ask_for(self, method: str, route: Route, *ids: UUID) -> list[Answer]:
        """The same with one id after the other; with the first alone, where the answer is the same for every id."""
        answers: list[Answer] = []
        for uuid in ids:
            answers.append(self.ask(method, route.filled(uuid), uuid))
            if answers[0].is_the_same_for_every_id:
                break
        return answers

    def _note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.startswith(_FRAME):
            self.questions.append((sql, str(params)))
        return execute(sql, params, many, context)


def _is_about_who_asks(sql: str, params: str, about: UUID) -> bool:
    """Whether a statement reads only sessions and hats, and not by this id."""
    read = set(_FROM.findall(sql))
    return bool(read) and read <= _WHO_ASKS and str(about) not in params and about.hex not in params
