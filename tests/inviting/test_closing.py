"""While a circle closes everything about its people can be read, and no page offers what would be refused."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import URLPattern

from kernel.ids import uuid7
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import invite
from tenant_apps.inviting.urls import urlpatterns
from tenant_apps.people.models import Hat
from tenant_apps.people.services import ask_for_removal, offer_hat
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.middleware import OPEN_TO_THE_LAST
from tenants.models import Circle

pytestmark = pytest.mark.django_db


class Offered(HTMLParser):
    """Which addresses the forms of a page would be sent to."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.to = path, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form" and (said.get("method") or "get").lower() == "post":
            self.to.append(said.get("action") or self.path)


@pytest.fixture
def closing(calderdale, cast):
    with in_circle(calderdale):
        waiting = invite("Joan Eccles", how=Invitation.How.CARD, by=cast.cora)
        offer_hat(cast.cora, "supporter", by=cast.cora)
        hat = cast.fin.hats.filter(kind__in=Hat.OFFICES).first()
        ask_for_removal(hat, reason="She asked for it.", by=cast.cora)
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(state=Circle.State.CLOSING)
        directory.bump(using="default")
    directory.forget()
    yield waiting
    directory.forget()


PAGES = sorted(str(each.pattern) for each in urlpatterns if isinstance(each, URLPattern))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_about_people_offers_what_would_be_refused(calderdale, cast, browser_of, closing, path):
    with in_circle(calderdale):
        hat = cast.fin.hats.filter(kind__in=Hat.OFFICES).first()
    holes = {"hat_id": hat.pk, "person_id": cast.sol.pk, "kind": "supported", "invitation_id": closing.pk}
    if "hat_id" in path:
        holes["person_id"] = cast.fin.pk
    page = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda hole: str(holes.get(hole[1], uuid7())), path)
    answer = browser_of(calderdale, cast.cora).get(page)
    if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
        return
    refused = [to for to in Offered(answer.text, page).to if not to.startswith(OPEN_TO_THE_LAST)]
    assert refused == []


def test_it_says_why_and_everything_can_still_be_read(calderdale, cast, browser_of, closing):
    cora = browser_of(calderdale, cast.cora)
    for page in ("invite/", "invite/email/", f"{cast.sol.pk}/correct/", f"{cast.sol.pk}/end/"):
        assert "Nobody new comes in now" in cora.get(f"/circle/members/{page}").text
    assert "Joan Eccles" in cora.get("/circle/members/invitations/").text
    assert "Invite somebody" not in cora.get("/circle/members/invitations/").text
    assert "Invite somebody" not in cora.get("/circle/members/").text
    assert "Put right" not in cora.get(f"/circle/members/{cast.sol.pk}/").text
    assert "She asked for it." in cora.get(f"/circle/members/{cast.fin.pk}/hats/").text
    assert "Nobody new comes in now" in browser_of(calderdale).get("/welcome/").text


def test_who_may_not_see_a_form_learns_nothing_more_while_it_closes(calderdale, cast, browser_of, closing):
    page = f"/circle/members/{cast.sol.pk}/end/"
    assert browser_of(calderdale, cast.iris).get(page).status_code == 404
    assert browser_of(calderdale).get(page)["Location"].startswith("/sign-in/")
    assert browser_of(calderdale, cast.cora).post(page, {"reason": "x"}).status_code == 409


def test_a_closing_sandbox_says_one_thing(calderdale, cast, browser_of, closing):
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
        directory.bump(using="default")
    directory.forget()
    for browser in (browser_of(calderdale, cast.cora), browser_of(calderdale)):
        page = browser.get("/home/" if browser.cookies else "/").text
        assert page.count("This circle is closing. You can read everything") == 1
        assert "trying things out" not in page
