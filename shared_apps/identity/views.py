"""The pages of the sign-in host: prove who you are, choose a circle, sign out."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from shared_apps.identity import services, signing_out
from shared_apps.identity.doorkeeping import redirect_to_sign_in
from shared_apps.identity.entering import (
    circle_ahead,
    door_ahead,
    let_form_lead_to,
    open_circle,
)
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.models import Account
from shared_apps.identity.paths import LONGEST_ON_THE_WAY, on_to, safe_path
from tenants import directory
from tenants.colours import colours_url
from tenants.context import CircleRef

TRIES, TRIES_LIVE = 5, 600
TOO_MANY, COME_BACK_AFTER = "too_many_login_attempts", 300  # allauth's code; "a few minutes", as the page says


class AddressView(RequestLoginCodeView):
    """Whose account? The answer looks the same whether there is one or not."""

    template_name = "identity/address.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        let_form_lead_to(response, door_ahead(request))
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Whoever comes back here mistyped their address or wants a new code: never push them on to the code page."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("email", TOO_MANY):
            response.status_code, response["Retry-After"] = 429, str(COME_BACK_AFTER)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = get_next_redirect_url(self.request)
        next = safe_path(wanted, otherwise=settings.LOGIN_REDIRECT_URL, longest=LONGEST_ON_THE_WAY)
        return super().get_context_data(**kwargs) | {
            "for_circle": circle_ahead(self.request),
            "code_is_gone": "gone" in self.request.GET,
            "passkey_to": on_to(reverse("sign_in_with_passkey"), next),
            "password_to": on_to(reverse("sign_in_with_password"), next),
        }


class CodeView(ConfirmLoginCodeView):
    """The code from the e-mail: five tries, ten minutes, in the browser that asked for it."""

    template_name = "identity/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        start = reverse("account_request_login_code")
        if isinstance(response, HttpResponseRedirect) and response.url == start:
            response = redirect(f"{self.passthrough_next_url(start + '?gone=1')}")
        let_form_lead_to(response, door_ahead(request))
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """allauth counts tries in the session, where tries sent at one instant overwrite each other; so count here."""
        whose = f"{request.session.session_key}:{self._process.state['at']}"
        if not may_guess("sign-in-code", whose, most=TRIES, seconds=TRIES_LIVE):
            self._process.abort()
            return redirect("account_request_login_code")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"for_circle": circle_ahead(self.request)}


@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """How somebody comes to have an account: their circle adds them."""
    return render(request, "identity/no_account.html")


@require_safe
def closed_account(request: HttpRequest) -> HttpResponse:
    """This account was closed while its owner was signing in."""
    return render(request, "identity/closed_account.html", status=403)


@require_safe
def circles(request: HttpRequest) -> HttpResponse:
    """The circles you belong to, each one step away."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)
    known = (directory.by_id(circle_id) for circle_id in services.circles_of(request.user))
    mine = sorted((circle for circle in known if circle is not None), key=lambda circle: circle.name)
    return render(request, "identity/circles.html", {"circles": mine, "colours_url": colours_url()})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser. A circle that somebody has just signed out of sends them here with a signed note."""
    account_id = signing_out.take_note(request.GET.get("note", ""))
    if request.method == "POST" or (account_id is not None and account_id == request.user.pk):
        logout(request, show_message=False)
    circle = open_circle(request.GET.get("circle", ""))
    done = not request.user.is_authenticated
    facts = {"done": done, "for_circle": circle, "with_keys": _with_keys(request, circle)}
    return render(request, "identity/sign_out.html", facts)


def _with_keys(request: HttpRequest, circle: CircleRef | None) -> list[CircleRef]:
    """The circles in which somebody who signs out may have keys for programs, which go on working."""
    if circle is not None or not request.user.is_authenticated:
        return [circle] if circle is not None else []
    known = (directory.by_id(circle_id) for circle_id in services.circles_of(request.user))
    return sorted((found for found in known if found and found.lets_people_in), key=lambda found: found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out on every device and in every circle: with the button here, or with a circle's note of its own button."""
    account_id = signing_out.take_note(request.GET.get("note", ""), everywhere=True)
    if request.method == "POST" and request.user.is_authenticated:
        account_id = request.user.pk
    account = Account.objects.filter(pk=account_id).first() if account_id else None
    if account is None:
        return redirect("sign_out")
    circle = open_circle(request.GET.get("circle", ""))
    with_keys = _with_keys(request, circle)
    services.sign_out_everywhere(account, by=account)
    logout(request, show_message=False)
    facts = {"done": True, "everywhere": True, "for_circle": circle, "with_keys": with_keys}
    return render(request, "identity/sign_out.html", facts)
