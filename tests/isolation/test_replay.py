"""Whatever one host gave out is taken to every other host, and is worth nothing there."""

import itertools
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.signing import BadSignature
from django.test import Client

from kernel.time import now
from shared_apps.identity.models import Account
from tenant_apps.entry.models import Scope
from tenant_apps.entry.services import make_token
from tenants.context import in_circle
from tenants.signing import sign, unsign
from tests import world
from tests.isolation.routes import every_route
from tests.isolation.watch import canaries_in

HOSTS = ("calderdale.localhost", "clapton.localhost", "id.localhost", "localhost")
SITE = {"id.localhost": "sign-in", "localhost": "federation"}


@pytest.fixture
def held(db, calderdale, clapton, cast, clapton_cast, browser_of) -> dict[str, Client]:
    """A browser for each host, holding every cookie that host gives to somebody signed in there."""
    browsers = {
        "calderdale.localhost": browser_of(calderdale, cast.cora),
        "clapton.localhost": browser_of(clapton, clapton_cast.vale),
        "id.localhost": world.account_browser(Account.objects.get(pk=cast.cora.account_id)),
        "localhost": browser_of("localhost"),
    }
    for host, browser in browsers.items():
        for page in ("/", "/sign-in/", "/reading/", "/settings/tokens/"):
            browser.get(page, headers={"host": host})
    return browsers


def everything_readable(browser: Client, host: str) -> list[tuple[str, int, str, str]]:
    site = SITE.get(host, "circle")
    answers = []
    for route in every_route(site):
        response = browser.get(route.filled(world.same_id("iris")), headers={"host": host})
        answers.append((str(route), response.status_code, response.get("Location", "").split("?")[0], response.text))
    return answers


@pytest.fixture(scope="module")
def read_by_strangers() -> dict[str, list[tuple[str, int, str, str]]]:
    """What each host shows to a browser without any cookie; the same whoever was robbed, so it is read once."""
    return {}


@pytest.mark.parametrize(("given", "taken"), list(itertools.permutations(HOSTS, 2)))
def test_every_cookie_of_one_host_is_worth_nothing_at_another(held, read_by_strangers, given, taken):
    thief = Client()
    assert settings.SESSION_COOKIE_NAME in held[given].cookies or given == "localhost"
    for name, morsel in held[given].cookies.items():
        thief.cookies[name] = morsel.value
    if taken not in read_by_strangers:
        read_by_strangers[taken] = everything_readable(Client(), taken)
    for mine, plain in zip(everything_readable(thief, taken), read_by_strangers[taken], strict=True):
        assert mine[:3] == plain[:3], f"{mine[0]} at {taken} with cookies of {given}"
        assert not canaries_in(mine[3])


def test_the_cookies_do_work_where_they_were_given(held):
    """Otherwise the matrix above would prove nothing."""
    assert held["calderdale.localhost"].get("/circle/members/").status_code == 200
    assert held["clapton.localhost"].get("/circle/members/").status_code == 200
    assert held["id.localhost"].get("/circles/").status_code == 200


def test_a_token_of_one_circle_is_worth_nothing_at_another_host(db, calderdale, cast):
    with in_circle(calderdale):
        ends = now() + timedelta(days=1)
        secret = make_token(cast.cora, name="x", scopes=Scope.values, expires_at=ends, by=cast.cora)[1]
    asked = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", headers={"host": "calderdale.localhost", **asked}).status_code == 200
    assert Client().get("/api/v1/me/", headers={"host": "clapton.localhost", **asked}).status_code == 401
    for host in ("id.localhost", "localhost"):
        assert Client().get("/api/v1/me/", headers={"host": host, **asked}).status_code == 404


def test_a_signed_link_of_one_circle_is_worth_nothing_in_another(db, calderdale, clapton):
    with in_circle(calderdale):
        signed = sign("iris", purpose="calendar")
    with in_circle(clapton), pytest.raises(BadSignature):
        unsign(signed, purpose="calendar", max_age=timedelta(days=1))
