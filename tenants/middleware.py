"""The front door: which circle a request is for, decided by its host and by nothing else."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.template.loader import render_to_string

from kernel.http import plain
from tenants import directory
from tenants.context import CircleRef, circle_context, in_federation


class HouseRequest(HttpRequest):
    """A request that knows which circle it is for, if any."""

    circle: CircleRef | None
    urlconf: str


Next = Callable[[HttpRequest], HttpResponseBase]


def plain_host(request: HttpRequest) -> str:
    """The host asked for: lower case, without port or closing dot. Raises DisallowedHost when it is no host at all."""
    host = request.get_host()
    if host.startswith("["):
        return host
    return (host.rsplit(":", 1)[0] if ":" in host else host).removesuffix(".")


class CircleMiddleware:
    """Enters the circle (or the federation) for the whole request.

    In a circle the request is one transaction, and a request that is refused or fails changes nothing.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.federation_hosts = {
            settings.FEDERATION_DOMAIN: settings.ROOT_URLCONF,
            settings.SIGN_IN_HOST: settings.SIGN_IN_URLCONF,
            settings.START_HOST: settings.START_URLCONF,
            settings.CONSOLE_HOST: settings.CONSOLE_URLCONF,
        }

    def __call__(self, request: HouseRequest) -> HttpResponseBase:
        request.circle = None
        try:
            host = plain_host(request).lower()
        except DisallowedHost:
            return _page(request, 400, "ui/bad_host.html", "This address is not written as addresses are.")
        if (urlconf := self.federation_hosts.get(host)) is not None:
            return self._federation(request, urlconf)
        circle = directory.by_host(host)
        if circle is None:
            return _page(request, 404, "ui/no_circle.html", "There is no care circle at this address.")
        if circle.state != "open":
            request.circle = circle
            return _page(request, 503, "ui/suspended.html", f"{circle.name} is paused for now.")
        return self._circle(request, circle)

    def _federation(self, request: HouseRequest, urlconf: str) -> HttpResponseBase:
        request.urlconf = urlconf
        with in_federation():
            return self.get_response(request)

    def _circle(self, request: HouseRequest, circle: CircleRef) -> HttpResponseBase:
        request.circle = circle
        request.urlconf = settings.CIRCLE_URLCONF
        with circle_context(circle), transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            return response


def _page(request: HouseRequest, status: int, template: str, sentence: str) -> HttpResponse:
    """A page (or, for programs, a problem document) that needs no circle, no session and no database."""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "3600"} if status == 503 else {})
    if request.path.startswith("/api/"):
        problem = replace(plain(status), detail=sentence)
        return replace(problem, headers={**problem.headers, **headers}).response()
    kind = HttpResponseNotFound if status == 404 else HttpResponse
    with in_federation():
        body = render_to_string(template, {"sentence": sentence}, request)
    return kind(body, status=status, headers=headers)
