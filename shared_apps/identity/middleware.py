"""Who is signed in on the sign-in host. Anywhere else this stays silent, whatever cookie somebody brings along."""

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shared_apps.identity import browsers
from shared_apps.identity.models import Account


class AccountMiddleware(AuthenticationMiddleware):
    """Django's own, on the sign-in host only, and for browsers that have not been signed out from elsewhere.

    The federation's hosts keep their sessions in one table, so a cookie that is taken from the sign-in host to another
    of them is found there; it must open nothing. In a circle `tenant_apps.entry` says who somebody is: a Person.
    """

    def process_request(self, request: HttpRequest) -> None:
        if getattr(request, "circle", None) is not None:
            return
        if getattr(request, "urlconf", None) == settings.SIGN_IN_URLCONF:
            request.user = SimpleLazyObject(lambda: _who_is_here(request))  # type: ignore[assignment]
        else:
            request.user = AnonymousUser()


def _who_is_here(request: HttpRequest) -> Account | AnonymousUser:
    account = get_user(request)
    if isinstance(account, Account) and not browsers.is_signed_in(request, account):
        request.session.flush()
        return AnonymousUser()
    return account  # type: ignore[return-value]
