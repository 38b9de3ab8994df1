"""A walk over every route, as everybody, with the other circle's ids."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import path

from kernel.actors import SYSTEM
from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.entry.models import Scope
from tenant_apps.people.services import add_person
from tenants.context import in_circle
from tests import world
from tests.isolation.routes import every_route
from tests.isolation.walk import METHODS, Answer, Walker
from tests.isolation.watch import Leak, canaries_in

# What a refusal or a plain answer looks like. 500 is in no list: a crash is a finding.
ANSWERS = {200, 201, 204, 301, 302, 303, 400, 401, 403, 404, 405, 406, 409, 415, 422, 429}
# With everybody it takes minutes: a stranger, a member and a steward walk at once, the others where there is time.
AT_ONCE, LATER = ("nobody", "iris", "cora"), ("sol", "adah", "otto", "fin", "june")
ROLES = (*AT_ONCE, *(pytest.param(role, marks=pytest.mark.slow) for role in LATER))


@pytest.fixture
def only_in_clapton(db, clapton):
    """Somebody whose id exists in Clapton and nowhere else."""
    with in_circle(clapton):
        return add_person(f"Zed {world.CANARY['clapton']}", by=SYSTEM).pk


def decent(answer: Answer, asked: str, *, stranger: bool) -> None:
    """Nobody gets a crash or a word of the other circle; a stranger gets no word about anybody."""
    assert answer.status in ANSWERS, f"{asked}: {answer.status}"
    assert not answer.has_a_form_no_browser_can_send, asked
    seen = canaries_in(answer.words)
    assert "clapton" not in seen, f"{asked} tells of the other circle"
    assert not (stranger and seen), f"{asked} tells a stranger about somebody"


@pytest.fixture(scope="session")
def refused_to_all() -> set[tuple[str, str]]:
    """Methods an address refuses without asking who is there: asked once, for everybody who is signed in."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_decently_and_an_id_of_the_other_circle_is_as_absent_as_an_id_of_nobody(
    role, browser_of, calderdale, cast, only_in_clapton, same_id, refused_to_all
):
    walker = Walker(browser_of(calderdale, getattr(cast, role, None)))
    for route in every_route("circle"):
        ids = (only_in_clapton, uuid7(), same_id("vale")) if route.holes else (same_id("iris"),)
        for method in METHODS:
            if role != "nobody" and (method, str(route)) in refused_to_all:
                continue
            asked = f"{method} {route} as {role}"
            answers = walker.ask_for(method, route, *ids)
            for answer in answers:
                decent(answer, asked, stranger=role == "nobody")
            if route.holes and len(answers) > 1:
                not_told_apart(*answers[:2], asked)
            if role != "nobody" and answers[0].is_the_same_for_everybody_signed_in:
                refused_to_all.add((method, str(route)))


def not_told_apart(foreign: Answer, absent: Answer, asked: str) -> None:
    """An id of the other circle finds nothing, and is not even told from an id that nobody has."""
    assert foreign.status == absent.status, asked
    assert foreign.status != 200 or asked.startswith("options"), f"{asked} found something"
    assert foreign.without_what_always_differs() == absent.without_what_always_differs(), f"{asked} tells them apart"


@pytest.mark.parametrize("site", ["sign-in", "federation", "start", "console"])
def test_the_federations_own_addresses_know_nobody(site, browser_of, db, only_in_clapton):
    names = {"sign-in": "id.", "federation": "", "start": "start.", "console": "federation."}
    walker = Walker(browser_of(f"{names[site]}localhost"))
    for route in every_route(site):
        for method in METHODS:
            decent(walker.ask(method, route.filled(only_in_clapton)), f"{method} {route}", stranger=True)


def test_every_row_a_member_may_open_by_id_is_their_own_circles(browser_of, calderdale, clapton, cast, clapton_cast):
    """The same id in both circles: each steward gets their own circle's person and never the other's."""
    for where, steward, slug in [(calderdale, cast.cora, "calderdale"), (clapton, clapton_cast.vale, "clapton")]:
        found = browser_of(where, steward).get(f"/api/v1/people/{world.same_id('iris')}/")
        assert found.status_code == 200
        assert canaries_in(found.text) == {slug}


def test_a_program_of_one_circle_is_nobody_in_the_other(browser_of, calderdale, clapton, cast):
    from tenant_apps.entry.services import make_token

    with in_circle(calderdale):
        ends = now() + timedelta(days=30)
        secret = make_token(cast.cora, name="report", scopes=Scope.values, expires_at=ends, by=cast.cora)[1]
    held = {"authorization": f"Bearer {secret}"}
    for turn, route in enumerate(every_route("circle")):
        address = route.filled(world.same_id("iris"))
        if not address.startswith("/api/"):
            continue
        # each from somewhere else: an address that shows so many wrong tokens is not listened to any more
        there = browser_of(clapton).get(address, headers=held, REMOTE_ADDR=f"192.0.2.{turn % 250}")
        stranger = browser_of(clapton).get(address)
        # what is open to strangers stays open; nothing else opens
        assert there.status_code in {401, 403, 404, 405} or there.text == stranger.text, route
        assert not canaries_in(there.text), route


