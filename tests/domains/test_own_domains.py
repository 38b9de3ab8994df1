"""A circle goes by a domain of its own: proved in a real DNS, watched, given up, and never taken over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from shared_apps.federation.models import DomainClaim
from shared_apps.federation.services import domains
from shared_apps.identity.proof import Proof, Way
from shared_apps.runs.models import Run
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.site.domain.says import own_domains
from tenants.context import circle_context, in_circle, in_federation
from tenants.models import Domain
from tests import world
from tests.domains.conftest import OURS, THEIRS, claim_of, here, look

HERE = "/circle/site/domain/"
DOMAIN = "www.hebdencare.org"

pytestmark = pytest.mark.usefixtures("db", "forget", "zone")


@pytest.fixture
def asked(browser_of, calderdale, cast) -> DomainClaim:
    """Cora has asked that Calderdale may go by www.hebdencare.org."""
    sent = browser_of(calderdale, cast.cora).post(f"{HERE}ask/", {"domain": f"https://{DOMAIN}/"})
    assert sent.status_code == 302, sent.text
    return claim_of(calderdale)


@pytest.fixture
def live(asked, zone) -> DomainClaim:
    zone.prove(asked)
    zone.point(DOMAIN)
    return look(asked)


def hosts(circle) -> dict[str, bool]:
    with in_federation():
        return dict(Domain.objects.filter(tenant_id=circle.id).values_list("domain", "is_primary"))


def letters() -> list[mail.EmailMessage]:
    """What stewards were sent about their address."""
    return [letter for letter in mail.outbox if letter.subject.endswith("web address")]


def test_no_proof_no_traffic(asked, zone, calderdale):
    zone.point(DOMAIN)
    assert look(asked).state == "asked"
    assert Client(HTTP_HOST=DOMAIN).get("/").status_code == 404
    zone.server.say(asked.proof_name, "TXT", "coopbox-circle=somebody-elses")
    assert look(asked).proof == "missing"
    assert hosts(calderdale) == {"calderdale.localhost": True}


def test_the_page_says_what_is_missing_in_words_to_pass_on(asked, zone, browser_of, calderdale, cast):
    page = browser_of(calderdale, cast.cora).get(HERE).text
    assert asked.proof_name in page
    assert asked.proof_text in page
    assert "circles.federation.org" in page
    assert "CNAME" in page
    zone.prove(asked)
    zone.point(DOMAIN, THEIRS)
    assert look(asked).state == "proved"
    page = browser_of(calderdale, cast.cora).get(HERE).text
    assert THEIRS in page
    assert hosts(calderdale) == {"calderdale.localhost": True}


def test_once_proved_the_circle_goes_by_it_and_the_old_address_leads_there(live, calderdale, cast, browser_of):
    assert (live.state, live.proof, live.points) == ("live", "ok", "ok")
    assert hosts(calderdale) == {"calderdale.localhost": False, DOMAIN: True}
    assert Client(HTTP_HOST=DOMAIN).get("/").status_code == 200
    moved = Client(HTTP_HOST="calderdale.localhost").get("/home/?a=1&b=%C3%A9")
    assert (moved.status_code, moved["Location"]) == (301, f"http://{DOMAIN}/home/?a=1&b=%C3%A9")
    kept = Client(HTTP_HOST="calderdale.localhost").post("/api/v1/people/", {"a": 1})
    assert (kept.status_code, kept["Location"]) == (308, f"http://{DOMAIN}/api/v1/people/")
    told = letters()
    assert [letter.to for letter in told] == [[cast.cora.email]]
    assert f"http://{DOMAIN}{HERE}" in told[0].body
    assert "Hebden" not in told[0].subject
    with in_circle(calderdale):
        assert [
            e["what"] for e in Entry.objects.filter(event="domain.DomainNews").values_list("payload", flat=True)
        ] == ["live"]


def test_looking_again_and_again_changes_and_tells_nothing_twice(live, calderdale):
    for _ in range(3):
        assert look(live).state == "live"
    with in_federation():
        assert Run.objects.filter(kind="domain", circle_id=calderdale.id).count() == 1
    assert len(letters()) == 1


def test_signing_in_goes_by_the_own_domain(live, calderdale, cast):
    """Cora sets out at the own domain, and the sign-in host leads her back there with her ticket."""
    calderdale = here(calderdale.id)
    assert calderdale.url == f"http://{DOMAIN}"
    browser = Client(HTTP_HOST=DOMAIN)
    out = browser.get("/sign-in/?next=/home/")
    with in_federation():
        account = world.Account.objects.get(pk=cast.cora.account_id)
    at_the_door = world.account_browser(account, "code", "webauthn")
    back = at_the_door.get(out["Location"].split("id.localhost", 1)[1])
    assert back["Location"].startswith(f"http://{DOMAIN}/sign-in/arrive/?ticket=")
    arrived = browser.get(back["Location"].removeprefix(f"http://{DOMAIN}"))
    assert (arrived.status_code, arrived["Location"]) == (302, "/home/")
    assert browser.get("/home/").status_code == 200
    assert browser.cookies["sessionid"]["domain"] == ""  # this host's alone
    elsewhere = Client(HTTP_HOST="clapton.localhost")
    elsewhere.cookies = browser.cookies
    assert elsewhere.get("/home/").status_code == 302


def test_forms_at_the_own_domain_hold_their_seal_and_no_other_site_may_send_them(live, calderdale, cast):
    calderdale = here(calderdale.id)
    browser = Client(HTTP_HOST=DOMAIN, enforce_csrf_checks=True)
    world.sign_in(browser, calderdale, cast.cora)
    page = browser.get(HERE)
    seal = browser.cookies["csrftoken"].value
    said = {"csrfmiddlewaretoken": seal}
    assert browser.post(f"{HERE}look/", said, headers={"origin": f"http://{DOMAIN}"}).status_code == 302
    for stranger in ("http://calderdale.localhost", "http://evil.org", "null"):
        assert browser.post(f"{HERE}look/", said, headers={"origin": stranger}).status_code == 403
    assert "form-action 'self'" in page["Content-Security-Policy"]


def test_whoever_has_a_page_open_at_a_domain_that_is_over_is_told_where_the_circle_is(live, zone, calderdale, cast):
    browser = Client(HTTP_HOST=DOMAIN, enforce_csrf_checks=True)
    world.sign_in(browser, here(calderdale.id), cast.iris)
    browser.cookies["csrftoken"] = seal = "s" * 32
    zone.server.say(live.proof_name, "TXT")
    for days in (0, 7, 6, 1):
        zone.wait(timedelta(days=days, minutes=1))
        look(live)
    said = {"csrfmiddlewaretoken": seal, "name": cast.iris.name, "contact_note": "Ring twice"}
    told = browser.post("/me/contact/", said, headers={"origin": f"http://{DOMAIN}"})
    assert told.status_code == 410
    assert "What you sent did not arrive" in told.text
    assert 'href="http://calderdale.localhost/me/contact/"' in told.text
    with in_circle(calderdale):
        assert type(cast.iris).objects.get(pk=cast.iris.pk).contact_note != "Ring twice"
    assert "did not arrive" not in browser.get("/home/").text
    assert browser.get("/home/").status_code == 410
    assert Client(HTTP_HOST=DOMAIN).get("/home/").status_code == 404
    assert browser.get("/home/", HTTP_HOST="never.example").status_code == 404


def test_at_the_sign_in_host_a_form_may_lead_to_the_own_domain_and_to_no_other(live, calderdale):
    enter = f"/enter/?circle={calderdale.id}&state=x&next=/"
    page = Client(HTTP_HOST="id.localhost").get("/sign-in/", {"next": enter})
    policy = page["Content-Security-Policy"]
    assert page.status_code == 200
    assert f"http://{DOMAIN}" in policy
    assert "calderdale.localhost" not in policy


def test_a_proof_that_is_gone_is_warned_of_and_in_the_end_the_old_address_holds(live, zone, calderdale):
    mail.outbox.clear()
    zone.server.say(live.proof_name, "TXT")
    warned = look(live)
    assert (warned.state, warned.warned) == ("live", 1)
    assert warned.stops_at - warned.missing_since == timedelta(days=14)
    assert Client(HTTP_HOST=DOMAIN).get("/").status_code == 200
    for days, so_far in ((7, 2), (6, 3)):
        zone.wait(timedelta(days=days, minutes=1))
        assert look(live).warned == so_far
    zone.wait(timedelta(days=1))
    over = look(live)
    assert (over.state, over.ended_how) == ("lapsed", "proof_gone")
    assert hosts(calderdale) == {"calderdale.localhost": True}
    assert Client(HTTP_HOST=DOMAIN).get("/").status_code == 404
    assert Client(HTTP_HOST="calderdale.localhost").get("/").status_code == 200
    assert len(letters()) == 4


def test_a_proof_that_comes_back_in_time_is_as_if_it_had_never_gone(live, zone):
    zone.server.say(live.proof_name, "TXT")
    look(live)
    zone.prove(live)
    found = look(live)
    assert (found.state, found.missing_since, found.stops_at, found.warned) == ("live", None, None, 0)


def test_a_name_server_that_is_away_has_said_nothing(live, zone, calderdale):
    zone.server.is_away = True
    zone.wait(timedelta(days=100))
    found = look(live)
    assert (found.state, found.proof, found.missing_since) == ("live", "unknown", None)
    assert hosts(calderdale)[DOMAIN]


def test_a_domain_that_leads_elsewhere_is_left_within_hours(live, zone, calderdale):
    """Somebody else bought it: nobody is to be sent there for two weeks."""
    zone.server.say(live.proof_name, "TXT")
    zone.point(DOMAIN, THEIRS)
    assert look(live).state == "live"
    zone.wait(timedelta(hours=2, minutes=1))
    assert look(live).ended_how == "proof_gone"
    assert hosts(calderdale) == {"calderdale.localhost": True}


def test_a_domain_still_theirs_that_leads_elsewhere_comes_back_by_itself(live, zone, calderdale):
    zone.point(DOMAIN, THEIRS)
    look(live)
    zone.wait(timedelta(hours=2, minutes=1))
    assert look(live).state == "proved"
    assert hosts(calderdale) == {"calderdale.localhost": True}
    zone.point(DOMAIN, OURS)
    assert look(live).state == "live"
    assert hosts(calderdale)[DOMAIN]


def test_a_domain_in_use_cannot_be_asked_for_by_another_circle(live, browser_of, clapton, clapton_cast):
    for typed in (DOMAIN, f"https://{DOMAIN.upper()}./about"):
        refused = browser_of(clapton, clapton_cast.vale).post(f"{HERE}ask/", {"domain": typed})
        assert refused.status_code == 422
        assert "Another circle uses this domain" in refused.text
    assert claim_of(clapton) is None


def test_a_look_alike_of_a_domain_in_use_is_refused(live, browser_of, clapton, clapton_cast):
    refused = browser_of(clapton, clapton_cast.vale).post(f"{HERE}ask/", {"domain": "vvvvw.hebdencare.org"})
    assert refused.status_code == 422
    assert "mistaken" in refused.text


def test_of_two_circles_that_ask_for_one_domain_the_first_to_prove_it_has_it(
    asked, zone, browser_of, calderdale, clapton, clapton_cast
):
    browser_of(clapton, clapton_cast.vale).post(f"{HERE}ask/", {"domain": DOMAIN})
    theirs = claim_of(clapton)
    assert theirs.secret != asked.secret
    zone.point(DOMAIN)
    zone.server.say(asked.proof_name, "TXT", asked.proof_text, theirs.proof_text)
    assert look(theirs).state == "live"
    assert look(asked).ended_how == "taken"
    assert hosts(calderdale) == {"calderdale.localhost": True}


def test_whoever_proves_a_lapsed_domain_inherits_nothing(
    live, zone, browser_of, calderdale, clapton, cast, clapton_cast
):
    """The old proof is still in the DNS; the old circle's sessions, links and claims open nothing at the new one."""
    was = here(calderdale.id)
    session = Client(HTTP_HOST=DOMAIN)
    world.sign_in(session, was, cast.cora)
    assert session.get("/home/").status_code == 200
    browser_of(was, cast.cora).post(f"{HERE}{live.pk}/give-up/")
    assert look(live).ended_how == "given_up"
    browser_of(clapton, clapton_cast.vale).post(f"{HERE}ask/", {"domain": DOMAIN})
    theirs = claim_of(clapton)
    assert look(theirs).state == "asked"  # what stands there is the other circle's proof
    zone.prove(theirs)
    assert look(theirs).state == "live"
    assert here(clapton.id).host == DOMAIN
    there = session.get("/home/")
    assert there.status_code == 302
    assert there["Location"].startswith("/sign-in/")
    zone.prove(live)  # and the old circle's words, put back, prove nothing any more
    assert look(live).ended_how == "given_up"


