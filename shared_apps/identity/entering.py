"""On the way into a circle or to the console: whoever is signed in gets a ticket, everybody else signs in first."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from kernel.ids import parse_uuid
from shared_apps.identity import services
from shared_apps.identity.proof import ENTER
from shared_apps.identity.proving import proof_of
from shared_apps.identity.states import read_state
from tenants import directory
from tenants.context import CircleRef, address_of


@dataclass(frozen=True)
class Door:
    """Where somebody is on their way to: a circle, or the console when there is none."""

    circle: CircleRef | None

    @property
    def url(self) -> str:
        return self.circle.url if self.circle else address_of(settings.CONSOLE_HOST)


def open_circle(circle_id: str) -> CircleRef | None:
    known: UUID | None = parse_uuid(circle_id)
    circle = directory.by_id(known) if known else None
    return circle if circle is not None and circle.lets_people_in else None


def _door(console: str, circle_id: str) -> Door | None:
    """The door that is asked for; None when there is no such door, or two are asked for at once."""
    if console:
        return Door(None) if console == "1" and not circle_id else None
    circle = open_circle(circle_id)
    return Door(circle) if circle else None


def door_ahead(request: HttpRequest) -> Door | None:
    """The door somebody is on their way to, so that the page can say so and wear its colours."""
    parts = urlsplit(get_next_redirect_url(request) or "")
    if parts.path != ENTER:
        return None
    asked = parse_qs(parts.query)
    return _door(asked.get("console", [""])[0], asked.get("circle", [""])[0])


def circle_ahead(request: HttpRequest) -> CircleRef | None:
    door = door_ahead(request)
    return door.circle if door else None


def let_form_lead_to(response: HttpResponseBase, door: Door | None) -> None:
    """Browsers hold a form's redirects to its `form-action` too, and the right code leads on through the door."""
    if door is not None:
        response._csp_update = {"form-action": [door.url]}  # type: ignore[attr-defined]


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Hand out a ticket to whoever is signed in, and has proved who they are as freshly as the door wants it."""
    door = _door(request.GET.get("console", ""), request.GET.get("circle", ""))
    if door is None:
        raise Http404
    state = read_state(request.GET.get("state", ""))
    if state is None:  # not sent here by the door's own page; let that one begin properly
        return redirect(f"{door.url}/sign-in/")
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    proof, wanted = proof_of(request), request.GET.get("next", "/")
    if door.circle is None:
        ticket = services.issue_console_ticket(request.user, wanted, state, proof=proof)
    else:
        ticket = services.issue_ticket(request.user, door.circle, wanted, state, proof=proof)
    return redirect(f"{door.url}/sign-in/arrive/?{urlencode({'ticket': ticket})}")


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': request.get_full_path()})}")
