"""Pages made for one person are kept by no cache: not the browser's on a shared computer, not a proxy's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

NEVER_KEPT = "no-store, private"


class NoStoreMiddleware:
    """Says `no-store` on everything that was made knowing who is there, and on the whole sign-in host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if made_for_somebody(request):
            response.headers["Cache-Control"] = NEVER_KEPT
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # htmx asks the same address for a part of the page; the two must never be mixed up.
            patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response


def made_for_somebody(request: HttpRequest) -> bool:
    """Whether the page could know whose it is. Asking must not itself look anybody up."""
    if getattr(request, "urlconf", None) == settings.SIGN_IN_URLCONF:
        return True
    return vars(request).get("person") is not None or "HTTP_AUTHORIZATION" in request.META
