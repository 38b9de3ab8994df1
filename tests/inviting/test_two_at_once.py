"""Iris and Cora put right what is known of Iris at the same time: neither undoes what the other wrote."""

import re

import pytest

from tenant_apps.people.models import Person
from tenant_apps.people.services import correct_person
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
MINE = "/me/contact/"


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def cora(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.cora)


def shown(client, address: str) -> dict[str, str]:
    """What stands in the form on a page."""
    page = client.get(address).context["form"]
    return {bound.name: str(bound.value() or "") for bound in page}


def iris_now(calderdale, cast) -> Person:
    with in_circle(calderdale):
        return Person.objects.get(pk=cast.iris.pk)


def test_what_cora_wrote_while_iris_had_her_page_open_stays(iris, calderdale, cast):
    form = shown(iris, MINE)
    with in_circle(calderdale):
        correct_person(cast.iris, phone="01422 555 0100", contact_note="Ring twice.", by=cast.cora)
    assert iris.post(MINE, form | {"known_as": "Rissy"}).status_code == 302
    found = iris_now(calderdale, cast)
    assert (found.known_as, found.phone, found.contact_note) == ("Rissy", "01422 555 0100", "Ring twice.")


def test_what_iris_wrote_while_cora_had_her_page_open_stays(iris, cora, calderdale, cast):
    page = f"/circle/members/{cast.iris.pk}/correct/"
    form = shown(cora, page)
    assert iris.post(MINE, shown(iris, MINE) | {"phone": "01422 555 0199"}).status_code == 302
    assert cora.post(page, form | {"contact_note": "Ring twice.\r\nThen wait."}).status_code == 302
    found = iris_now(calderdale, cast)
    assert (found.phone, found.contact_note.split()) == ("01422 555 0199", ["Ring", "twice.", "Then", "wait."])


def test_where_both_wrote_in_one_place_both_are_shown_and_the_next_press_decides(iris, calderdale, cast):
    form = shown(iris, MINE)
    with in_circle(calderdale):
        correct_person(cast.iris, phone="01422 555 0100", by=cast.cora)
    again = iris.post(MINE, form | {"phone": "01422 555 0199"})
    assert again.status_code == 422
    assert "Somebody wrote “01422 555 0100” here meanwhile" in again.text
    assert 'value="01422 555 0199"' in again.text
    assert iris_now(calderdale, cast).phone == "01422 555 0100"
    seen = re.search(r'name="seen" value="([^"]*)"', again.text)[1]
    assert iris.post(MINE, form | {"phone": "01422 555 0199", "seen": seen}).status_code == 302
    assert iris_now(calderdale, cast).phone == "01422 555 0199"


def test_both_who_wrote_the_same_agree(iris, calderdale, cast):
    form = shown(iris, MINE)
    with in_circle(calderdale):
        correct_person(cast.iris, phone="01422 555 0199", by=cast.cora)
    assert iris.post(MINE, form | {"phone": "01422 555 0199"}).status_code == 302


def test_what_the_page_knows_of_what_it_showed_tells_nobody_what_it_was(iris):
    seen = shown(iris, MINE)["seen"]
    assert "email" not in seen
    assert all(re.fullmatch(r"[a-z_]+:[0-9a-f]{12}", each) for each in seen.split())
