"""Browsers are told to come by https only; how far that promise reaches depends on whose address it is.

Below the federation's domain every host is ours, so the promise covers subdomains too. A circle's own domain is the
circle's: what else lives below it is not ours to promise for.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tenants.middleware import plain_host

HEADER = "Strict-Transport-Security"


class OwnDomainMiddleware:
    """Says only `max-age` on hosts that are not the federation's.

    Stands right behind Django's SecurityMiddleware, which says the rest, and leaves alone what is said already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.promise = f"max-age={settings.SECURE_HSTS_SECONDS}" if settings.SECURE_HSTS_SECONDS else ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if self.promise and request.is_secure() and not is_below_the_federation(request):
            response.headers[HEADER] = self.promise
        return response


def is_below_the_federation(request: HttpRequest) -> bool:
    """Whether the host asked for is the federation's domain or lies below it."""
    try:
        host = plain_host(request).lower()
    except DisallowedHost:
        return False
    return f".{host}".endswith(f".{settings.FEDERATION_DOMAIN}")
