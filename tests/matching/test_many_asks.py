"""Ten thousand ask at once, and Sol offers: what suits Sol is found a thousand asks at a time."""

import tracemalloc
from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.matching import ranking
from tenant_apps.matching.models import Ask
from tenant_apps.matching.moments import SHOWN
from tenant_apps.matching.services import shortlists
from tenant_apps.people.models import Person, today
from tenants.context import in_circle
from tests.matching.given import gives

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]

DAYS = ("mon", "tue", "wed", "thu")


def ask_of(person: Person, number: int) -> Ask:
    """The more recent, the higher the number; one in four on a Monday."""
    week = {DAYS[number % 4]: [["09:00", "11:00"]]}
    opened = now() - timedelta(days=20_000 - number)
    return Ask(person=person, state="open", opened_at=opened, tasks=["company"], week=week)


def test_what_suits_sol_among_ten_thousand_asks_is_found_in_bounded_memory_and_few_questions(
    calderdale, cast, django_assert_max_num_queries
):
    with in_circle(calderdale):
        who = Person.objects.bulk_create([Person(name=f"Somebody {n}", joined_on=today()) for n in range(500)])
        offer = gives(cast.sol, tasks=["company"], week={"mon": [["09:00", "11:00"]]})
        asks = [ask_of(who[number // 4 % 500], number) for number in range(10_000)]
        Ask.objects.bulk_create(asks, batch_size=2000)
        tracemalloc.start()
        try:
            with django_assert_max_num_queries(30 + 5 * 10_000 // ranking.READ_AT_A_TIME):
                found = shortlists.look(offer, by=cast.sol).shortlist
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert found is not None
    longest = [each.pk for each in asks if "mon" in each.week][:SHOWN]
    assert found.ids == longest
    assert most < 12_000_000  # bytes; all asks at once would be more
