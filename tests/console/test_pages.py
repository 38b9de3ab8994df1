"""Every page of the desk, as everybody."""

import pytest
from django.conf import settings

from kernel.time import now
from shared_apps.applications.models import Application
from shared_apps.console.hats import POWERS
from shared_apps.console.models import Entry
from shared_apps.federation.models import DomainClaim
from shared_apps.identity.models import Account
from tenants.context import in_console, in_federation
from tests import world
from tests.console.desk import CAST, browser
from tests.isolation.routes import every_route
from tests.isolation.watch import canaries_in

# Open to whoever comes: the way in, the way out, how words look.
OPEN = {"/sign-in/", "/sign-in/arrive/", "/sign-in/no-desk/", "/sign-out/", "/hats/", "/hats/<uuid:term_id>/"}


def pages(things, calderdale) -> dict[str, str]:
    """The address of each page by its name, with something behind it; and which power it takes."""
    ids = {
        "application_id": things.application.pk,
        "run_id": things.run.pk,
        "announcement_id": things.announcement.pk,
        "incident_id": things.incident.pk,
        "session_id": things.session.pk,
        "term_id": things.term.pk,
        "slug": calderdale.slug,
        "number": 1,
        "page": "settings",
    }
    found = {}
    for route in every_route("console"):
        address = route.path
        for kind, name in route.holes:
            address = address.replace(
                f"<{kind}:{name}>" if f"<{kind}:" in address else f"<{name}>", str(ids.get(name, "x"))
            )
        found[route.path] = address
    return found


def guarded():
    """The routes of the desk that ask who is there, each with the power it takes."""
    from django.urls import get_resolver

    def walk(patterns, before="/"):
        for each in patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, path)
            else:
                yield path, each.callback

    return dict(walk(get_resolver(settings.CONSOLE_URLCONF).url_patterns))


def test_every_page_of_the_desk_asks_who_is_there():
    import shared_apps.console

    for path, view in guarded().items():
        ours = view.__module__.startswith(shared_apps.console.__name__)
        assert not ours or path in OPEN or getattr(view, "is_guarded", False), path


def test_a_stranger_is_sent_to_sign_in_from_every_page_and_finds_nothing(things, calderdale):
    views = guarded()
    for path, address in pages(things, calderdale).items():
        if getattr(views.get(path), "is_guarded", False):
            for method in ("get", "post"):
                answer = getattr(browser(), method)(address)
                assert answer.status_code in (302, 401, 405), f"{method} {address}"
                assert answer.status_code != 302 or answer["Location"].startswith("/sign-in/"), address


@pytest.mark.parametrize("first", CAST)
def test_every_officer_gets_the_pages_their_hats_open_and_no_others(first, officers, things, calderdale):
    officer = getattr(officers, first)
    client = browser(officer)
    powers = POWERS[CAST[first][1]]
    views = guarded()
    for path, address in pages(things, calderdale).items():
        view = views.get(path)
        if not getattr(view, "is_guarded", False):
            continue
        answer = client.get(address)
        assert not canaries_in(answer.text), f"{address} knows somebody of a circle"
        if view.power and view.power not in powers:
            assert answer.status_code in (404, 405), f"{first} {address}"
        else:
            # 404: not what this circle's state allows; 405: a button; 409: no steward has said yes yet
            assert answer.status_code in (200, 404, 405, 409), f"{first} {address}: {answer.status_code}"


@pytest.mark.parametrize("path", ["/", "/circles/", "/circles/calderdale/", "/circles/calderdale/history/", "/runs/"])
def test_the_pages_everybody_shares_are_there(path, officers, things):
    for first in CAST:
        assert browser(getattr(officers, first)).get(path).status_code == 200, first


def test_a_member_without_an_office_has_no_desk_here(cast, things):
    with in_federation():
        account = Account.objects.get(email=world.email_of("calderdale", "cora"))
    from types import SimpleNamespace

    client = browser(SimpleNamespace(account_id=account.pk))
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert client.get("/sign-in/no-desk/").status_code == 404


