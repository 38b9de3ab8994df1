"""Passkeys: add one, name it, take it away, and sign in with one without typing an address."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn, begin_authentication, begin_registration
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.errors import Conflict, TooMany
from shared_apps.identity import browsers, telling
from shared_apps.identity.doorkeeping import AccountRequest, fresh_proof_required
from shared_apps.identity.entering import door_of, let_form_lead_to
from shared_apps.identity.factors import KINDS, LastStep, factors_of, may_remove
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.models import Account
from shared_apps.identity.offices import is_in_office
from shared_apps.identity.pages.app import RECOVERY_CODES, give_recovery_codes
from shared_apps.identity.paths import LONGEST_ON_THE_WAY, on_to, safe_path
from shared_apps.identity.step_forms import NameForm, NewPasskeyForm, PasskeySignInForm

MOST_PASSKEYS = 10
TRIES, TRIES_WITHIN = 30, 600


@require_http_methods(["GET", "POST"])
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """GET tells the browser what to ask for; POST brings what the passkey said, and that is the whole sign-in."""
    wanted = request.GET.get("next")
    next = safe_path(wanted, otherwise=settings.LOGIN_REDIRECT_URL, longest=LONGEST_ON_THE_WAY)
    if request.user.is_authenticated:
        return redirect(next) if request.method == "POST" else JsonResponse({}, status=409)
    if not may_guess("passkey", request.META.get("REMOTE_ADDR") or "nowhere", most=TRIES, seconds=TRIES_WITHIN):
        raise TooMany(retry_after=TRIES_WITHIN)
    if request.method == "GET":
        return JsonResponse(begin_authentication(None))
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        return render(request, "identity/passkey_failed.html", {"next": next, "door": door_of(next)}, status=422)
    form.save()
    return perform_login(request, Login(user=form.cleaned_data["credential"].user, redirect_url=next))


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AccountRequest) -> HttpResponse:
    """A new passkey on this telephone, computer or key, with a name its owner knows it by."""
    next = safe_path(request.GET.get("next"), otherwise="/account/passkeys/")
    if len(factors_of(request.user).passkeys) >= MOST_PASSKEYS:
        raise Conflict(_("You have many passkeys already. Take one away that you no longer use."), code="many_passkeys")
    form = NewPasskeyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        _keep(request, form.cleaned_data)
        telling.tell(request, request.user.email, _("A passkey was added."))
        if is_in_office(request.user) and give_recovery_codes(request.user):
            return redirect(on_to(RECOVERY_CODES, next))
        return redirect(next)
    status = 422 if form.errors else 200
    response = render(request, "account/passkey_add.html", {"form": form, "next": next}, status=status)
    let_form_lead_to(response, door_of(next))
    return response


@transaction.atomic
def _keep(request: AccountRequest, given: dict[str, Any]) -> None:
    passkey = WebAuthn.add(request.user, given["name"].strip()[:60], given["credential"]).instance
    # Whoever makes a passkey has just shown that they have it, with its PIN, finger or face.
    record_authentication(request, request.user, method="mfa", id=passkey.pk, type=passkey.type, reauthenticated=True)
    request.session.cycle_key()


@fresh_proof_required
@require_GET
def add_options(request: AccountRequest) -> JsonResponse:
    """What the browser needs to make a passkey: one that can say by itself whose it is."""
    return JsonResponse(begin_registration(request.user, passwordless=True))


@fresh_proof_required
@require_http_methods(["GET", "HEAD"])
def passkeys(request: AccountRequest) -> HttpResponse:
    """All passkeys of this account."""
    mine = [each.wrap() for each in factors_of(request.user).passkeys]
    return render(request, "account/passkeys.html", {"passkeys": mine})


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: AccountRequest, passkey_id: int) -> HttpResponse:
    """Give one another name, or take it away."""
    found = _mine(request.user, passkey_id)
    if request.POST.get("do") == "remove":
        return _remove(request, found)
    form = NameForm(request.POST or None, initial={"name": found.wrap().name})
    if request.method == "POST" and form.is_valid():
        found.data["name"] = form.cleaned_data["name"]
        found.save(update_fields=["data"])
        return redirect("passkeys")
    facts = {"form": form, "passkey": found.wrap(), "may_remove": may_remove(request.user, found)}
    return render(request, "account/passkey.html", facts, status=422 if form.errors else 200)


def _remove(request: AccountRequest, found: Authenticator) -> HttpResponse:
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=request.user.pk)
        if not may_remove(request.user, found):
            raise LastStep
        delete_and_cleanup(request, found)
        # A browser somebody else signed in with it must not stay behind.
        browsers.end_others(request.user, request)
    telling.tell(request, request.user.email, _("A passkey was taken away."))
    return redirect("passkeys")


def _mine(account: Account, passkey_id: int) -> Authenticator:
    found = Authenticator.objects.filter(user=account, type=KINDS.WEBAUTHN, pk=passkey_id).first()
    if found is None:
        raise Http404
    return found
