"""The agreement and the figures, for anybody to read."""

from datetime import date
from uuid import UUID

import pytest

from kernel.actors import SYSTEM
from shared_apps.federation.agreement import shipped
from shared_apps.federation.services import agreements, figures
from tenants.context import in_federation

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def read(browser_of, settings):
    browser = browser_of(settings.FEDERATION_DOMAIN)

    def page(path: str, status: int = 200) -> str:
        answer = browser.get(path)
        assert answer.status_code == status
        return answer.content.decode()

    return page


@pytest.fixture
def published(db):
    with in_federation():
        return agreements.publish_shipped(by=SYSTEM)


def test_the_agreement_can_be_read_in_three_wordings_and_each_has_every_clause(read, published):
    wording = shipped()
    full, plain, easy = read("/agreement/?full=1"), read("/agreement/"), read("/agreement/?easy=1")
    for clause in wording.clauses:
        for page in (full, plain, easy):
            assert f'<li id="{clause.key}">' in page
    assert "data controller" in full
    assert "data controller" not in plain
    assert "You get a website and tools." in easy
    assert "<svg" in easy


def test_every_version_has_an_address_of_its_own_and_an_old_one_says_so(read, published):
    with in_federation():
        agreements.publish(shipped(), by=SYSTEM, from_on=JUNE, what_changed="It says what a circle pays.")
    assert "This is an older version" in read("/agreement/1/")
    assert "It says what a circle pays." in read("/agreement/2/")
    assert "Version 2" in read("/agreement/")
    read("/agreement/7/", status=404)


def test_figures_are_shown_when_three_circles_reported_and_small_ones_never(read):
    assert "Fewer than 3 circles" in read("/figures/")
    with in_federation():
        for number in (1, 2, 3):
            counts = {"members": 20 + number, "supported": number, "supporter": 12}
            figures.report(UUID(int=number), JUNE, counts, key=f"{number}")
    page = read("/figures/")
    assert "June 2026" in page
    assert ">66<" in page
    assert ">36<" in page
    assert "not shown" in page


def test_what_two_circles_reported_is_nobodys_business(read):
    with in_federation():
        for number in (1, 2):
            figures.report(UUID(int=number), MAY, {"members": 777}, key=f"{number}")
    assert "1554" not in read("/figures/")


@pytest.mark.parametrize("path", ["/agreement/", "/agreement/?easy=1", "/agreement/?full=1", "/figures/"])
def test_each_page_has_one_heading_and_a_way_back_to_the_others(read, published, path, django_assert_max_num_queries):
    read(path)
    with django_assert_max_num_queries(6):
        page = read(path)
    assert page.count("<h1") == 1
    assert 'href="/figures/"' in page
    assert 'href="/agreement/"' in page
