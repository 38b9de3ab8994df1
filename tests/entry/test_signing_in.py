"""From the door of a circle to its first page, and everything that must not get in."""

from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.identity.models import Account, Ticket
from shared_apps.identity.services import sign_out_everywhere
from tenant_apps.journal.models import Entry
from tenant_apps.people.services import leave_circle, unlink_account
from tenants.colours import colours_url
from tenants.context import in_circle, in_federation
from tests.entry.journey import Browser, code_in_mail, sessions
from tests.world import email_of

pytestmark = pytest.mark.django_db
ID = settings.SIGN_IN_HOST


@pytest.fixture
def sol(calderdale, cast):
    """Sol's browser, signed in to Calderdale."""
    browser = Browser()
    page, _where = browser.sign_in(calderdale, email_of("calderdale", "sol"))
    assert page.status_code == 200
    return browser


def ticket_for(browser: Browser, circle) -> str:
    """Set out from a circle's door, signed in already, and stop in front of its address with the ticket."""
    answer = browser.get(f"{circle.url}/sign-in/")
    answer = browser.get(answer["Location"])
    assert "/sign-in/arrive/" in answer["Location"]
    return answer["Location"]


def test_sol_signs_in_with_a_code_and_sees_her_home(calderdale, cast):
    page, where = Browser().sign_in(calderdale, email_of("calderdale", "sol"))
    assert where == f"{calderdale.url}/home/"
    assert page.status_code == 200
    assert "Sol" in page.content.decode()
    with in_circle(calderdale):
        assert sessions().get(person=cast.sol).account_id == cast.sol.account_id
        assert Entry.objects.filter(event="entry.SignedIn", actor_id=cast.sol.pk).count() == 1


def test_the_sign_in_pages_say_which_circle_one_is_going_to(calderdale):
    browser = Browser()
    page, _where = browser.go(f"{calderdale.url}/sign-in/")
    assert f"Sign in to {calderdale.name}" in page.content.decode()
    code_page = browser.ask_for_code(calderdale, email_of("calderdale", "sol"))
    answer = browser.get(code_page)
    assert calderdale.name in answer.content.decode()
    # Chromium applies form-action to the redirects that follow a form, and the right code leads into the circle.
    assert calderdale.url in answer["Content-Security-Policy"]


def test_one_comes_back_to_the_page_one_wanted(calderdale, cast):
    _page, where = Browser().sign_in(calderdale, email_of("calderdale", "sol"), path="/week/")
    assert where == f"{calderdale.url}/week/"


def test_sol_is_nobody_in_clapton_and_is_shown_the_three_doors(sol, clapton):
    page, _where = sol.go(f"{clapton.url}/sign-in/")
    assert page.status_code == 403
    words = page.content.decode()
    assert f"You are not a member of {clapton.name}" in words
    assert all(door in words for door in ("/support/", "/work-with-us/", "/volunteer/"))
    with in_circle(clapton):
        assert not sessions().exists()


def test_june_switches_circles_without_another_code(calderdale, clapton, cast, clapton_cast):
    browser = Browser()
    browser.sign_in(calderdale, email_of("calderdale", "june"))
    mail.outbox.clear()
    switcher, _ = browser.go(f"http://{ID}/circles/")
    words = switcher.content.decode()
    assert f"{calderdale.url}/sign-in/" in words
    assert f"{clapton.url}/sign-in/" in words
    assert 'class="circle in-clapton"' in words
    assert f'href="{colours_url()}"' in words
    page, where = browser.go(f"{clapton.url}/sign-in/")
    assert where == f"{clapton.url}/home/"
    assert page.status_code == 200
    assert "Heronmark" not in page.content.decode()
    assert not mail.outbox


