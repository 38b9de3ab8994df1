"""Coming to the desk from the sign-in host, and going away again."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from shared_apps.console import doors
from shared_apps.console.gate import NO_DESK, YOUR_HATS, ConsoleRequest, has_something_to_do, whose_desk
from shared_apps.console.services.officers import of_account
from shared_apps.console.sessions import Bearer
from shared_apps.federation.services.facts import today
from shared_apps.identity.paths import safe_path
from shared_apps.identity.proof import way_in
from shared_apps.identity.signing_out import way_out
from shared_apps.identity.states import new_secret, state_of
from ui.language import taken_along

# Long enough for an e-mail to arrive and a code to be typed, and for one more try.
COOKIE_LIVES: Final = timedelta(minutes=30)
LONGEST_SECRET: Final = 100


def cookie_name() -> str:
    """Browsers take a `__Host-` cookie from this very host only; they demand https for it."""
    return "__Host-arriving" if settings.SESSION_COOKIE_SECURE else "arriving"


@require_safe
def sign_in(request: ConsoleRequest) -> HttpResponse:
    """Set out to sign in: the sign-in host asks who you are, freshly or with a second step if need be."""
    wanted = safe_path(request.GET.get("next"))
    fresh, second = "fresh" in request.GET, "second" in request.GET
    if not (fresh or second) and has_something_to_do(whose_desk(request)):
        return redirect(wanted)
    # A second tab goes on with the same secret, so that both can arrive.
    secret = request.COOKIES.get(cookie_name(), "")[:LONGEST_SECRET] or new_secret()
    second = second or (fresh and settings.CONSOLE_SECOND_STEP)
    response = redirect(
        way_in(state_of(secret), wanted, circle_id=None, fresh=fresh, second=second, language=taken_along(request))
    )
    response.set_cookie(
        cookie_name(),
        secret,
        max_age=COOKIE_LIVES,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
def arrive(request: ConsoleRequest) -> HttpResponse:
    """Come in with a ticket. A GET that changes something, and safe: it needs the secret in this browser's cookie."""
    secret = request.COOKIES.get(cookie_name(), "")
    if not secret:
        return _turned_away(request, "other_browser", 400)
    admission = doors.redeem(request.GET.get("ticket", ""), secret)
    if admission is None:
        return _turned_away(request, "ticket_refused", 403)
    officer = of_account(admission.account_id)
    if officer is None or not (officer.hats() or officer.terms.offered(today()).exists()):
        return redirect(NO_DESK)  # not a refusal here: that would undo the request, and the ticket would be good again
    request.session.sign_in(Bearer(admission.account_id, admission.epoch, admission.proof))
    response = redirect(safe_path(admission.next) if officer.hats() else YOUR_HATS)
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response


@require_safe
def no_desk(request: ConsoleRequest) -> HttpResponse:
    """Whoever is signed in and holds no office here finds nothing here."""
    return _turned_away(request, "no_desk", 404)


def _turned_away(request: ConsoleRequest, why: str, status: int) -> HttpResponse:
    return render(request, "console/turned_away.html", {"why": why}, status=status)


@require_POST
def sign_out(request: ConsoleRequest) -> HttpResponse:
    """Leave: the desk's session ends here, and the browser goes on to end the sign-in host's."""
    bearer = request.session.bearer
    request.session.flush()
    return redirect(way_out(bearer.account_id, None, language=taken_along(request)) if bearer else "/")
