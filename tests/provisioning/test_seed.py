"""The example federation says nothing of itself that is not so: who signed, who ticked, until when, what is copied."""

from datetime import timedelta

import pytest

from provisioning import seed
from shared_apps.console.models import Officer, Term
from shared_apps.federation.models import StageChange, Standing, Tick
from shared_apps.federation.services import agreements, facts, standing
from shared_apps.federation.services.facts import today
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenants.context import in_circle, in_federation
from tests.console.desk import browser


@pytest.fixture
def examples(fresh_house):
    return {circle.slug: circle for circle in seed.seed()}


def test_the_example_circles_came_to_where_they_are_as_every_circle_does(examples):
    for slug, first in (("calderdale", "Cora Whitworth"), ("clapton", "Vale Okonkwo")):
        circle = examples[slug]
        with in_circle(circle):
            steward = Person.objects.get(name=first)
            assert Entry.objects.filter(event="federation.AgreementSigned", actor_id=steward.pk).count() == 1
        with in_federation():
            stella = Officer.objects.get(email="stella@federation.example")
            assert agreements.has_signed_what_holds(circle.id)
            signature = agreements.signatures_of(circle.id)[0]
            assert (signature.name, signature.person_id) == (first, steward.pk)
            assert standing.of_circle(circle.id).stage == Standing.Stage.OPEN_HOSTED
            moved = StageChange.objects.filter(circle_id=circle.id).latest("id")
            assert (moved.from_stage, moved.by_id) == ("forming", stella.pk)
            assert {tick.by_id for tick in Tick.objects.filter(circle_id=circle.id)} == {steward.pk, stella.pk}
            assert {fact.by_id for fact in facts.known(circle.id).values()} == {stella.pk}
    with in_federation():
        ends = set(Term.objects.values_list("until_on", flat=True))
        assert ends == {today() + timedelta(days=365)}, "every office ends some day"
        nadia = Officer.objects.get(email="nadia@federation.example")
    overview = browser(nadia).get("/").text
    assert "All is well" not in overview
    assert "Of 2 circles no copy is recorded yet." in overview
    assert 'href="/circles/?copy=none"' in overview
    listed = browser(nadia).get("/circles/?copy=none").text
    assert "Calderdale Care Circle" in listed
    page = browser(nadia).get("/circles/calderdale/").text
    assert "Version 1: Cora Whitworth" in page
    assert seed.seed() == []