# --- the harness is itself tested: these views leak on purpose ------------------------------------------------------

_REMEMBERED: dict[str, str] = {}


def forgetful_page(request):
    """Keeps what the first circle said in a variable of the process, and shows it to the next."""
    from tenant_apps.people.models import Person

    page = _REMEMBERED.setdefault("people", ", ".join(Person.objects.values_list("name", flat=True)))
    return HttpResponse(page)


def talkative_page(request):
    import logging

    from tenant_apps.people.models import Person

    logging.getLogger("leak").info("showing %s", Person.objects.first().name)
    return HttpResponse("fine")


def hoarding_page(request):
    from django.core.cache import caches

    from tenant_apps.people.models import Person

    caches["shared"].set("people", Person.objects.first().name)
    return HttpResponse("fine")


def telling_page(request, uuid):
    """Finds nothing of the other circle, but says of its ids that they are somebody's."""
    from tenant_apps.people.models import Person

    if Person.objects.filter(pk=uuid).exists():
        return HttpResponse("fine")
    return HttpResponse("Not here." if str(uuid) == _REMEMBERED.get("id") else "Nobody.", status=404)


def looking_page(request, uuid):
    """Looks before it asks to sign in, and so tells a stranger whose ids there are."""
    from tenant_apps.people.models import Person

    if Person.objects.filter(pk=uuid).exists() or str(uuid) == _REMEMBERED.get("id"):
        return HttpResponse(status=302, headers={"Location": "/sign-in/?next=/"})
    return HttpResponse("Nobody.", status=404)


def secretive_page(request):
    """Tells nobody its address, not even the site it is on: so no browser can send its form."""
    page = '<form class="form" method="post"><button>Yes</button></form>'
    return HttpResponse(page, headers={"Referrer-Policy": "no-referrer"})


urlpatterns = [
    path("secretive/", secretive_page),
    path("telling/<uuid:uuid>/", telling_page),
    path("looking/<uuid:uuid>/", looking_page),
    path("forgetful/", forgetful_page),
    path("talkative/", talkative_page),
    path("hoarding/", hoarding_page),
]


def test_a_leak_planted_on_purpose_is_found(browser_of, calderdale, clapton, db, settings, monkeypatch):
    from tests.isolation.watch import watching

    settings.CIRCLE_URLCONF = __name__
    _REMEMBERED.clear()
    for address, said in [
        ("/forgetful/", "forgetful"),
        ("/talkative/", "logged by leak"),
        ("/hoarding/", "shared cache"),
    ]:
        with monkeypatch.context() as patched, pytest.raises(Leak, match=said), watching(patched) as inner:
            for circle in (calderdale, clapton):
                browser_of(circle).get(address)
        assert inner.leaks
    from django.core.cache import caches

    caches["shared"].clear()


def test_a_page_that_tells_ids_of_the_other_circle_from_ids_of_nobody_is_found(
    browser_of, calderdale, cast, only_in_clapton, settings
):
    settings.CIRCLE_URLCONF = __name__
    (telling,) = [route for route in every_route("circle", __name__) if "telling" in route.path]
    walker = Walker(browser_of(calderdale, cast.otto))
    for known, finding in [({}, nullcontext()), ({"id": str(only_in_clapton)}, pytest.raises(AssertionError))]:
        _REMEMBERED.clear()
        _REMEMBERED.update(known)
        answers = walker.ask_for("get", telling, only_in_clapton, uuid7(), world.same_id("vale"))
        assert [answer.status for answer in answers] == [404, 404, 200]
        with finding:
            not_told_apart(*answers[:2], "get telling")


def test_a_gate_that_looks_before_it_asks_a_stranger_to_sign_in_is_found(
    browser_of, calderdale, db, only_in_clapton, settings
):
    settings.CIRCLE_URLCONF = __name__
    (looking,) = [route for route in every_route("circle", __name__) if "looking" in route.path]
    _REMEMBERED.clear()
    _REMEMBERED["id"] = str(only_in_clapton)
    answers = Walker(browser_of(calderdale)).ask_for("get", looking, only_in_clapton, uuid7())
    assert [answer.status for answer in answers] == [302, 404]
    with pytest.raises(AssertionError, match="get looking"):
        not_told_apart(*answers, "get looking")


def test_a_form_that_no_browser_can_send_is_found(browser_of, calderdale, db, settings):
    settings.CIRCLE_URLCONF = __name__
    answer = Walker(browser_of(calderdale)).ask("get", "/secretive/")
    with pytest.raises(AssertionError, match="get secretive"):
        decent(answer, "get secretive", stranger=True)


@pytest.fixture(autouse=True)
def _planted_leaks_are_expected(request, watch):
    """The eyes around the whole test saw the planted leaks as well; they are what that test is about."""
    yield
    if watch is not None and "planted" in request.node.name:
        watch.leaks.clear()
