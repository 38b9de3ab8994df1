"""The way to the desk: a ticket, a session of the console's own, and how it ends."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from kernel.time import now
from shared_apps.console.arriving import cookie_name
from shared_apps.console.models import ConsoleSession
from shared_apps.console.services import officers as service
from shared_apps.identity import services
from shared_apps.identity.models import Account, Browser
from shared_apps.identity.proof import Proof
from shared_apps.identity.states import read_state
from tenants.context import in_console, in_federation
from tests import world
from tests.console.desk import TWO_STEPS, browser


def ticket_for(client, email: str, *, at: str = "/runs/", methods=TWO_STEPS) -> str:
    """What the sign-in host would send this browser back with."""
    sent = client.get("/sign-in/", {"next": at})
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked["console"] == ["1"]
    with in_federation():
        account = services.account_for(email)
        state = read_state(asked["state"][0])
        return services.issue_console_ticket(account, asked["next"][0], state, proof=Proof(now(), methods))


def test_an_officer_arrives_where_they_wanted_to_go_and_the_ticket_is_good_once(officers):
    client = browser()
    ticket = ticket_for(client, "nadia@federation.example")
    other = browser()
    other.get("/sign-in/")
    assert other.get("/sign-in/arrive/", {"ticket": ticket}).status_code == 403
    answer = client.get("/sign-in/arrive/", {"ticket": ticket})
    assert answer["Location"] == "/runs/"
    assert client.cookies[cookie_name()].value == ""
    assert client.get("/runs/").status_code == 200
    again = browser()
    again.cookies[cookie_name()] = "x"
    assert again.get("/sign-in/arrive/", {"ticket": ticket}).status_code == 403
    assert browser().get("/sign-in/arrive/", {"ticket": ticket}).status_code == 400


def test_a_member_of_a_circle_arrives_at_no_desk_and_their_ticket_is_used_up(officers, cast):
    client = browser()
    ticket = ticket_for(client, world.email_of("calderdale", "cora"))
    assert client.get("/sign-in/arrive/", {"ticket": ticket})["Location"] == "/sign-in/no-desk/"
    assert client.get("/sign-in/no-desk/").status_code == 404
    assert client.get("/sign-in/arrive/", {"ticket": ticket}).status_code == 403
    assert not ConsoleSession.objects.exists()


@pytest.mark.parametrize("end", ["everywhere", "closed", "this browser", "hat", "time", "sign out"])
def test_the_desks_session_ends_with_what_it_rests_on(end, officers):
    client = browser(officers.sana)
    assert client.get("/").status_code == 200
    with in_federation():
        account = Account.objects.get(pk=officers.sana.account_id)
        if end == "everywhere":
            services.sign_out_everywhere(account, by=account)
        if end == "closed":
            Account.objects.filter(pk=account.pk).update(is_active=False)
        if end == "this browser":
            over = Browser.objects.create(account=account, ended_at=now())
            ConsoleSession.objects.update(browser_id=over.pk)
    if end == "hat":
        with in_console():
            service.end(officers.sana.terms.get(), by=officers.nadia, why="Moved on.")
    if end == "time":
        ConsoleSession.objects.update(expires_at=now() - timedelta(seconds=1))
    if end == "sign out":
        away = client.post("/sign-out/")
        assert urlsplit(away["Location"]).netloc.startswith(settings.SIGN_IN_HOST)
        assert "note=" in away["Location"]
    answer = client.get("/circles/")
    if end == "hat":
        assert answer.status_code == 403
        assert "Your hat has ended" in answer.text
        assert client.get("/").status_code == 403, "and nothing else is open"
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_cookie_of_another_host_opens_nothing_here(officers, browser_of, calderdale, cast):
    member = browser_of(calderdale, cast.cora)
    client = browser()
    client.cookies[settings.SESSION_COOKIE_NAME] = member.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/").status_code == 302
    desk = browser(officers.nadia)
    for host in (calderdale.host, settings.SIGN_IN_HOST, settings.FEDERATION_DOMAIN, settings.START_HOST):
        elsewhere = browser_of(host)
        elsewhere.cookies[settings.SESSION_COOKIE_NAME] = desk.cookies[settings.SESSION_COOKIE_NAME].value
        page = elsewhere.get("/home/" if host == calderdale.host else "/")
        assert "Nadia" not in page.text
        assert page.status_code != 200 or host in (settings.FEDERATION_DOMAIN, settings.START_HOST)


def test_without_a_second_step_an_officer_sees_only_how_to_set_one_up(officers):
    for methods in ((), ("code",), ("password",)):
        answer = browser(officers.nadia, methods=methods).get("/circles/")
        assert answer.status_code == 403
        assert "second=1" in answer.text
        assert "Calderdale" not in answer.text
    for methods in (("passkey",), ("code", "app"), ("code", "recovery")):
        assert browser(officers.nadia, methods=methods).get("/circles/").status_code == 200


def test_the_way_back_never_leads_off_the_desk(officers):
    for wanted in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        client = browser()
        ticket = ticket_for(client, "nadia@federation.example", at=wanted)
        assert client.get("/sign-in/arrive/", {"ticket": ticket})["Location"] == "/"


def test_a_page_outside_the_desk_leads_to_the_federations_own_statements(officers):
    page = browser().get("/sign-in/no-desk/").text
    assert f'href="http://{settings.FEDERATION_DOMAIN}' in page or f'href="https://{settings.FEDERATION_DOMAIN}' in page
    assert 'href="/privacy/"' not in page
