"""Prove once more that it is you: asked before anything that matters, and never more often than every five minutes."""

from collections.abc import Callable
from typing import Final

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shared_apps.identity import mailed_codes
from shared_apps.identity.doorkeeping import AccountRequest, account_required
from shared_apps.identity.entering import door_of, let_form_lead_to
from shared_apps.identity.factors import asks_second_step, factors_of
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.paths import LONGEST_ON_THE_WAY, safe_path
from shared_apps.identity.step_forms import AgainCodeForm, AgainKeyForm

PURPOSE: Final = "again"
PASSWORD_TRIES: Final = 10


class MailedCodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from the e-mail"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code from the e-mail.")},
    )

    def __init__(self, request: HttpRequest, purpose: str, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.request, self.purpose = request, purpose

    def clean_code(self) -> str:
        """Gives the address that the code proves."""
        address = mailed_codes.take(self.request, self.purpose, self.cleaned_data["code"])
        if address is None:
            raise forms.ValidationError(_("That is not the code we sent. Look at the newest e-mail and type it again."))
        return address


class AgainPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )

    def __init__(self, request: AccountRequest, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.account = request.user

    def clean_password(self) -> str:
        if not may_guess("again-password", str(self.account.pk), most=PASSWORD_TRIES, seconds=600):
            raise forms.ValidationError(_("That was tried too many times. Wait a few minutes, then try again."))
        if not check_password(self.cleaned_data["password"], self.account.password):
            raise forms.ValidationError(_("That is not your password."))
        return ""


@account_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: AccountRequest) -> HttpResponse:
    """Ask for one of the ways this account has. Where it has a second step, nothing less than that will do."""
    factors = factors_of(request.user)
    next = safe_path(request.GET.get("next"), otherwise="/account/", longest=LONGEST_ON_THE_WAY)
    second = asks_second_step(request.user, factors) or ("second" in request.GET and factors.has_second)
    ways: dict[str, Callable[[object], forms.Form]] = {}
    if factors.passkeys:
        ways["passkey"] = lambda data: AgainKeyForm(data, user=request.user)
    if factors.app or (second and factors.recovery):
        ways["app"] = lambda data: AgainCodeForm(data, user=request.user)
    if not second:
        ways["mail"] = lambda data: MailedCodeForm(request, PURPOSE, data)
        if request.user.has_usable_password():
            ways["password"] = lambda data: AgainPasswordForm(request, data)
    way = request.POST.get("way", "")
    if way == "send" and "mail" in ways:
        return _send(request)
    forms_of = {name: make(request.POST if name == way else None) for name, make in ways.items()}
    if way in forms_of and forms_of[way].is_valid():
        return _proved(request, way, forms_of[way], next)
    facts = {
        "forms": forms_of,
        "form": forms_of.get(way),
        "door": door_of(next),
        "sent_to": mailed_codes.waiting_for(request, PURPOSE) if "mail" in ways else None,
        "too_many": "too-many" in request.GET,
        "second": second,
    }
    response = render(request, "account/again.html", facts, status=422 if way in forms_of else 200)
    let_form_lead_to(response, facts["door"])
    return response


def _send(request: AccountRequest) -> HttpResponse:
    here = request.get_full_path()
    if not mailed_codes.may_send(PURPOSE, str(request.user.pk)):
        return redirect(here if "too-many" in request.GET else f"{here}&too-many=1")
    mailed_codes.send(request, PURPOSE, request.user.email, template="account/email/again_code")
    return redirect(here)


def _proved(request: AccountRequest, way: str, form: forms.Form, next: str) -> HttpResponse:
    if way in ("passkey", "app"):
        form.save()  # type: ignore[attr-defined]
    elif way == "password":
        reauthenticate_by_password(request)
    else:
        record_authentication(request, request.user, method="code", reauthenticated=True)
    # Whoever knew the session's key before the proof must have nothing of it.
    request.session.cycle_key()
    return redirect(next)


@account_required
@require_GET
def again_options(request: AccountRequest) -> JsonResponse:
    """What the browser needs to ask for one of this account's passkeys."""
    return JsonResponse(begin_authentication(request.user))
