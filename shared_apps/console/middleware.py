"""At the console's host sessions are the console's own; elsewhere this stays silent."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from shared_apps.console.sessions import ConsoleSessionStore

NEVER_KEPT = "no-store, private"


class ConsoleMiddleware:
    """Puts the console's session in the place of Django's, right after that was made and before anybody touched it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "urlconf", None) != settings.CONSOLE_URLCONF:
            return self.get_response(request)
        request.session = ConsoleSessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        response = self.get_response(request)
        response.headers["Cache-Control"] = NEVER_KEPT
        patch_vary_headers(response, ["Cookie"])
        return response
