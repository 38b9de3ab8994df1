"""Who is asking the API: a program with a token of this circle, or the circle's own pages with their session."""

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from kernel.errors import Conflict, TooMany
from shared_apps.identity.guesses import may_guess
from tenant_apps.entry import services
from tenant_apps.entry.acting import HEADER, KNOWS
from tenant_apps.entry.models import TOKEN_PREFIX, AccessToken
from tenant_apps.people.models import Person

if TYPE_CHECKING:  # REST framework's views load this module while they are themselves being loaded
    from rest_framework.views import APIView

BAD_TOKENS: Final = 20
BAD_TOKENS_WITHIN: Final = 600
REALM: Final = 'Bearer realm="coopbox"'


class OnlyAboutYourself(Conflict):
    """A program says that it acts for somebody, at a door that is about its owner alone."""

    default_code = "acting"
    default_sentence = _("This is about you alone. Ask again without acting for somebody.")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cbx_...`. A token is looked up among this circle's own, so elsewhere it is nothing."""

    def authenticate(self, request: Request) -> tuple[Person, AccessToken] | None:
        kind, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if kind.lower() != "bearer":
            return None
        token = AccessToken.objects.opened_by(secret.strip()) if secret.startswith(TOKEN_PREFIX) else None
        if token is None or not token.person.may_come_in:
            raise self._not_valid(request)
        services.note_used(token)
        return token.person, token

    @staticmethod
    def _not_valid(request: Request) -> Exception:
        """Slow down whoever keeps trying. Right tokens from the same address pass: one program with an old token must
        not shut out the whole office, and nobody guesses 256 random bits in the meantime."""
        where = request.META.get("REMOTE_ADDR") or "nowhere"
        if not may_guess("access-token", where, most=BAD_TOKENS, seconds=BAD_TOKENS_WITHIN):
            return TooMany(retry_after=BAD_TOKENS_WITHIN)
        return AuthenticationFailed("This access token is not valid here.", code="bad_token")

    def authenticate_header(self, request: Request) -> str:
        return REALM


class PersonSessionAuthentication(BaseAuthentication):
    """The session of whoever is signed in to this circle in the same browser. Changes need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Person, None] | None:
        person = request._request.person
        if person is None:
            return None
        check = CSRFCheck(lambda _request: None)
        check.process_request(request._request)
        if reason := check.process_view(request._request, None, (), {}):
            raise PermissionDenied(f"The CSRF token is missing or wrong: {reason}", code="csrf")
        return person, None


class SignedInWithScope(BasePermission):
    """Lets members through; a program only where its token's scopes reach.

    A view says what a program needs with `scope = "people:read"`; without one, no program gets in. With
    `hats = ("steward",)` a member who wears none of them finds nothing there.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        refusal = self._refusal(request, view)
        if refusal is None:
            if HEADER in request.headers and not getattr(view, KNOWS, False):
                raise OnlyAboutYourself
            return True
        view.check_throttles(request)  # REST framework itself counts only what it lets through
        raise refusal

    @staticmethod
    def _refusal(request: Request, view: "APIView") -> Exception | None:
        person: Any = request.user
        if person is None:
            return NotAuthenticated()
        if request.auth is not None and not _reaches(request.auth, getattr(view, "scope", None)):
            return PermissionDenied("This access token may not do that.", code="scope_missing")
        hats = getattr(view, "hats", ())
        if hats and not person.wears(*hats):
            return Http404()
        return None


def _reaches(token: AccessToken, scope: str | None) -> bool:
    return scope is not None and token.allows(scope)
