"""An app that shows codes as second step, and the recovery codes on paper for the day the telephone is lost."""

from typing import Any, Final

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.errors import Conflict
from shared_apps.identity import browsers, telling
from shared_apps.identity.doorkeeping import AccountRequest, fresh_proof_required
from shared_apps.identity.entering import door_of, let_form_lead_to
from shared_apps.identity.factors import KINDS, LastStep, factors_of, may_remove
from shared_apps.identity.models import Account
from shared_apps.identity.paths import on_to, safe_path
from shared_apps.identity.step_forms import NewAppForm

RECOVERY_CODES: Final = "/account/recovery-codes/"


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: AccountRequest) -> HttpResponse:
    """Set an app up by its square or its key, or take it away when there is one."""
    next = safe_path(request.GET.get("next"), otherwise="/account/")
    if (there := factors_of(request.user).app) is not None:
        return _existing(request, there)
    form = NewAppForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        _activate(request, form.secret)
        telling.tell(request, request.user.email, _("An app for codes was set up. Signing in asks for it from now on."))
        return redirect(on_to(RECOVERY_CODES, next))
    address = get_adapter().build_totp_url(request.user, form.secret)
    facts = {
        "form": form,
        "square": segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff"),
        "key": " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4)),
        "next": next,
    }
    response = render(request, "account/app.html", facts, status=422 if form.errors else 200)
    let_form_lead_to(response, door_of(next))
    return response


@transaction.atomic
def _activate(request: AccountRequest, secret: str) -> None:
    account = Account.objects.select_for_update().get(pk=request.user.pk)
    if factors_of(account).app is not None:
        raise Conflict(_("There is an app for codes already."), code="app_there")
    made = TOTP.activate(account, secret).instance
    record_authentication(request, account, method="mfa", id=made.pk, type=made.type, reauthenticated=True)
    clear_totp_secret(request)
    request.session.cycle_key()
    give_recovery_codes(account)


def _existing(request: AccountRequest, there: Authenticator) -> HttpResponse:
    if request.POST.get("do") == "remove":
        with transaction.atomic():
            Account.objects.select_for_update().get(pk=request.user.pk)
            if not may_remove(request.user, there):
                raise LastStep
            delete_and_cleanup(request, there)
            browsers.end_others(request.user, request)
        telling.tell(request, request.user.email, _("The app for codes was taken away."))
        return redirect("account")
    return render(request, "account/app_there.html", {"app": there, "may_remove": may_remove(request.user, there)})


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: AccountRequest) -> HttpResponse:
    """Shown when they are new, and never again; new ones make the old ones worthless."""
    next = safe_path(request.GET.get("next"), otherwise="/account/")
    factors = factors_of(request.user)
    if not factors.has_second:
        return redirect("account")
    if request.method == "POST":
        _make_anew(request.user)
        telling.tell(request, request.user.email, _("New recovery codes were made. The old ones no longer work."))
        return redirect(on_to(RECOVERY_CODES, next))
    facts: dict[str, Any] = {"next": next, "door": door_of(next), "codes": None, "left": 0}
    if factors.recovery is not None:
        codes = factors.recovery.wrap()
        facts["left"] = len(codes.get_unused_codes())
        if not codes.did_view:
            facts["codes"] = [f"{code[:4]} {code[4:]}" for code in codes.get_unused_codes()]
            codes.mark_as_viewed()
    return render(request, "account/recovery_codes.html", facts)


def give_recovery_codes(account: Account) -> bool:
    """Make recovery codes if there are none yet. True when there are new ones to be shown."""
    if factors_of(account).recovery is not None:
        return False
    RecoveryCodes.activate(account)
    return True


@transaction.atomic
def _make_anew(account: Account) -> None:
    Account.objects.select_for_update().get(pk=account.pk)
    Authenticator.objects.filter(user=account, type=KINDS.RECOVERY_CODES).delete()
    RecoveryCodes.activate(account)
