"""Questions that Django writes down once and that are asked again and again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, models, transaction
from django.db.models import Exists, OuterRef

from tenant_apps.entry.models import CircleSession
from tenant_apps.people.models import Hat, Person, today
from tenants.context import circle_context, in_circle
from tenants.questions import Question, Slot
from tests import world

DAY = models.DateField()


@pytest.fixture
def asked() -> tuple[Question, list[str]]:
    """Who a session belongs to and whether they wear a hat of some kind; and how often it was put together."""
    written: list[str] = []

    def make() -> models.QuerySet[CircleSession]:
        written.append("once")
        return sessions_of(Slot("whose", models.UUIDField()), Slot("kind", models.CharField()), Slot("day", DAY))

    return Question(make), written


def sessions_of(whose, kind, day):
    worn = Hat.objects.worn(day).filter(kind=kind, person=OuterRef("person"))
    return (
        CircleSession.objects.filter(person_id=whose)
        .select_related("person")
        .annotate(wears_it=Exists(worn))
        .order_by("id")
    )


def everything(rows):
    """What was read of rows and of whom they belong to, but for what Django notes of its own."""
    known = [(vars(row), vars(row.person)) for row in rows]
    return [[{key: value for key, value in each.items() if key != "_state"} for each in pair] for pair in known]


def test_the_answer_is_what_the_queryset_says_each_time_with_the_values_of_that_time(calderdale, cast, asked):
    question, written = asked
    with in_circle(calderdale):
        for person in (cast.cora, cast.iris):
            for kind in ("steward", "supported", "nothing"):
                found = question.ask(whose=person.pk, kind=kind, day=today())
                assert found
                assert everything(found) == everything(sessions_of(person.pk, kind, today()))
                assert [row.wears_it for row in found] == [person.wears(kind)] * len(found)
    assert written == ["once"]


def test_it_is_one_statement_and_reads_the_person_with_it(calderdale, cast, asked, django_assert_num_queries):
    with in_circle(calderdale), django_assert_num_queries(1):
        assert asked[0].ask(whose=cast.cora.pk, kind="steward", day=today())[0].person.name == cast.cora.name


def test_each_circle_is_answered_from_its_own_rows(calderdale, clapton, cast, asked):
    names = {}
    for circle in (calderdale, clapton):
        with in_circle(circle):
            names[circle.slug] = asked[0].ask(whose=world.same_id("cora"), kind="steward", day=today())[0].person.name
    assert world.CANARY["calderdale"] in names["calderdale"]
    assert world.CANARY["clapton"] in names["clapton"]


def test_each_thread_asks_over_its_own_connection(committed, calderdale, asked):
    def ask() -> int:
        try:
            with in_circle(calderdale):
                asked[0].ask(whose=world.same_id("cora"), kind="steward", day=today())
                return connections["default"].connection.info.backend_pid
        finally:
            connections["default"].close()

    with in_circle(calderdale):
        asked[0].ask(whose=world.same_id("cora"), kind="steward", day=today())
        mine = connections["default"].connection.info.backend_pid
        with ThreadPoolExecutor(1) as others:
            assert others.submit(ask).result() != mine


def test_a_value_that_was_not_given_is_asked_for(calderdale, cast, asked):
    with in_circle(calderdale), pytest.raises(KeyError, match="kind"):
        asked[0].ask(whose=cast.cora.pk, day=today())


def test_rows_changed_meanwhile_are_read_as_they_are_now(calderdale, cast, asked):
    with in_circle(calderdale):
        asked[0].ask(whose=cast.cora.pk, kind="steward", day=today())
        Person.objects.filter(pk=cast.cora.pk).update(known_as="Co")
        assert {row.person.known_as for row in asked[0].ask(whose=cast.cora.pk, kind="steward", day=today())} == {"Co"}


def test_columns_are_read_as_the_queryset_reads_them(calderdale, cast):
    def hats(person):
        return Hat.objects.filter(person=person).order_by("kind", "id")

    def shapes(person):
        yield hats(person).values_list("kind", "from_on")
        yield hats(person).values_list("kind", flat=True)
        yield hats(person).values_list("kind").union(hats(person).values_list("person__name"), all=True)
        yield hats(person).values_list("person").annotate(n=models.Count("id")).order_by()

    with in_circle(calderdale):
        for number, plain in enumerate(shapes(cast.cora)):
            question = Question(lambda number=number: list(shapes(Slot("whose", models.UUIDField())))[number])
            for whose in (cast.cora, cast.iris):
                assert question.ask(whose=whose.pk) == list(list(shapes(whose))[number])
            assert list(plain)


def test_rows_are_locked_in_a_transaction_only(committed, calderdale):
    question = Question(lambda: Person.objects.select_for_update().filter(pk=Slot("whose", models.UUIDField())))
    with in_circle(calderdale):
        assert [each.pk for each in question.ask(whose=world.same_id("cora"))] == [world.same_id("cora")]
    with circle_context(calderdale), pytest.raises(transaction.TransactionManagementError):
        question.ask(whose=world.same_id("cora"))