def test_the_desk_is_kept_in_no_cache_and_writes_down_what_was_looked_at(officers, calderdale):
    answer = browser(officers.nadia).get("/circles/calderdale/")
    assert answer["Cache-Control"] == "no-store, private"
    with in_console():
        entry = Entry.objects.get()
    assert (entry.verb, entry.what, entry.circle_id, entry.by_id) == (
        "looked",
        "circle",
        calderdale.id,
        officers.nadia.pk,
    )


NONSENSE = [
    *("?page=0", "?page=-1", "?page=99999999999999999999", "?page=x"),
    *("?sort=nothing", "?sort=-", "?sort=%00", "?print=2", "?verb=%F0%9F%92%A9"),
    *("?q=%00'\"<script>", "?q=" + "x" * 5000, "?state=x&stage=y&health=z&plan=%27"),
]


@pytest.mark.parametrize("path", ["/circles/", "/applications/", "/runs/", "/announcements/", "/incidents/", "/audit/"])
def test_what_makes_no_sense_in_an_address_is_passed_over(path, officers, things):
    client = browser(officers.nadia)
    for query in NONSENSE:
        answer = client.get(path + query)
        assert answer.status_code == 200, query
        assert "<script>" not in answer.text


def test_a_list_is_filtered_searched_and_sorted_by_its_address(officers, things, calderdale):
    client = browser(officers.nadia)
    assert "Clapton Care Circle" not in client.get("/circles/?q=calderdale").text
    both = client.get("/circles/?sort=-name").text
    assert both.index("Clapton Care") < both.index("Calderdale Care")
    assert "No circle is like that" in client.get("/circles/?health=tables").text
    assert "Calderdale Care" in client.get("/circles/?stage=open_hosted&health=fine").text
    assert "calderdale" in client.get("/runs/?state=waiting&kind=suspend").text
    assert "New letters" in client.get("/announcements/?state=shown").text
    assert "Mail is slow" not in client.get("/incidents/?state=closed").text


def test_a_list_can_be_sorted_where_its_table_has_no_head(officers, things):
    page = browser(officers.nadia).get("/circles/?sort=-name&state=open").text
    assert '<option value="-name" selected>Circle, last to first</option>' in page
    assert '<option value="stage">Stage, first to last</option>' in page
    support = browser(officers.nadia).get("/support/").text
    assert 'class="filter not-on-paper on-phones"' in support  # nothing else to choose there
    assert '<option value="-asked" selected>' in support


def test_a_domain_that_waits_for_its_proof_is_shown_with_its_circle(officers, things, calderdale):
    with in_federation():
        asked = DomainClaim(circle_id=calderdale.id, domain="care.calder.example", look="x", secret="the-secret")
        asked.asked_at = asked.look_next_at = now()
        asked.asked_by = calderdale.id
        asked.save()
    client = browser(officers.sana)
    page = client.get("/circles/calderdale/").text
    assert "care.calder.example" in page
    assert "Waiting for its proof" in page
    assert "the-secret" not in page
    found = client.get("/circles/?q=calder.example").text
    assert "asked for: care.calder.example" in found
    assert "Clapton Care" not in found


def test_a_button_that_is_opened_as_an_address_is_explained(officers, things):
    pressed = f"/runs/{things.run.pk}/retry/"
    answer = browser(officers.oskar).get(pressed)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Go back to the page you were on and use its buttons." in answer.text
    program = browser(officers.oskar).get(pressed, headers={"accept": "application/json"})
    assert (program.status_code, program.json()["code"]) == (405, "method_not_allowed")


def test_an_application_is_shown_in_words_with_the_day_and_the_proof_of_its_society(officers, things):
    with in_federation():
        Application.objects.filter(pk=things.application.pk).update(
            recipe="equal-care", society="own", society_name="Garden Co-op", society_since="2024-04-01"
        )
    page = browser(officers.stella).get(f"/applications/{things.application.pk}/").text
    assert "Equal Care: four kinds of members" in page
    assert "equal-care" not in page
    assert "Registered on 1 April 2024" in page
