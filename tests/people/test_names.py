"""Names are as long as they are, and stand as they are read in their own script."""

import pytest

from kernel.actors import SYSTEM
from tenant_apps.people.models import LONGEST_NAME, Person
from tenant_apps.people.services import add_person
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
LONG = ("Wolfeschlegelsteinhausenbergerdorff " * 6)[:LONGEST_NAME].strip()
RIGHT_TO_LEFT = "פֿרידל (Friedl) קליין"


def test_a_name_of_two_hundred_letters_is_written_down_found_and_shown_whole(browser_of, calderdale, cast):
    name = LONG.ljust(LONGEST_NAME, "x")
    assert len(name) == 200
    with in_circle(calderdale):
        person = add_person(name, by=SYSTEM)
    cora = browser_of(calderdale, cast.cora)
    assert name in cora.get("/circle/members/?name=Wolfeschlegel").text
    assert name in cora.get(f"/circle/members/{person.pk}/").text
    assert name in cora.get(f"/api/v1/people/{person.pk}/").text


def test_a_longer_one_is_refused_with_a_sentence_and_nothing_is_kept(browser_of, calderdale, cast):
    cora, sent = browser_of(calderdale, cast.cora), {"how": "card", "name": "y" * 201, "email": ""}
    answer = cora.post("/api/v1/invitations/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")
    with in_circle(calderdale):
        assert not Person.objects.filter(name__startswith="yyy").exists()


def test_a_name_from_right_to_left_stands_by_itself_and_turns_nothing_around_it(browser_of, calderdale, cast):
    with in_circle(calderdale):
        person = add_person(RIGHT_TO_LEFT, by=SYSTEM)
    cora = browser_of(calderdale, cast.cora)
    for address in ("/circle/members/", f"/circle/members/{person.pk}/", f"/people/{person.pk}/"):
        assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in cora.get(address).text, address
