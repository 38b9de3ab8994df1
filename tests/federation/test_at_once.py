"""Two at the same moment: one outcome, and the other is told."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from kernel.errors import Conflict, NotAllowed, Refusal
from shared_apps.federation.models import SupportSession
from shared_apps.federation.services import support
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tests.federation.conftest import Officer

TRIES = 5


@pytest.fixture
def asked(committed, nadia, calderdale) -> Iterator[Callable[[], UUID]]:
    """Asks Calderdale again and again; nothing of it is left behind."""

    def ask() -> UUID:
        with in_federation():
            support.end_all_of(nadia.id, by=nadia)
            return support.ask(calderdale.id, by=nadia, reason="Letters do not leave", minutes=30).pk

    yield ask
    with in_federation():
        SupportSession.objects.all().delete()
        Circle.objects.filter(pk=calderdale.id).update(support_until=None)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do these in threads that start together. Returns what each gave, or its refusal."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        start.wait()
        try:
            return deed()
        except Refusal as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def answering(circle, session_id: UUID, answer: str) -> Callable[[], object]:
    def say() -> object:
        with in_circle(circle), connection.cursor() as cursor:
            cursor.execute("SELECT coop.answer_support(%s, %s, %s)", [session_id, uuid4(), answer])
            return cursor.fetchone()[0]

    return say


def test_of_two_stewards_one_says_yes_and_one_says_no_and_one_of_them_is_told(asked, calderdale):
    for _ in range(TRIES):
        session_id = asked()
        answers = at_once(answering(calderdale, session_id, "yes"), answering(calderdale, session_id, "no"))
        assert sorted(answers) == [False, True]
        with in_federation():
            session = SupportSession.objects.get(pk=session_id)
            until = Circle.objects.values_list("support_until", flat=True).get(pk=calderdale.id)
        assert (session.consented_at is None) == (session.ended_how == "refused") == (until is None)


def test_an_officer_who_loses_the_right_while_looking_is_refused_and_the_session_ends_once(asked, calderdale, nadia):
    without = Officer(nadia.id, powers=())

    def look_without() -> object:
        with in_federation():
            return support.look(session_id, "settings", by=without)

    def take_away() -> object:
        with in_federation():
            return support.end_all_of(nadia.id, by=without)

    for _ in range(TRIES):
        session_id = asked()
        assert answering(calderdale, session_id, "yes")()
        looked, ended = at_once(look_without, take_away)
        assert isinstance(looked, NotAllowed)
        assert ended in (0, 1)
        with in_federation():
            session = SupportSession.objects.get(pk=session_id)
            assert session.ended_how == "lost_rights"
            assert not session.views.exists()


def test_asking_twice_at_once_is_one_question(asked, calderdale, nadia):
    asked()
    with in_federation():
        support.end_all_of(nadia.id, by=nadia)

    def ask() -> object:
        with in_federation():
            return support.ask(calderdale.id, by=nadia, reason="Letters do not leave", minutes=30)

    for _ in range(TRIES):
        answers = at_once(ask, ask)
        assert sorted(type(answer) for answer in answers if isinstance(answer, Conflict)) == [Conflict]
        with in_federation():
            assert SupportSession.objects.filter(officer_id=nadia.id, ended_at=None).count() == 1
            support.end_all_of(nadia.id, by=nadia)