def test_giving_up_ends_it_with_the_next_delivery(live, browser_of, calderdale, cast):
    was = here(calderdale.id)
    page = browser_of(was, cast.cora).get(f"{HERE}{live.pk}/give-up/")
    assert "calderdale.localhost" in page.text
    for _ in range(2):
        assert browser_of(was, cast.cora).post(f"{HERE}{live.pk}/give-up/").status_code == 302
    with circle_context(was):
        deliver_due()
    assert hosts(calderdale) == {"calderdale.localhost": True}
    assert "gave it up" in browser_of(here(calderdale.id), cast.cora).get(HERE).text


def test_a_claim_nobody_proves_ends_after_a_month(asked, zone):
    zone.wait(timedelta(days=31))
    assert look(asked).ended_how == "too_late"


def test_the_button_asks_the_dns_and_the_clock_does_too(asked, zone, browser_of, calderdale, cast):
    zone.prove(asked)
    with circle_context(calderdale):
        deliver_due()
    zone.server.asked.clear()
    assert browser_of(calderdale, cast.cora).post(f"{HERE}look/").status_code == 302
    assert not zone.server.asked  # nobody waits for name servers with a page in hand
    with circle_context(calderdale):
        deliver_due()
    assert f"{asked.proof_name.lower()} TXT" in zone.server.asked
    assert claim_of(calderdale).state == "proved"
    zone.point(DOMAIN)
    zone.wait(timedelta(minutes=11))
    assert domains.look_at_what_is_due() == 1
    assert claim_of(calderdale).state == "live"
    for _ in range(6):
        last = browser_of(here(calderdale.id), cast.cora).post(f"{HERE}look/")
    assert last.status_code == 429


