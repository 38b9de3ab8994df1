"""The way to the national co-op's desk: a ticket like a circle's, for the console and for nowhere else."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from kernel.time import now
from shared_apps.identity import services
from shared_apps.identity.models import Account, Ticket
from shared_apps.identity.proof import Proof, way_in
from shared_apps.identity.states import new_secret, read_state, state_of
from tenant_apps.entry import doors
from tenants.context import in_circle, in_federation
from tests.entry.journey import Browser, code_in_mail, hidden

pytestmark = pytest.mark.django_db
SOL = "sol@heronmark.example"
PROOF = Proof(now(), ("code", "app"))


@pytest.fixture
def secret() -> str:
    return new_secret()


def ticket_for(email: str, secret: str) -> str:
    with in_federation():
        return services.issue_console_ticket(
            services.account_for(email), "/circles/", read_state(state_of(secret)) or b"", proof=PROOF
        )


def test_a_console_ticket_says_once_who_came_and_what_they_proved(secret):
    ticket = ticket_for("nan@national.example", secret)
    with in_federation():
        account = Account.objects.get(email="nan@national.example")
        assert services.redeem_console_ticket(ticket, "another browser") is None
        admission = services.redeem_console_ticket(ticket, secret)
        assert admission == services.ConsoleAdmission(account.pk, account.epoch, "/circles/", PROOF)
        assert services.redeem_console_ticket(ticket, secret) is None


def test_a_console_ticket_is_worth_nothing_after_a_minute_or_once_the_account_is_closed(secret):
    late, closed = ticket_for("late@national.example", secret), ticket_for("closed@national.example", secret)
    with in_federation():
        Ticket.objects.filter(account__email="late@national.example").update(expires_at=now() - timedelta(seconds=1))
        Account.objects.filter(email="closed@national.example").update(is_active=False)
        assert services.redeem_console_ticket(late, secret) is None
        assert services.redeem_console_ticket(closed, secret) is None


def test_a_console_ticket_opens_no_circle_and_a_circles_ticket_opens_no_console(calderdale, secret):
    ticket = ticket_for(SOL, secret)
    with in_circle(calderdale):
        assert doors.redeem(ticket, secret) is None
    with in_federation():
        other = services.issue_ticket(services.account_for(SOL), calderdale, "/", read_state(state_of(secret)) or b"")
        assert services.redeem_console_ticket(other, secret) is None


def test_signing_in_leads_on_to_the_console_with_a_ticket_that_tells_how(cast, secret):
    browser = Browser()
    _page, where = browser.go(way_in(state_of(secret), "/runs/", circle_id=None))
    _page, where = browser.follow(browser.post(where, {"email": SOL, **hidden(where)}), where)
    answer = browser.post(where, {"code": code_in_mail(), **hidden(where)})
    answer = browser.get(f"http://{settings.SIGN_IN_HOST}{answer['Location']}")
    parts = urlsplit(answer["Location"])
    assert (parts.netloc, parts.path) == (settings.CONSOLE_HOST, "/sign-in/arrive/")
    with in_federation():
        admission = services.redeem_console_ticket(parse_qs(parts.query)["ticket"][0], secret)
        assert admission is not None
        assert admission.next == "/runs/"
        assert admission.proof.methods == ("code",)
        assert admission.proof.is_fresh(now())
        assert not admission.proof.has_second_step


@pytest.mark.parametrize("query", ["console=2", f"console=1&circle={UUID(int=1)}", "", "circle=x"])
def test_a_door_that_is_none_is_not_found(query):
    assert Client(HTTP_HOST=settings.SIGN_IN_HOST).get(f"/enter/?{query}").status_code == 404


def test_a_session_of_the_sign_in_host_is_nobody_on_the_federations_other_hosts(cast, calderdale):
    browser = Browser()
    browser.sign_in(calderdale, SOL)
    cookie = browser.at(settings.SIGN_IN_HOST).cookies[settings.SESSION_COOKIE_NAME].value
    for host in (settings.FEDERATION_DOMAIN, settings.CONSOLE_HOST, settings.START_HOST):
        client = Client(HTTP_HOST=host)
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        answer = client.get("/")
        assert not getattr(answer.wsgi_request.user, "is_authenticated", False), host
