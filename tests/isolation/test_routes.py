"""A walk over every route, as everybody, with the other circle's ids."""

import json
import re
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
from tests.isolation.watch import Leak, canaries_in

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# What a refusal or a plain answer looks like. 500 is in no list: a crash is a finding.
ANSWERS = {200, 201, 204, 301, 302, 303, 400, 401, 403, 404, 405, 406, 409, 415, 422, 429}
ROLES = ("nobody", "iris", "sol", "adah", "otto", "cora", "fin", "june")
OPEN_TO_ALL = {200, 301, 302, 303, 400, 401, 403, 404, 405, 406, 415, 422, 429}


def ask(client, method, address):
    body = {} if method in ("get", "head", "options") else {"data": json.dumps({}), "content_type": "application/json"}
    return getattr(client, method)(address, **body)


@pytest.fixture
def only_in_clapton(db, clapton):
    """Somebody whose id exists in Clapton and nowhere else."""
    with in_circle(clapton):
        return add_person(f"Zed {world.CANARY['clapton']}", by=SYSTEM).pk


@pytest.mark.parametrize("role", ROLES)
def test_every_address_of_a_circle_answers_decently_and_tells_nothing_of_the_other(
    role, browser_of, calderdale, cast, only_in_clapton, same_id
):
    person = None if role == "nobody" else getattr(cast, role)
    for route in every_route("circle"):
        for uuid in (only_in_clapton, same_id("vale")) if route.holes else (same_id("iris"),):
            for method in METHODS:
                client = browser_of(calderdale, person)
                response = ask(client, method, route.filled(uuid))
                assert response.status_code in ANSWERS, f"{method} {route} as {role}: {response.status_code}"
                assert "clapton" not in canaries_in(response.text), f"{method} {route} as {role}"
                if person is None:
                    assert not canaries_in(response.text), f"{method} {route} tells a stranger about somebody"


@pytest.mark.parametrize("role", ROLES)
def test_an_id_of_the_other_circle_is_as_absent_as_an_id_of_nobody(role, browser_of, calderdale, cast, only_in_clapton):
    person = None if role == "nobody" else getattr(cast, role)
    for route in every_route("circle"):
        if not route.holes:
            continue
        for method in METHODS:
            foreign = ask(browser_of(calderdale, person), method, route.filled(only_in_clapton))
            absent = ask(browser_of(calderdale, person), method, route.filled(uuid7()))
            assert foreign.status_code == absent.status_code, f"{method} {route} as {role}"
            assert foreign.status_code != 200 or method == "options", f"{method} {route} as {role} found something"
            assert _same_words(foreign) == _same_words(absent), f"{method} {route} as {role} tells them apart"


def _same_words(response) -> str:
    """What was answered, without what differs from request to request."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Za-z]{40,}", "…", response.text)
    return f"{response.get('Location', '').split('?')[0]} {text}"


@pytest.mark.parametrize("site", ["sign-in", "federation", "start", "console"])
def test_the_federations_own_addresses_know_nobody(site, browser_of, db, only_in_clapton):
    names = {"sign-in": "id.", "federation": "", "start": "start.", "console": "federation."}
    host = f"{names[site]}localhost"
    for route in every_route(site):
        for method in METHODS:
            response = ask(browser_of(host), method, route.filled(only_in_clapton))
            assert response.status_code in ANSWERS, f"{method} {route}: {response.status_code}"
            assert not canaries_in(response.text), f"{method} {route} knows somebody"


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
    for route in every_route("circle"):
        address = route.filled(world.same_id("iris"))
        if not address.startswith("/api/"):
            continue
        there = browser_of(clapton).get(address, headers=held)
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


urlpatterns = [
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


@pytest.fixture(autouse=True)
def _planted_leaks_are_expected(request, watch):
    """The eyes around the whole test saw the planted leaks as well; they are what that test is about."""
    yield
    if watch is not None and "planted" in request.node.name:
        watch.leaks.clear()
