"""Cora sees who waits longest, what is missing, and whether all are shown; nobody else does."""

from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.matching.bands import FEW, band, step
from tenant_apps.matching.figures import gaps, gini, outward, spread
from tenant_apps.matching.models import Ask, Exposure, Offer
from tenant_apps.people.models import Person, today
from tenants.context import in_circle
from tests.matching.given import gives, opens
from tests.words import names

pytestmark = pytest.mark.usefixtures("db")

HERE = "/circle/matching/"


@pytest.fixture
def cora(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.cora)


def people(count: int) -> list[Person]:
    made = [Person(name=f"Somebody {number}", joined_on=today()) for number in range(count)]
    return Person.objects.bulk_create(made)


def test_who_waits_longest_comes_first_and_can_be_narrowed(cora, calderdale, cast):
    with in_circle(calderdale):
        opens(cast.iris, tasks=["company"])
        old = opens(cast.adah, tasks=["garden"])
        Ask.objects.filter(pk=old.pk).update(opened_at=now() - timedelta(weeks=6))
    page = cora.get(HERE).text
    assert page.index("Adah") < page.index("Iris")
    assert "Nobody has looked yet" in page
    narrowed = cora.get(f"{HERE}?task=garden&weeks=4").text
    assert "Adah" in narrowed
    assert not names(narrowed, "Iris")
    assert "Nothing that waits fits this" in cora.get(f"{HERE}?task=medicines").text
    assert cora.get(f"{HERE}?task=nonsense&weeks=x&page=99&pay=1").status_code == 200


def test_only_stewards_and_coordinators_see_it(browser_of, calderdale, cast):
    for person in (cast.iris, cast.sol, cast.fin):
        assert browser_of(calderdale, person).get(HERE).status_code == 404
    assert browser_of(calderdale).get(HERE).status_code == 302


def test_offers_that_nobody_was_shown(cora, calderdale, cast):
    with in_circle(calderdale):
        gives(cast.sol, tasks=["company"])
        gives(cast.june, tasks=["company"])
        Exposure.objects.create(person=cast.june, on=today(), times=2)
    page = cora.get(f"{HERE}?what=offers").text
    assert "Sol" in page
    assert not names(page, "June")


def test_what_is_missing_is_said_from_five_and_in_words(cora, calderdale):
    with in_circle(calderdale):
        for person in people(4):
            opens(person, tasks=["nights"], postcode="HX7 6AB")
    assert "Nothing stands out" in cora.get(HERE).text
    week = [(["nights"], {"mon": [["22:00", "06:00"]]}, "HX7 6AB")] * 11
    found = {(each.kind, each.code): each for each in gaps(week, week[:5])}
    assert found["task", "nights"].asked == band(11)
    assert found["area", "HX7"].offered == band(5)
    assert found["time", "weekday-night"]
    assert gaps(week[:4], []) == []
    assert {band(n) for n in range(5)} == {FEW}
    assert [step(n) for n in (4, 5, 99, 400)] == [0, 5, 50, 100]


def test_whether_all_are_shown_is_said_in_one_plain_sentence(cora, calderdale, cast):
    with in_circle(calderdale):
        for number, person in enumerate(people(8)):
            gives(person, tasks=["company"])
            if number < 4:
                Exposure.objects.create(person=person, on=today(), times=3)
    page = cora.get(HERE).text
    assert "Many who offer were shown to nobody" in page
    assert gini([1, 1, 1, 1]) == 0
    assert gini([0, 0, 0, 10]) == 75
    assert spread([0] * 9) is None
    assert spread([1, 2]) is None
    assert "Nearly everybody" in str(spread([2] * 9).in_words)
    assert "most lists" in str(spread([30, 1, 1, 1, 1, 1, 1, 1, 1, 1]).in_words)
    assert [outward(each) for each in ("HX7 6AB", "hx76ab", "E5 0AA", "", "HX7")] == ["HX7", "HX7", "E5", "", ""]


def test_ten_thousand_asks_are_shown_page_by_page(cora, calderdale, django_assert_max_num_queries):
    with in_circle(calderdale):
        who = people(500)
        facts = {"state": "open", "tasks": ["company"], "week": {"mon": [["09:00", "10:00"]]}}
        rows = [Ask(person=who[n % 500], opened_at=now() - timedelta(hours=n), **facts) for n in range(10_000)]
        Ask.objects.bulk_create(rows, batch_size=2000)
        Offer.objects.bulk_create(Offer(person=each, opened_at=now(), **facts) for each in who)
    with django_assert_max_num_queries(16):
        page = cora.get(f"{HERE}?page=3")
    assert page.text.count('<th scope="row"><a') == 50
    assert 'rel="next"' in page.text
    paper = cora.get(f"{HERE}?paper=1").text
    assert paper.count('<th scope="row"><a') == 200
