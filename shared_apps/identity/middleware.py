"""Who is signed in on the sign-in host. In a circle this stays silent: accounts cannot be read there."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest


class AccountMiddleware(AuthenticationMiddleware):
    """Django's own, outside circles only. In a circle `tenant_apps.entry` says who somebody is: a Person."""

    def process_request(self, request: HttpRequest) -> None:
        if getattr(request, "circle", None) is None:
            super().process_request(request)