def test_a_session_cookie_of_one_circle_is_nothing_elsewhere(sol, calderdale, clapton):
    key = sol.at(calderdale.host).cookies[settings.SESSION_COOKIE_NAME].value
    for host, page in [(clapton.host, "/home/"), (ID, "/circles/")]:
        thief = Browser()
        thief.at(host).cookies[settings.SESSION_COOKIE_NAME] = key
        answer = thief.get(f"http://{host}{page}")
        assert answer.status_code == 302
        assert "/sign-in/" in answer["Location"]


def test_the_sign_in_hosts_cookie_is_nothing_in_a_circle(sol, calderdale):
    key = sol.at(ID).cookies[settings.SESSION_COOKIE_NAME].value
    thief = Browser()
    thief.at(calderdale.host).cookies[settings.SESSION_COOKIE_NAME] = key
    assert thief.get(f"{calderdale.url}/home/").status_code == 302


def test_cookies_belong_to_one_host_and_to_no_script(sol, calderdale):
    for host in (calderdale.host, ID):
        cookie = sol.at(host).cookies[settings.SESSION_COOKIE_NAME]
        assert cookie["domain"] == ""
        assert cookie["path"] == "/"
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_over_https_every_cookie_is_bound_to_its_host(calderdale, cast, settings):
    settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_NAME = True, "__Host-session"
    browser = Browser()
    browser.sign_in(calderdale, email_of("calderdale", "sol"))
    client = browser.at(calderdale.host)
    session = client.cookies["__Host-session"]
    assert (session["secure"], session["domain"], session["path"]) == (True, "", "/")
    assert client.cookies["__Host-arriving"].value == ""  # taken back on arrival
    door = Browser().get(f"{calderdale.url}/sign-in/").cookies["__Host-arriving"]
    assert (door["secure"], door["domain"], door["path"], door["httponly"]) == (True, "", "/", True)


def test_neither_the_session_key_nor_the_ticket_can_be_read_in_the_database(sol, calderdale):
    key = sol.at(calderdale.host).cookies[settings.SESSION_COOKIE_NAME].value
    with in_circle(calderdale):
        row = sessions().get()
        assert key not in row.data
        assert key.encode() not in bytes(row.key_hash)


def test_the_key_changes_when_one_signs_in(calderdale, cast):
    browser = Browser()
    browser.at(calderdale.host).cookies[settings.SESSION_COOKIE_NAME] = "chosen0by0an0attacker00000000000"
    browser.sign_in(calderdale, email_of("calderdale", "sol"))
    key = browser.at(calderdale.host).cookies[settings.SESSION_COOKIE_NAME].value
    assert key != "chosen0by0an0attacker00000000000"


# --- tickets ----------------------------------------------------------------------------------------------------


def test_a_ticket_is_used_once(sol, calderdale):
    client = sol.at(calderdale.host)
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    arriving = ticket_for(sol, calderdale)
    secret = client.cookies["arriving"].value
    assert sol.get(arriving).status_code == 302
    client.cookies["arriving"] = secret
    again = sol.get(arriving)
    assert again.status_code == 403
    assert "used already" in again.content.decode()


def test_a_ticket_of_somebody_who_is_nobody_there_is_used_up_too(sol, clapton):
    arriving = ticket_for(sol, clapton)
    answer = sol.get(arriving)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/nobody-here/")
    again = sol.get(arriving)
    assert again.status_code == 403
    assert "used already" in again.content.decode()
    with in_federation():
        assert not Ticket.objects.filter(used_at=None).exists()


def test_a_member_is_not_told_that_they_are_nobody(sol, calderdale):
    assert sol.get(f"{calderdale.url}/sign-in/nobody-here/")["Location"] == "/home/"


def test_a_ticket_lives_one_minute(sol, calderdale):
    sol.at(calderdale.host).cookies.pop(settings.SESSION_COOKIE_NAME)
    arriving = ticket_for(sol, calderdale)
    with in_federation():
        lives = Ticket.objects.get(used_at=None).expires_at - now()
        assert timedelta(seconds=50) < lives <= timedelta(seconds=60)
        Ticket.objects.update(expires_at=now() - timedelta(seconds=1))
    assert sol.get(arriving).status_code == 403


