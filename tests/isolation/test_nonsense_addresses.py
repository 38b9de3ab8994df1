"""Whatever stands behind the question mark of an address: no page of any site breaks over it."""

import inspect
import re
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from shared_apps.identity.services import account_for
from tenants.context import in_federation
from tests import world
from tests.console import desk
from tests.isolation.routes import SITES, every_route

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
NONSENSE = {"a zero sign": "%00", "half of a sign": "a%ED%A0%80b", "far too long": "9" * 1000}
_ASKED = re.compile(
    r"(?:GET|query_params)\.(?:get|getlist)\(\s*\"(\w+)\"|\"(\w+)\" in request\.GET|\bChoice\(\s*\"(\w+)\""
)
# Every list is paged, sorted and searched in one place of its site, so that no view names these itself.
OF_EVERY_LIST = {"page", "sort", "q", "name", "print", "next", "back", "lang", "reads", "limit", "cursor", "since"}


def asked_in(text: str) -> set[str]:
    return {name for found in _ASKED.findall(text) for name in found if name}


@cache
def every_parameter() -> frozenset[str]:
    """All that any page reads from its address."""
    roots = [ROOT / name for name in ("tenant_apps", "shared_apps", "provisioning", "tenants", "platform")]
    files = [file for root in roots for file in root.rglob("*.py")]
    return frozenset(OF_EVERY_LIST | {name for file in files for name in asked_in(file.read_text(encoding="utf-8"))})


def asked_by(view) -> frozenset[str]:
    """What one view reads itself; of a view that is a class, what its module reads."""
    its_own = inspect.unwrap(view)
    is_class = hasattr(its_own, "view_class") or hasattr(its_own, "cls")
    return frozenset(asked_in(inspect.getsource(sys.modules[view.__module__] if is_class else its_own)))


def visitor(site: str, cast, calderdale) -> Client:
    """Somebody who gets far on this site: its steward, an officer, the owner of an account, a stranger elsewhere."""
    if site == "circle":
        return world.browser(calderdale, cast.cora)
    if site == "console":
        return desk.browser(desk.appoint("nadia"))
    if site == "sign-in":
        with in_federation():
            return world.account_browser(account_for(world.email_of("calderdale", "cora")))
    return Client(HTTP_HOST=settings.START_HOST if site == "start" else settings.FEDERATION_DOMAIN)


def pages_of(site: str, person) -> list[tuple[str, frozenset[str]]]:
    """Every list of a site and whatever else reads its address, and what its view reads from it."""
    found = []
    for route in every_route(site):
        path = route.filled(person.pk)
        with suppress(Resolver404):  # a hole that takes no word that is made up
            its_own = asked_by(resolve(path, SITES[site]).func)
            if its_own or not route.holes:
                found.append((path, its_own))
    return found


def test_the_walk_knows_the_searches_of_every_site():
    assert {"near", "name", "q", "state", "ticket", "of", "slug"} <= every_parameter()


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
@pytest.mark.parametrize("site", SITES)
def test_no_page_breaks_over_nonsense_behind_its_question_mark(site, nonsense, cast, calderdale):
    browser = visitor(site, cast, calderdale)
    everything = "&".join(f"{name}={nonsense}" for name in sorted(every_parameter()))
    for path, its_own in pages_of(site, cast.iris):
        for query in (everything, *(f"{name}={nonsense}" for name in its_own)):
            assert browser.get(f"{path}?{query}").status_code < 500, f"{path}?{query[:200]}"


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
def test_a_search_for_nonsense_is_a_search_that_finds_nothing_or_everything(nonsense, cast, calderdale):
    cora = world.browser(calderdale, cast.cora)
    for path in ("/circle/asks/", f"/circle/members/{cast.iris.pk}/"):
        assert cora.get(f"{path}?name={nonsense}&{urlencode({'state': 'new'})}").status_code == 200, path
