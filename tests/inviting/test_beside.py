"""Whoever lives with paper and telephone is written down once, however often the button is pressed."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import give_hat
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
PAGE = "/circle/members/invite/beside/"
JOAN = {"name": "Joan Eccles", "how_joined": "met", "reach_by": "post", "said_yes": "on"}


@pytest.fixture
def named(calderdale):
    def found(name: str) -> list[Person]:
        with in_circle(calderdale):
            return list(Person.objects.filter(name=name))

    return found


def test_a_button_pressed_three_times_makes_one_member(browser_of, calderdale, cast, named):
    cora = browser_of(calderdale, cast.cora)
    key = cora.get(PAGE).context["form"]["key"].value()
    ways = {cora.post(PAGE, {**JOAN, "key": key})["Location"] for _thrice in range(3)}
    (joan,) = named("Joan Eccles")
    assert ways == {f"/circle/members/{joan.pk}/"}
    with in_circle(calderdale):
        assert Entry.objects.filter(event="people.PersonAdded", payload__person_id=str(joan.pk)).count() == 1


def test_whoever_goes_back_and_writes_down_somebody_else_gets_both(browser_of, calderdale, cast, named):
    cora = browser_of(calderdale, cast.cora)
    key = cora.get(PAGE).context["form"]["key"].value()
    for name in ("Joan Eccles", "Walter Eccles"):
        assert cora.post(PAGE, {**JOAN, "name": name, "key": key}).status_code == 302
    assert len(named("Joan Eccles")) == len(named("Walter Eccles")) == 1


def test_the_key_is_kept_while_the_form_is_put_right(browser_of, calderdale, cast, named):
    cora = browser_of(calderdale, cast.cora)
    key = cora.get(PAGE).context["form"]["key"].value()
    refused = cora.post(PAGE, {**JOAN, "said_yes": "", "key": key})
    assert refused.status_code == 422
    assert refused.context["form"]["key"].value() == key


@pytest.mark.parametrize("key", ["", "forged", "01a204d1-de93-7411-bb94-04d67b5f2654", "sols"])
def test_nobody_chooses_an_id_by_hand(browser_of, calderdale, clapton, cast, named, key):
    cora, key = browser_of(calderdale, cast.cora), str(cast.sol.pk) if key == "sols" else key
    assert cora.post(PAGE, {**JOAN, "key": key}).status_code == 302
    (joan,) = named("Joan Eccles")
    assert str(joan.pk) != key


def test_whoever_holds_an_office_without_an_end_reads_a_whole_sentence_on_coming_in(browser_of, calderdale, cast):
    with in_circle(calderdale):
        give_hat(cast.otto, Hat.Kind.STEWARD, by=SYSTEM)
        give_hat(cast.otto, Hat.Kind.FINANCE, until_on=today() + timedelta(days=30), by=SYSTEM)
    page = browser_of(calderdale, cast.otto).get("/welcome/in/").text
    assert "You said yes to being Steward." in page
    assert "You said yes to being Finance, until " in page
    assert "until ." not in page
