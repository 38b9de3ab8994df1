"""What the kind of a circle forbids is not there in it, says why, and is there again when the kind changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.errors import NotFound, RuleBroken
from kernel.ids import uuid7
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import facts
from tenant_apps.enquiries import services as enquiries
from tenant_apps.enquiries.models import Enquiry
from tenant_apps.people.models import Person
from tenant_apps.site.pages import services as pages
from tenant_apps.site.pages.blocks import TEXT, new_block
from tenant_apps.site.pages.claims import claims
from tenants import directory
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.django_db
WHY = "This circle is “Community only”. That does not cover: Introduce people to independent care workers"


def note(circle, mode: str) -> None:
    with in_federation():
        facts.note(circle.id, CircleFact.Kind.MODE, mode, by=SYSTEM, from_on=facts.today(), evidence="Seen.")
    directory.forget()
    directory.all_open()


@pytest.mark.parametrize(
    ("mode", "is_there"), [("community", False), ("introductory", True), ("hosted", True), ("registered", True)]
)
def test_paid_work_is_told_of_only_where_the_kind_of_circle_has_it(browser_of, calderdale, cast, mode, is_there):
    note(calderdale, mode)
    neighbour = browser_of(calderdale)
    front = neighbour.get("/").text
    assert ("/work-with-us/" in front) is is_there
    assert ("care workers" in front) is is_there
    assert ("what a visit costs" in front) is is_there
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


def test_a_circle_of_which_nobody_has_written_anything_down_may_do_the_least_and_is_called_nothing(
    browser_of, calderdale, cast
):
    with in_federation():
        known = facts.known(calderdale.id)[CircleFact.Kind.MODE]
        facts.correct(known, by=SYSTEM, evidence="A letter that was for somebody else.", withdraw=True)
    directory.forget()
    neighbour = browser_of(calderdale)
    assert "/work-with-us/" not in neighbour.get("/").text
    said = neighbour.get("/work-with-us/")
    assert said.status_code == 404
    assert "has not written down yet what kind of circle this is" in said.text
    assert "Community only" not in said.text


def test_nobody_asks_for_paid_work_where_there_is_none_neither_online_nor_by_phone(browser_of, calderdale, cast):
    note(calderdale, "community")
    said = {"about": "work", "words": "Is there work?", "name": "Nell", "email": "nell@hebden.example"}
    for client, page, more in [
        (browser_of(calderdale), "/contact/", {}),
        (browser_of(calderdale, cast.cora), "/circle/asks/new/", {"channel": "phone", "for_whom": "self"}),
    ]:
        shown = client.get(page)
        assert "to help out" in shown.text
        assert "to give support" not in shown.text
        refused = client.post(page, {**said, **more, "key": str(uuid7())})
        assert refused.status_code == 422
        assert "There is no paid work in this circle." in refused.text
    with in_circle(calderdale):
        with pytest.raises(RuleBroken):
            enquiries.take_down(said, key=uuid7(), by=SYSTEM)
        assert not Enquiry.objects.filter(about="work").exists()


def test_the_kind_is_asked_of_the_database_once_and_not_at_every_visit(browser_of, calderdale, cast):
    neighbour = browser_of(calderdale)
    neighbour.get("/")
    with CaptureQueriesContext(connection) as asked:
        neighbour.get("/")
    assert not [each["sql"] for each in asked if "federation_says" in each["sql"]]


def test_who_publishes_words_of_regulated_care_looks_again_where_the_kind_has_no_place_for_them(
    browser_of, calderdale, cast
):
    note(calderdale, "community")
    with in_circle(calderdale):
        cora = Person.objects.get(pk=cast.cora.pk)
        page = pages.add_page("What we do", by=cora)
        honest = [
            new_block(TEXT, words="We cook. We do not give personal care.\nAsk the CQC if you need that, not us.")
        ]
        page = pages.keep_draft(page, page.title, honest, seen=page.number, in_menu=False, by=cora)
    at, client = f"/circle/site/pages/{page.pk}/", browser_of(calderdale, cast.cora)
    key = page.blocks[0]["key"]
    assert client.post(at, typed(calderdale, page, key, honest[0]["words"]))["Location"].endswith("?published=1")
    asked = client.post(at, typed(calderdale, page, key, "We cook. We are registered with the CQC."))
    assert asked["Location"].endswith("?claims=1")
    shown = client.get(asked["Location"]).text
    assert "We are registered with the CQC." in shown
    assert "We checked it: publish" in shown
    done = client.post(
        at, typed(calderdale, page, key, "We cook. We are registered with the CQC.", "publish-all-the-same")
    )
    assert done["Location"].endswith("?published=1")
    note(calderdale, "hosted")
    assert client.post(at, typed(calderdale, page, key, "Registered care, by the CQC."))["Location"].endswith(
        "?published=1"
    )


def typed(circle, page, key: str, words: str, do: str = "publish") -> dict[str, str]:
    with in_circle(circle):
        page.refresh_from_db()
    return {"title": page.title, "seen": str(page.number), "order": f"{key}:text", f"words-{key}": words, "do": do}


@pytest.mark.parametrize(
    "words",
    ["Rydym yn rhoi gofal personol.", "Dajemy opiekę osobistą.", "Kişisel bakım veriyoruz.", "We are regulated care."],
)
def test_such_words_are_known_in_the_languages_of_the_house(calderdale, cast, words):
    note(calderdale, "community")
    with in_circle(calderdale):
        assert claims("Hello", [new_block(TEXT, words=f"Hello. {words}")]) == [words]