def test_a_ticket_for_one_circle_opens_no_other(calderdale, clapton, cast, clapton_cast):
    june = Browser()
    june.sign_in(calderdale, email_of("calderdale", "june"))
    june.at(calderdale.host).cookies.pop(settings.SESSION_COOKIE_NAME)
    arriving = ticket_for(june, calderdale)
    # She has set out for Clapton, too, so that its door knows her browser; the ticket is still Calderdale's.
    june.get(f"{clapton.url}/sign-in/")
    answer = june.get(arriving.replace(calderdale.host, clapton.host))
    assert answer.status_code == 403
    with in_circle(clapton):
        assert not sessions().exists()


def test_a_ticket_works_only_in_the_browser_that_set_out(sol, calderdale):
    sol.at(calderdale.host).cookies.pop(settings.SESSION_COOKIE_NAME)
    arriving = ticket_for(sol, calderdale)
    stranger = Browser()
    answer = stranger.get(arriving)
    assert answer.status_code == 400
    assert "Try again" in answer.content.decode()
    stranger.get(f"{calderdale.url}/sign-in/")  # a secret of their own does not help
    assert stranger.get(arriving).status_code == 403
    assert sol.get(arriving).status_code == 302  # and nobody's trying used it up


def test_a_door_cookie_of_another_circle_is_nothing(sol, calderdale, clapton):
    sol.at(calderdale.host).cookies.pop(settings.SESSION_COOKIE_NAME)
    sol.get(f"{clapton.url}/sign-in/")
    arriving = ticket_for(sol, calderdale)
    sol.at(calderdale.host).cookies["arriving"] = sol.at(clapton.host).cookies["arriving"].value
    assert sol.get(arriving).status_code == 400


def test_two_tabs_can_both_arrive(sol, calderdale):
    sol.at(calderdale.host).cookies.pop(settings.SESSION_COOKIE_NAME)
    first, second = ticket_for(sol, calderdale), ticket_for(sol, calderdale)
    kept = sol.at(calderdale.host).cookies["arriving"].value
    assert sol.get(second).status_code == 302
    sol.at(calderdale.host).cookies["arriving"] = kept
    assert sol.get(first).status_code == 302


@pytest.mark.parametrize(
    "query", ["", "circle=nonsense", "circle=00000000-0000-7000-8000-000000000000&state=x", "circle=%00&state=%ff"]
)
def test_entering_nowhere_is_not_found(sol, query):
    assert sol.get(f"http://{ID}/enter/?{query}").status_code == 404


def test_entering_without_having_set_out_goes_back_to_the_door(sol, calderdale):
    answer = sol.get(f"http://{ID}/enter/?circle={calderdale.id}&state=short")
    assert answer["Location"] == f"{calderdale.url}/sign-in/"


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/home/\r\nSet-Cookie: a=b",
        "///evil.example",
        "\\\\evil.example",
        "/" + "a" * 600,
    ],
)
def test_nobody_is_led_away_from_the_circle(sol, calderdale, evil):
    sol.at(calderdale.host).cookies.pop(settings.SESSION_COOKIE_NAME)
    _page, where = sol.go(f"{calderdale.url}/sign-in/?next={quote(evil)}")
    assert where == f"{calderdale.url}/home/"
    # Signed in already, it is the door itself that must not lead away.
    assert sol.get(f"{calderdale.url}/sign-in/?next={quote(evil)}")["Location"] == "/home/"
    # And the sign-in host checks for itself.
    state = parse_qs(urlsplit(Browser().get(f"{calderdale.url}/sign-in/")["Location"]).query)["state"][0]
    sol.get(f"http://{ID}/enter/?circle={calderdale.id}&state={state}&next={quote(evil)}")
    with in_federation():
        assert Ticket.objects.order_by("-id").first().next == "/"


