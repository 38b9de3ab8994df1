"""Coming in from the sign-in host, and going out again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from kernel.errors import NotAllowed
from kernel.time import now
from shared_apps.federation.here import offers_paid_work
from shared_apps.identity.devices import in_words
from shared_apps.identity.paths import safe_path
from shared_apps.identity.proof import read_moment, way_in
from shared_apps.identity.signing_out import way_out
from shared_apps.identity.states import new_secret, state_of
from tenant_apps.entry import services
from tenant_apps.entry.doors import Admission
from tenant_apps.entry.middleware import CircleRequest
from tenant_apps.entry.newcomers import newcomer_in, remember_newcomer
from tenant_apps.people.models import Parting, Suspension
from tenants.signing import sign, unsign
from ui.language import taken_along

# Long enough for an e-mail to arrive and a code to be typed, and for one more try.
COOKIE_LIVES: Final = timedelta(minutes=30)
PURPOSE: Final = "arriving"
AT_HOME: Final = "/home/"
# The pages of an invitation: open to somebody who has proved an account and is nobody here yet.
WELCOME: Final = "/welcome/"


_rooms: dict[str, Callable[[UUID], str]] = {}


def waiting_room(find: Callable[[UUID], str]) -> Callable[[UUID], str]:
    """Say for an account that leads to nobody here any more on which page (its name) it is told why; "" for none."""
    _rooms[f"{find.__module__}.{find.__qualname__}"] = find
    return find


def cookie_name() -> str:
    """Browsers take a `__Host-` cookie from this very host only; they demand https for it."""
    return "__Host-arriving" if settings.SESSION_COOKIE_SECURE else "arriving"


def secret_in(request: CircleRequest) -> str | None:
    """The secret this browser was given when it set out to sign in here, if it is ours and still fresh."""
    try:
        return unsign(request.COOKIES.get(cookie_name(), ""), purpose=PURPOSE, max_age=COOKIE_LIVES)
    except signing.BadSignature:
        return None


@require_safe
def sign_in(request: CircleRequest) -> HttpResponse:
    """Set out to sign in: the sign-in host asks who you are, and sends you back.

    Whoever is signed in and must prove it again (`again`, or `since` some moment), or with a second step (`second`),
    sets out the same way.
    """
    wanted = safe_path(request.GET.get("next"), otherwise=AT_HOME)
    again, second, since = "again" in request.GET, "second" in request.GET, request.GET.get("since", "")
    if request.person is not None and not (again or second or since):
        return redirect(wanted)
    # A second tab goes on with the same secret, so that both can arrive.
    secret = secret_in(request) or new_secret()
    language = taken_along(request)
    response = redirect(
        way_in(
            state_of(secret),
            wanted,
            circle_id=request.circle.id,
            fresh=again,
            second=second,
            since=read_moment(since),
            language=language,
        )
    )
    response.set_cookie(
        cookie_name(),
        sign(secret, purpose=PURPOSE),
        max_age=COOKIE_LIVES,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
def arrive(request: CircleRequest) -> HttpResponse:
    """Come in with a ticket. A GET that changes something, and safe: it needs the secret in this browser's cookie."""
    secret = secret_in(request)
    if secret is None:
        return _turned_away(request, "other_browser", 400)
    before = request.session.person
    try:
        wanted = services.come_in(
            request.session,
            request.GET.get("ticket", ""),
            secret,
            device=in_words(request.headers.get("User-Agent", "")),
        )
    except services.NobodyHere as nobody:
        # Not a refusal here: that would undo the request, and the ticket would be good again.
        room = _waiting_room(nobody.admission)
        if room.startswith(WELCOME):  # a circle does not remember who merely knocked
            remember_newcomer(request.session, nobody.admission)
        return redirect(room)
    except services.OnHold as held:
        remember_newcomer(request.session, held.admission)
        return redirect("on_hold")
    except services.SecondStepFirst as first:
        return redirect(f"{reverse('sign_in')}?{urlencode({'second': '1', 'next': first.wanted})}")
    except NotAllowed:
        return _turned_away(request, "ticket_refused", 403)
    if before is None or before != request.session.person:
        rotate_token(request)  # a form that was opened as somebody else, or while acting for them, is not taken
    response = redirect(safe_path(wanted, otherwise=AT_HOME))
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response


@require_safe
def nobody_here(request: CircleRequest) -> HttpResponse:
    """Whoever came in with a good ticket and is nobody in this circle is told so, and shown its doors."""
    if request.person is not None:
        return redirect(AT_HOME)
    return _turned_away(request, "nobody_here", 403, offers_work=offers_paid_work())


def _waiting_room(admission: Admission) -> str:
    """Where somebody goes on who has proved an account and is nobody here: their invitation, or what they left."""
    if admission.next.startswith(WELCOME):
        return admission.next
    left = Parting.objects.filter(account_id=admission.account_id, returned_at=None, undo_until__gt=now())
    if left.exists():
        return f"{WELCOME}back/"
    found = (find(admission.account_id) for find in _rooms.values())
    return reverse(next(filter(None, found), "nobody_here"))


@require_safe
def on_hold(request: CircleRequest) -> HttpResponse:
    """Whoever is suspended is told whom to talk to. Strangers find nothing here."""
    newcomer = newcomer_in(request.session)
    held = Suspension.objects.select_related("talk_to").filter(
        ended_at=None, person__account_id=newcomer.account_id if newcomer else None
    )
    suspension = held.first() if newcomer else None
    if suspension is None:
        return redirect(AT_HOME)
    return _turned_away(request, "on_hold", 403, talk_to=suspension.talk_to.called)


def _turned_away(request: CircleRequest, why: str, status: int, **facts: str | bool) -> HttpResponse:
    return render(request, "entry/turned_away.html", {"why": why, **facts}, status=status)


@require_POST
def sign_out(request: CircleRequest) -> HttpResponse:
    """Leave: this circle's session ends here, and the browser goes on to end the sign-in host's."""
    return _go_out(request, everywhere=False)


@require_POST
def sign_out_everywhere(request: CircleRequest) -> HttpResponse:
    """Leave on every device and in every circle. Only the sign-in host can do that, so the browser goes on there."""
    return _go_out(request, everywhere=True)


def _go_out(request: CircleRequest, *, everywhere: bool) -> HttpResponse:
    person, bearer = request.person, request.session.bearer
    if person is None or bearer is None:
        return redirect("/")
    services.go_out(request.session, by=person)
    return redirect(way_out(bearer.account_id, request.circle, everywhere=everywhere, language=taken_along(request)))
