"""Finding people: quick among two thousand, in pages that do not shift, and never by what one may not read."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.sections import Audience
from tenant_apps.people.models import Hat, Person
from tenant_apps.people.services import add_person
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.privacy.services import choose_audience
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
ALL, MINE = "/circle/members/", "/people/"


@pytest.fixture
def here(calderdale, cast):
    with in_circle(calderdale):
        yield


@pytest.fixture
def many(here):
    """Two thousand people more, some of one name."""
    made = [Person(name=f"Person {n % 1500:04d}", phone=f"01422 {n:06d}", joined_on="2026-01-01") for n in range(2000)]
    Person.objects.bulk_create(made)
    return made


def test_two_thousand_people_take_as_many_questions_as_seven(many, cast, calderdale, browser_of):
    cora = browser_of(calderdale, cast.cora)
    cora.get(ALL)
    for asked in ({}, {"name": "erson 07"}, {"hat": "supporter"}, {"after": str(many[5].pk)}, {"joined": "phoned"}):
        with CaptureQueriesContext(connection) as seen:
            assert cora.get(ALL, asked).status_code == 200
        assert len(seen) <= 9, asked


def test_every_page_follows_the_one_before_and_nobody_is_passed_over(many, cast, calderdale, browser_of):
    cora, seen, address = browser_of(calderdale, cast.cora), [], ALL
    for turn in range(30):
        page = cora.get(address).text
        seen += [
            line.split('"')[0]
            for line in page.split("/circle/members/")[1:]
            if line[:8].count("-") == 0 and line[36:38] == '/"'
        ]
        if turn == 3:  # somebody comes meanwhile, on a page that was read already
            add_person("Aaa Aaa", by=SYSTEM)
        following = page.split('rel="next" href="')
        if len(following) == 1:
            break
        address = ALL + following[1].split('"')[0].replace("&amp;", "&")
        assert "Person" not in address
    ids = [each for each in seen if each]
    assert len(ids) == len(set(ids))
    assert len(ids) == 2000 + 7
    back = cora.get(address).text.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Person" in cora.get(ALL + back).text


def test_a_page_after_nobody_is_the_first(many, cast, calderdale, browser_of):
    cora = browser_of(calderdale, cast.cora)
    first = cora.get(ALL).text
    for asked in (str(uuid4()), "x", "../../etc", str(cast.iris.pk) + "'"):
        assert cora.get(ALL, {"after": asked}).text.count("Person 00") == first.count("Person 00")


def test_cora_finds_iris_by_telephone_and_it_is_written_down(here, cast, calderdale, browser_of):
    Person.objects.filter(pk=cast.iris.pk).update(phone="+44 (0)1422 777 123")
    cora, before = browser_of(calderdale, cast.cora), AccessEvent.objects.count()
    for asked in ("01422 777123", "777 123", "+44 1422 777 123".replace("+44 ", "0")):
        assert cast.iris.name in cora.get(ALL, {"name": asked}).text
    assert cast.sol.name not in cora.get(ALL, {"name": "777123"}).text
    assert AccessEvent.objects.count() > before
    assert cast.iris.name in cora.get(ALL, {"name": cast.iris.email}).text


def test_by_name_alone_nothing_is_written_down(here, cast, calderdale, browser_of):
    before = AccessEvent.objects.count()
    browser_of(calderdale, cast.cora).get(ALL, {"name": "iris"})
    assert AccessEvent.objects.count() == before


def test_members_see_those_who_share_their_name_and_nobody_else(here, cast, calderdale, browser_of):
    sol = browser_of(calderdale, cast.sol)
    choose_audience(cast.otto, "people.name", Audience.CIRCLE, by=cast.otto)
    page = sol.get(MINE).text
    assert cast.otto.name in page
    assert cast.cora.name in page  # she holds an office
    assert cast.iris.name not in page
    assert ">Supported member</span>" not in page


def test_nobody_is_found_by_what_they_do_not_share(here, cast, calderdale, browser_of):
    """Otto shares his name with everybody and neither his address, his telephone nor what he does."""
    Person.objects.filter(pk=cast.otto.pk).update(phone="01422 777 555", how_joined="phoned", email="o@secret.example")
    Hat.objects.create(person=cast.otto, kind="supporter", from_on="2026-01-01", consented_at="2026-01-01T00:00Z")
    choose_audience(cast.otto, "people.name", Audience.CIRCLE, by=cast.otto)
    choose_audience(cast.otto, "people.contact", Audience.ONLY_ME, by=cast.otto)
    sol, cora = browser_of(calderdale, cast.sol), browser_of(calderdale, cast.cora)
    for asked in (
        {"name": "o@secret"},
        {"name": "777555"},
        {"hat": "supporter"},
        {"joined": "phoned"},
        {"state": "no_account"},
    ):
        assert cast.otto.name not in sol.get(MINE, asked).text, asked
    for asked in ({"name": "o@secret"}, {"name": "777555"}, {"hat": "supporter"}, {"joined": "phoned"}):
        assert cast.otto.name in cora.get(ALL, asked).text, asked


def test_a_page_after_somebody_hidden_is_the_page_after_nobody(here, cast, calderdale, browser_of, monkeypatch):
    """Where somebody stands among names would tell how their own begins."""
    monkeypatch.setattr("tenant_apps.home.circle.A_PAGE", 1)
    sol, nobody = browser_of(calderdale, cast.sol), str(uuid4())
    pages = [sol.get(MINE, {"after": each}).text.replace(each, "") for each in (str(cast.iris.pk), nobody)]
    assert pages[0] == pages[1]
    assert cast.cora.name in pages[0]
    assert cast.cora.name not in sol.get(MINE, {"after": str(cast.cora.pk)}).text


def test_the_list_that_everybody_has_asks_as_little(many, cast, calderdale, browser_of):
    sol = browser_of(calderdale, cast.sol)
    sol.get(MINE)
    with CaptureQueriesContext(connection) as seen:
        sol.get(MINE)
    assert len(seen) <= 20
