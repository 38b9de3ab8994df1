"""Whole pages about people as an ordinary member opens them, beside the same pages when the law is not asked."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from kernel.sections import Audience
from shared_apps.identity.models import Account
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.people.models import Person
from tenant_apps.privacy import doors
from tenant_apps.privacy.services import choose_audience
from tenant_apps.profiles.questions import ORDER
from tenant_apps.profiles.services import keep_answer, show_answers
from tenant_apps.profiles.shape import Kind
from tenant_apps.teams.models import Place
from tenants.context import CircleRef, in_circle, in_federation
from tests.bench import asking, deciding_side

TURNS = 40
_home: dict[str, Any] = {}


def build(people: int) -> int:
    """The same people, one of whom told everything there is to tell, as widely as may be; and a reader signed in."""
    total = deciding_side.build(people)
    circle: CircleRef = deciding_side._home[0]
    with in_circle(circle):
        robin = Person.objects.get(name="Robin Reader")
        choose_audience(robin, "people.name", Audience.CIRCLE, by=robin)
        team = Place.objects.around(robin.pk).values("person")
        told = Person.objects.filter(pk__in=team).order_by("id")[0]
        for question in {question.code: question for kind in Kind for question in ORDER[kind]}.values():
            said = {prompt.code: f"What is to be said about {prompt.code}." for prompt in question.prompts}
            if not said:
                continue
            kept = keep_answer(told, question, {"words": said}, seen=0, by=told)
            show_answers(told, {question: kept.number}, by=told)
            widest = min(Audience.CIRCLE, doors.section_called(question.section).ceiling)
            choose_audience(told, question.section, widest, named=[robin] if widest is Audience.NAMED else [], by=told)
    with in_federation():
        epoch = Account.objects.values_list("epoch", flat=True).get(pk=robin.account_id)
    with in_circle(circle):
        session = CircleSessionStore()
        session.sign_in(Bearer(person_id=robin.pk, account_id=robin.account_id, epoch=epoch))
    _home.update(host=circle.host, cookie=f"{settings.SESSION_COOKIE_NAME}={session.session_key}", told=told)
    return total


def page(path: str) -> dict[str, Any]:
    """Medians of the page with the law and without, asked in turn, and how many questions each asks the database."""
    where = path.replace("TOLD", str(_home["told"].pk))
    questions = _questions(where)
    with _no_law():
        plainly = _questions(where)
    ours, peer = [], []
    for _turn in range(TURNS):
        ours.append(_open(where))
        with _no_law():
            peer.append(_open(where))
    return {
        "ours": statistics.median(ours),
        "peer": statistics.median(peer),
        "questions": questions,
        "peer_questions": plainly,
    }


def _questions(path: str) -> int:
    """How often the page asks the database once everything is warm."""
    _open(path)
    with CaptureQueriesContext(connection) as asked:
        _open(path)
        return len(asked.connection.queries_log) - asked.initial_queries


def _open(path: str) -> float:
    began = time.perf_counter()
    status, _body = asking.get(_home["host"], path, cookie=_home["cookie"])
    assert status == 200, f"{path} answered {status}"
    return time.perf_counter() - began


_answers: dict[Any, Any] = {}


@contextmanager
def _no_law() -> Iterator[None]:
    """Everybody is in every list, what was decided once is not looked up again, and no look is written down."""
    law, decided, write_down = doors.may_be_seen, doors.decided, doors.write_down

    def known(reader: Any, people: Any, wanted: Any, purpose: Any) -> Any:
        key = (tuple(each.pk for each in people), tuple(each.code for each in wanted), purpose)
        if key not in _answers:
            _answers[key] = decided(reader, people, wanted, purpose)
        return _answers[key]

    doors.may_be_seen = lambda *_args: Q()
    doors.decided, doors.write_down = known, lambda *_args: None
    try:
        yield
    finally:
        doors.may_be_seen, doors.decided, doors.write_down = law, decided, write_down