def test_only_stewards_who_have_just_proved_who_they_are_ask(browser_of, calderdale, cast):
    assert browser_of(calderdale, cast.iris).get(HERE).status_code == 404
    assert browser_of(calderdale, cast.iris).post(f"{HERE}ask/", {"domain": DOMAIN}).status_code == 404
    stale = Proof(world.now() - timedelta(hours=1), (Way.PASSKEY,))
    assert world.browser(calderdale, cast.cora, stale).post(f"{HERE}ask/", {"domain": DOMAIN}).status_code == 401
    assert claim_of(calderdale) is None


def test_what_is_no_domain_is_said_beside_the_field(browser_of, calderdale, cast):
    refused = browser_of(calderdale, cast.cora).post(f"{HERE}ask/", {"domain": "192.0.2.7"})
    assert refused.status_code == 422
    assert "number of a computer" in refused.text


def test_a_circle_has_one_domain_at_a_time(asked, browser_of, calderdale, cast):
    refused = browser_of(calderdale, cast.cora).post(f"{HERE}ask/", {"domain": "other.org"})
    assert refused.status_code == 409


def test_no_door_lets_one_circle_touch_the_others_domain(live, browser_of, clapton, clapton_cast):
    with in_circle(clapton):
        with connection.cursor() as cursor:
            cursor.execute("SELECT coop.give_up_domain(%s)", [live.pk])
            assert cursor.fetchone() == (False,)
        assert own_domains() == []
    assert browser_of(clapton, clapton_cast.vale).post(f"{HERE}{live.pk}/give-up/").status_code == 404
    with in_federation():
        assert DomainClaim.objects.get(pk=live.pk).given_up_at is None


