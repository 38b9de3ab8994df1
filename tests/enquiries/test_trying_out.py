"""While a circle tries things out, nobody's real life comes into it: strangers read that, and so do its stewards."""

from functools import partial

import pytest
from django.core import mail

from kernel.errors import RuleBroken
from kernel.ids import uuid7
from tenant_apps.enquiries.models import Enquiry, Subscriber
from tenant_apps.enquiries.services import make_person, take_down
from tenant_apps.inviting.models import Invitation
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tests.inviting.test_api import INVITATIONS, program  # noqa: F401

pytestmark = pytest.mark.django_db
HELLO = {"about": "other", "words": "When are you open?", "name": "Des", "email": "des@kay.example"}
JAN = {"name": "Jan Kowalski", "email": "jan@hebden.example"}
BESIDE = {"name": "Joan Eccles", "how_joined": "met", "reach_by": "post", "said_yes": "on"}


@pytest.fixture
def trying(calderdale):
    """Calderdale as it would be before the federation's yes."""
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
        directory.bump(using="default")
    directory.forget()
    yield calderdale
    directory.forget()


@pytest.mark.parametrize("page", ["/", "/about/", "/ask/", "/home/"])
def test_every_page_says_that_the_circle_is_trying_things_out(browser_of, trying, cast, page):
    assert "This circle is trying things out" in browser_of(trying, cast.cora).get(page).text


def test_no_search_engine_is_let_in(browser_of, trying, clapton):
    assert browser_of(trying).get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert '<meta name="robots" content="noindex">' in browser_of(trying).get("/").text
    assert "noindex" not in browser_of(clapton).get("/").text


@pytest.mark.parametrize("door", ["/ask/", "/ask/who/", "/contact/", "/news/"])
def test_a_stranger_is_told_that_nobody_reads_it_and_where_to_ask(browser_of, trying, door):
    stranger = browser_of(trying)
    assert "Nobody reads what is sent here" in stranger.get(door, follow=True).text
    refused = stranger.post(door, {**HELLO, "for_whom": "somebody"})
    assert refused.status_code == 409
    assert "Find a circle" in refused.text
    with in_circle(trying):
        assert not Enquiry.objects.filter(name="Des").exists()
        assert not Subscriber.objects.filter(email=HELLO["email"]).exists()
    assert mail.outbox == []


def test_cora_may_try_the_doors_of_her_own_circle(browser_of, trying, cast):
    assert browser_of(trying, cast.cora).get("/ask/").context["form"]
    page = browser_of(trying, cast.cora).post("/contact/", HELLO)
    said = {name: str(value) for name, value in page.context["carried"]}  # that was quick: once more
    assert browser_of(trying, cast.cora).post("/contact/", said)["Location"] == "/ask/sent/"


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("/circle/members/invite/email/", JAN),
        ("/circle/members/invite/card/", {"name": JAN["name"]}),
        ("/circle/members/invite/beside/", BESIDE),
    ],
)
def test_only_who_starts_the_circle_is_asked_in(browser_of, trying, cast, address, answers):
    cora = browser_of(trying, cast.cora)
    refused = cora.post(address, answers)
    assert refused.status_code == 422
    assert "only those who are starting the circle with you" in refused.text
    assert answers["name"] in refused.text
    with in_circle(trying):
        before = Invitation.objects.count(), Person.objects.count()
    assert cora.post(address, {**answers, "is_starting": "on"}).status_code == 302
    with in_circle(trying):
        after = Invitation.objects.count(), Person.objects.count()
    assert sum(after) == sum(before) + 1


def test_whoever_got_in_touch_is_not_brought_in_either(browser_of, trying, cast):
    with in_circle(directory.by_slug(trying.slug)):
        asked = take_down({**HELLO, "for_whom": "self"}, key=uuid7(), by=cast.cora)
        for bring_in in (partial(make_person, asked, seen=asked.number), partial(add_person, "Des")):
            with pytest.raises(RuleBroken, match="only those who are starting"):
                bring_in(by=cast.cora)
    cora, page = browser_of(trying, cast.cora), f"/circle/asks/{asked.pk}/"
    assert "That can be done when the federation has said yes" in cora.get(page).text
    refused = cora.post(page, {"do": "person", "name": "Des", "agreed": "on", "seen": asked.number})
    assert refused.status_code == 422
    with in_circle(trying):
        assert not Person.objects.filter(name="Des").exists()


def test_a_program_hears_the_same(program, trying):  # noqa: F811
    client = program("people:write")
    refused = client.post(INVITATIONS, {"how": "card", "name": "Jan"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "trying_out")
    said = client.post(INVITATIONS, {"how": "card", "name": "Jan", "is_starting": True}, "application/json")
    assert said.status_code == 201


def test_a_live_circle_asks_nobody_whether_they_are_starting_it(browser_of, calderdale, cast):
    page = browser_of(calderdale, cast.cora).get("/circle/members/invite/email/").text
    assert "is_starting" not in page


@pytest.mark.parametrize("path", ["/ask/", "/contact/", "/news/"])
def test_a_circle_that_is_closing_asks_nobody_for_messages_that_nobody_will_read(path, browser_of, calderdale):
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(state="closing")
        directory.bump(using="default")
    directory.forget()
    page = browser_of(calderdale).get(path)
    assert page.status_code == 200
    assert "takes no messages any more" in page.text
    assert f'action="{path}' not in page.text
    directory.forget()