def test_the_sign_in_host_leads_nobody_away_either(calderdale, cast):
    browser = Browser()
    where = f"http://{ID}/sign-in/?next=https://evil.example/"
    _page, where = browser.follow(
        browser.post(where, {"email": email_of("calderdale", "sol"), "next": "https://evil.example/"}), where
    )
    answer = browser.post(where, {"code": code_in_mail(), "next": "https://evil.example/"})
    assert answer["Location"] == "/circles/"


# --- signing out ------------------------------------------------------------------------------------------------


def test_signing_out_of_a_circle_signs_this_browser_out_of_the_sign_in_host_too(sol, calderdale):
    page, where = sol.follow(sol.post(f"{calderdale.url}/sign-out/"), calderdale.url)
    assert where.startswith(f"http://{ID}/sign-out/")
    assert "You are signed out" in page.content.decode()
    assert sol.get(f"{calderdale.url}/home/").status_code == 302
    assert sol.get(f"http://{ID}/circles/").status_code == 302
    with in_circle(calderdale):
        assert not sessions().exists()
        assert Entry.objects.filter(event="entry.SignedOut").count() == 1


def test_a_link_signs_nobody_out(sol, calderdale):
    assert sol.get(f"{calderdale.url}/sign-out/").status_code == 405
    assert sol.get(f"http://{ID}/sign-out/").status_code == 200
    assert sol.get(f"http://{ID}/sign-out/?note=made:up").status_code == 200
    assert sol.get(f"http://{ID}/circles/").status_code == 200


def test_the_note_of_somebody_elses_signing_out_signs_nobody_out(sol, calderdale, clapton, clapton_cast):
    vale = Browser()
    vale.sign_in(clapton, email_of("clapton", "vale"))
    note = vale.post(f"{clapton.url}/sign-out/")["Location"]
    sol.get(note)
    assert sol.get(f"http://{ID}/circles/").status_code == 200


def test_signing_out_everywhere_works_on_the_next_request_in_every_circle(calderdale, clapton, cast, clapton_cast):
    phone, computer = Browser(), Browser()
    for browser in (phone, computer):
        browser.sign_in(calderdale, email_of("calderdale", "june"))
        browser.go(f"{clapton.url}/sign-in/")
        assert browser.get(f"{clapton.url}/home/").status_code == 200
    answer = phone.post(f"http://{ID}/sign-out/everywhere/")
    assert "every device" in answer.content.decode()
    for browser in (phone, computer):
        for circle in (calderdale, clapton):
            assert browser.get(f"{circle.url}/home/").status_code == 302
        assert browser.get(f"http://{ID}/circles/").status_code == 302


def test_the_button_in_a_circle_signs_out_everywhere_too(calderdale, clapton, cast, clapton_cast):
    phone, computer = Browser(), Browser()
    for browser in (phone, computer):
        browser.sign_in(calderdale, email_of("calderdale", "june"))
        browser.go(f"{clapton.url}/sign-in/")
    page, _where = phone.follow(phone.post(f"{calderdale.url}/sign-out/everywhere/"), calderdale.url)
    assert "every device" in page.content.decode()
    for browser in (phone, computer):
        for circle in (calderdale, clapton):
            assert browser.get(f"{circle.url}/home/").status_code == 302
        assert browser.get(f"http://{ID}/circles/").status_code == 302


@pytest.mark.parametrize("everywhere", ["", "everywhere/"])
def test_a_note_is_good_once(sol, calderdale, cast, everywhere):
    note = sol.post(f"{calderdale.url}/sign-out/{everywhere}")["Location"]
    assert "You are signed out" in sol.get(note).content.decode()
    sol.sign_in(calderdale, email_of("calderdale", "sol"))
    sol.get(note)  # from the browser's history, or over somebody's shoulder
    assert sol.get(f"http://{ID}/circles/").status_code == 200
    assert sol.get(f"{calderdale.url}/home/").status_code == 200


