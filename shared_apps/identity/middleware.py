"""Who is signed in on the sign-in host. Anywhere else this stays silent, whatever cookie somebody brings along."""

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest


class AccountMiddleware(AuthenticationMiddleware):
    """Django's own, on the sign-in host only.

    The federation's hosts keep their sessions in one table, so a cookie that is taken from the sign-in host to another
    of them is found there; it must open nothing. In a circle `tenant_apps.entry` says who somebody is: a Person.
    """

    def process_request(self, request: HttpRequest) -> None:
        if getattr(request, "circle", None) is not None:
            return
        if getattr(request, "urlconf", None) == settings.SIGN_IN_URLCONF:
            super().process_request(request)
        else:
            request.user = AnonymousUser()
