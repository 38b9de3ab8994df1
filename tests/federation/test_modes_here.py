"""What the kind of a circle forbids is not there in it, says why, and is there again when the kind changes."""

import pytest

from kernel.actors import SYSTEM
from kernel.errors import NotFound
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import facts
from tenant_apps.people.models import Person
from tenant_apps.site.pages import services as pages
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.django_db
WHY = "This circle is “Community only”. That does not cover: Introduce people to independent care workers"


def note(circle, mode: str) -> None:
    with in_federation():
        facts.note(circle.id, CircleFact.Kind.MODE, mode, by=SYSTEM, from_on=facts.today(), evidence="Seen.")


@pytest.mark.parametrize(
    ("mode", "is_there"), [("community", False), ("introductory", True), ("hosted", True), ("registered", True)]
)
def test_paid_work_is_told_of_only_where_the_kind_of_circle_has_it(browser_of, calderdale, cast, mode, is_there):
    note(calderdale, mode)
    neighbour = browser_of(calderdale)
    assert ("/work-with-us/" in neighbour.get("/").text) is is_there
    page = neighbour.get("/work-with-us/")
    assert page.status_code == (200 if is_there else 404)
    assert (WHY in page.text) is not is_there


def test_when_the_kind_changes_pages_and_services_follow_at_once(browser_of, calderdale, cast):
    note(calderdale, "community")
    with in_circle(calderdale):
        cora = Person.objects.get(pk=cast.cora.pk)
        with pytest.raises(NotFound, match="does not cover"):
            pages.first_page("work-with-us", by=cora)
    assert browser_of(calderdale).get("/work-with-us/").status_code == 404
    note(calderdale, "hosted")
    assert browser_of(calderdale).get("/work-with-us/").status_code == 200
    with in_circle(calderdale):
        assert pages.first_page("work-with-us", by=Person.objects.get(pk=cast.cora.pk)).slug == "work-with-us"