def test_a_form_that_was_open_when_the_circle_moved_is_taken_at_the_old_address(live, calderdale, cast):
    """A browser would send it nowhere else: the page that holds it knew nothing of the new address."""
    browser = Client(HTTP_HOST="calderdale.localhost", enforce_csrf_checks=True)
    world.sign_in(browser, here(calderdale.id), cast.iris)
    browser.cookies["csrftoken"] = seal = "s" * 32
    said = {"csrfmiddlewaretoken": seal, "name": cast.iris.name, "contact_note": "Ring twice"}
    before = {"origin": "http://calderdale.localhost"}
    kept = browser.post("/me/contact/", said, headers=before)
    assert (kept.status_code, "Location" in kept) == (200, False)
    assert "What you sent has arrived" in kept.text
    assert f'href="http://{DOMAIN}/settings/"' in kept.text
    with in_circle(calderdale):
        assert type(cast.iris).objects.get(pk=cast.iris.pk).contact_note == "Ring twice"
    refused = browser.post("/me/contact/", said | {"name": "", "contact_note": "Ring thrice"}, headers=before)
    assert refused.status_code == 422
    assert "Ring thrice" in refused.text
    assert browser.post("/me/contact/", said, headers={"origin": "http://evil.org"}).status_code == 403
    assert browser.get("/me/contact/").status_code == 301
    assert browser.post("/api/v1/people/", said).status_code == 308
