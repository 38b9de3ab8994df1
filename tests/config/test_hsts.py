"""How far we promise https: for everything below the federation's domain, and for a circle's own domain only itself."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tenants import directory
from tenants.models import Domain

pytestmark = pytest.mark.django_db

A_YEAR = "max-age=31536000"
FOR_ALL_BELOW = f"{A_YEAR}; includeSubDomains; preload"


@pytest.fixture
def promising(settings) -> None:
    """The headers a real deployment sends."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


@pytest.fixture
def own_domain(calderdale) -> Iterator[str]:
    """Calderdale brings a domain of its own."""
    Domain.objects.bulk_create([Domain(domain="care.hebden.example", tenant_id=calderdale.id, is_primary=False)])
    directory._memory.register = None
    yield "care.hebden.example"
    directory._memory.register = None


def promised(host: str, path: str = "/", *, secure: bool = True) -> str | None:
    return Client(HTTP_HOST=host).get(path, secure=secure).get("Strict-Transport-Security")


def test_below_the_federations_domain_everything_is_promised(promising, calderdale, settings):
    for host in (settings.FEDERATION_DOMAIN, settings.SIGN_IN_HOST, calderdale.host, f"{calderdale.host}:443"):
        assert promised(host) == FOR_ALL_BELOW


@pytest.mark.parametrize("path", ["/", "/about/", "/home/", "/nowhere/", "/static/ui/base.css", "/api/v1/tokens/"])
def test_nothing_is_promised_for_what_lives_below_a_circles_own_domain(promising, own_domain, path):
    assert promised(own_domain, path) == A_YEAR


def test_an_address_that_only_looks_like_ours_is_not(promising, settings):
    for host in (f"not{settings.FEDERATION_DOMAIN}", f"{settings.FEDERATION_DOMAIN}.elsewhere.example", "bad_host!"):
        assert promised(host) == A_YEAR


def test_over_http_and_where_the_operator_wants_none_nothing_is_promised(promising, own_domain, calderdale, settings):
    assert promised(own_domain, secure=False) is None
    settings.SECURE_HSTS_SECONDS = 0
    assert promised(own_domain) is None
    assert promised(calderdale.host) is None