def test_whoever_signs_out_everywhere_reads_that_keys_go_on_working(sol, calderdale):
    keys = f'href="{calderdale.url}/settings/tokens/"'
    for page in (sol.get(f"http://{ID}/sign-out/"), sol.post(f"http://{ID}/sign-out/everywhere/")):
        assert "Keys you made for other programs go on working" in page.content.decode()
        assert keys in page.content.decode()


def test_a_note_says_one_thing_only(sol, calderdale):
    out = sol.post(f"{calderdale.url}/sign-out/")["Location"]
    sol.get(out.replace("/sign-out/?", "/sign-out/everywhere/?"))
    assert sol.get(f"http://{ID}/circles/").status_code == 200
    assert sol.get(f"http://{ID}/sign-out/everywhere/").status_code == 302
    assert sol.get(f"http://{ID}/circles/").status_code == 200


def test_only_oneself_can_sign_oneself_out_everywhere(cast, clapton_cast):
    from kernel.errors import NotAllowed

    with in_federation():
        sol = Account.objects.get(pk=cast.sol.account_id)
        vale = Account.objects.get(pk=clapton_cast.vale.account_id)
        with pytest.raises(NotAllowed):
            sign_out_everywhere(sol, by=vale)
        assert sign_out_everywhere(sol, by=SYSTEM).epoch == sol.epoch


# --- the next request -------------------------------------------------------------------------------------------


def test_whoever_leaves_is_nobody_on_the_next_request(sol, calderdale, cast):
    with in_circle(calderdale):
        leave_circle(cast.sol, by=SYSTEM)
    assert sol.get(f"{calderdale.url}/home/").status_code == 302


def test_whoever_loses_their_account_here_is_nobody_on_the_next_request(sol, calderdale, cast):
    with in_circle(calderdale):
        unlink_account(cast.sol, by=SYSTEM)
    assert sol.get(f"{calderdale.url}/home/").status_code == 302


def test_a_closed_account_is_nobody_on_the_next_request(sol, calderdale, cast):
    with in_federation():
        Account.objects.filter(pk=cast.sol.account_id).update(is_active=False)
    assert sol.get(f"{calderdale.url}/home/").status_code == 302
    assert sol.get(f"http://{ID}/circles/").status_code == 302


def test_a_session_ends(sol, calderdale):
    with in_circle(calderdale):
        sessions().update(expires_at=now() - timedelta(seconds=1))
    assert sol.get(f"{calderdale.url}/home/").status_code == 302


def test_when_somebody_was_last_seen_is_kept_to_the_hour(sol, calderdale):
    with in_circle(calderdale):
        before = sessions().get().last_seen_at
        sol.get(f"{calderdale.url}/home/")
        assert sessions().get().last_seen_at == before
        sessions().update(last_seen_at=before - timedelta(hours=2))
        sol.get(f"{calderdale.url}/home/")
        assert sessions().get().last_seen_at > before - timedelta(hours=1)


def test_a_form_that_sol_left_open_at_a_shared_browser_is_not_taken_as_ottos(calderdale, cast):
    browser = Browser()
    browser.sign_in(calderdale, email_of("calderdale", "sol"))
    here = browser.at(calderdale.host)
    here.get("/me/contact/")
    seal = here.cookies[settings.CSRF_COOKIE_NAME].value
    browser.follow(browser.post(f"{calderdale.url}/sign-out/"), f"{calderdale.url}/sign-out/")
    browser.sign_in(calderdale, email_of("calderdale", "otto"))
    assert here.get("/home/").context["request"].person == cast.otto
    strict = Client(enforce_csrf_checks=True, HTTP_HOST=calderdale.host)
    strict.cookies = here.cookies
    said = {"name": "Sol Heron", "known_as": "Solly", "csrfmiddlewaretoken": seal}
    assert strict.post("/me/contact/", said).status_code == 403
    with in_circle(calderdale):
        cast.otto.refresh_from_db()
    assert cast.otto.known_as != "Solly"
