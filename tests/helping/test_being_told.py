"""Whom it concerns hears of it: who asks, who may act now, that it was written down that somebody cannot decide."""

import pytest
from django.core import mail

from tenant_apps.helping import choosing, services
from tenant_apps.helping.bases import Basis
from tenant_apps.helping.models import Authority, Evidence
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import add_person, give_hat
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(calderdale):
    """Who gets letters about helping, from now on."""

    def tell() -> set[str]:
        mail.outbox.clear()
        with circle_context(calderdale):
            deliver_due()
        return {to for letter in mail.outbox if "something to look at" in letter.subject for to in letter.to}

    tell()
    return tell


def test_adah_hears_that_iris_asks_her_and_iris_that_she_said_yes(calderdale, cast, told, browser_of):
    adah = browser_of(calderdale, cast.adah)
    assert "Somebody asks whether you will help them" not in adah.get("/home/").text
    with in_circle(calderdale):
        asked = services.ask_for_help(cast.iris, cast.adah, ["care"], until_on=None, by=cast.iris)
    assert told() == {cast.adah.email}
    assert "Somebody asks whether you will help them" in adah.get("/home/").text
    with in_circle(calderdale):
        services.accept(asked, by=cast.adah)
    assert told() == {cast.iris.email}
    assert "Somebody asks whether you will help them" not in adah.get("/home/").text
    with in_circle(calderdale):
        services.end(asked, why="withdrawn", by=cast.iris)
    assert told() == {cast.adah.email}


def test_what_two_others_bring_about_for_iris_is_told_to_her_at_every_step(calderdale, cast, told):
    with in_circle(calderdale):
        give_hat(cast.fin, "safeguarding_lead", by=cast.cora)
        made = services.record_authority(cast.iris, cast.adah, Basis.LPA_HEALTH, ["health"], by=cast.cora)
    assert cast.iris.email in told()
    with in_circle(calderdale):
        services.accept(made, by=cast.adah)
        Evidence.objects.create(authority=made, person=cast.iris, key="0" * 64, called="p", media_type="x", size=1)
        services.check(made, by=cast.fin)
    assert {cast.iris.email, cast.adah.email} <= told()


def test_iris_and_the_others_hear_that_cora_wrote_down_that_she_cannot_decide_and_iris_may_see_it_differently(
    calderdale, cast, told, browser_of
):
    with in_circle(calderdale):
        give_hat(cast.fin, "safeguarding_lead", by=cast.cora)
    told()
    with in_circle(calderdale):
        day = today().replace(day=28)
        services.record_capacity(cast.iris, can_decide=False, why="Seen by Dr Gill.", review_on=day, by=cast.cora)
    assert told() == {cast.iris.email, cast.fin.email}
    page = browser_of(calderdale, cast.iris).get("/me/helpers/").text
    assert cast.cora.called in page
    assert "I see it differently" in page
    assert "Dr Gill" not in page, "how it was found out is asked for, and looked through first"
    assert "/me/data/complain/" in page


def test_in_a_large_circle_whoever_is_not_among_the_first_is_found_by_a_piece_of_the_name(
    calderdale, cast, browser_of, monkeypatch
):
    monkeypatch.setattr(choosing, "MOST", 3)
    with in_circle(calderdale):
        zoe = add_person("Zoe Zabrinski", by=cast.cora)
    cora, there = browser_of(calderdale, cast.cora), f"/circle/members/{cast.iris.pk}/authorities/record/"
    page = cora.get(there).text
    assert "There are more people than can be shown here" in page
    assert "Zabrinski" not in page
    page = cora.get(there, {"name": "zabri"}).text
    assert f'value="{zoe.pk}"' in page
    said = {"basis": "appointee", "helper": str(zoe.pk), "scopes": ["money"], "how": "alone"}
    assert cora.post(f"{there}?name=zabri", said).status_code == 302
    with in_circle(calderdale):
        assert Authority.objects.filter(person=cast.iris, helper=zoe).exists()
        Authority.objects.filter(helper=zoe).delete()
    assert cora.post(there, said).status_code == 302, "whom they chose counts on any page of the list"
    with in_circle(calderdale):
        assert Person.objects.count() > 3
