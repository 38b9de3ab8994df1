"""On the way into a circle or to the console: whoever is signed in gets a ticket, everybody else signs in first."""

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from kernel.ids import parse_uuid
from kernel.time import now
from shared_apps.identity import browsers, services
from shared_apps.identity.doorkeeping import redirect_to_again, redirect_to_sign_in
from shared_apps.identity.factors import factors_of
from shared_apps.identity.offices import is_grace_over
from shared_apps.identity.proof import ENTER, FRESH_FOR, Proof, read_moment
from shared_apps.identity.proving import proof_of
from shared_apps.identity.states import read_state
from tenants import directory
from tenants.context import CircleRef, address_of
from ui.language import chosen_along, chosen_in


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
    return door_of(get_next_redirect_url(request) or "")


def door_of(next: str) -> Door | None:
    """The door that this address leads to, if it does."""
    parts = urlsplit(next)
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
        return redirect(_at(door, "/sign-in/", chosen_along(request)))
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    services.keep_language(request.user, chosen_in(request))
    proof = replace(proof_of(request), browser_id=browsers.this_one(request))
    detour = _detour(request, proof)
    if detour is not None:
        return detour
    browsers.note_seen(proof.browser_id)
    wanted = request.GET.get("next", "/")
    if door.circle is None:
        ticket = services.issue_console_ticket(request.user, wanted, state, proof=proof)
    else:
        ticket = services.issue_ticket(request.user, door.circle, wanted, state, proof=proof)
    return redirect(_at(door, "/sign-in/arrive/", {"ticket": ticket, **chosen_along(request)}))


def _at(door: Door, path: str, facts: dict[str, str]) -> str:
    """An address behind a door."""
    return f"{door.url}{path}?{urlencode(facts)}" if facts else f"{door.url}{path}"


def _detour(request: HttpRequest, proof: Proof) -> HttpResponse | None:
    """What must be proved first: a second step that is due, or anything at all when the last proof is too old."""
    account, here = request.user, request.get_full_path()
    if not proof.has_second_step and ("second" in request.GET or is_grace_over(account)):
        if not factors_of(account).has_second:
            return redirect(f"{reverse('second_step')}?{urlencode({'next': here})}")
        return redirect_to_again(here, second=True)
    since = read_moment(request.GET.get("since", ""))
    if since is not None and proof.at < since:
        return redirect_to_again(here)
    # A minute less than the door's own measure: the way there takes its time.
    if "fresh" in request.GET and not proof.is_fresh(now(), FRESH_FOR - timedelta(minutes=1)):
        return redirect_to_again(here)
    return None
