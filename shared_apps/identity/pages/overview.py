"""Your account: what is set up, and the way to every page where it can be changed."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shared_apps.identity import browsers, services
from shared_apps.identity.doorkeeping import AccountRequest, account_required
from shared_apps.identity.entering import door_of
from shared_apps.identity.factors import asks_second_step, factors_of
from shared_apps.identity.offices import second_step_by
from shared_apps.identity.paths import safe_path
from shared_apps.identity.proving import proof_of
from ui import reading


@account_required
@require_safe
def account(request: AccountRequest) -> HttpResponse:
    """Everything about the account on one calm page."""
    factors = factors_of(request.user)
    facts = {
        "account": request.user,
        "factors": factors,
        "codes_left": len(factors.recovery.wrap().get_unused_codes()) if factors.recovery else None,
        "asks_second_step": asks_second_step(request.user, factors),
        "office_by": second_step_by(request.user) if not factors.has_second else None,
        "browsers": request.user.browsers.living().count(),
    }
    return render(request, "account/account.html", facts)


def language(request: HttpRequest) -> HttpResponse:
    """Choose a language for the sign-in host on this device and, when signed in, for what we write to the account."""
    response = reading.language(request)
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None and request.user.is_authenticated:
        services.keep_language(request.user, chosen.value)
    return response


@account_required
@require_safe
def second_step(request: AccountRequest) -> HttpResponse:
    """Somebody in office has no second step yet: here they choose one. Without it the way ends here."""
    next = safe_path(request.GET.get("next"), otherwise="/account/")
    factors = factors_of(request.user)
    if factors.has_second and proof_of(request).has_second_step:
        return redirect(next)
    facts = {"next": next, "factors": factors, "door": door_of(next), "by": second_step_by(request.user)}
    return render(request, "account/second_step.html", facts)


@account_required
@require_safe
def browsers_page(request: AccountRequest) -> HttpResponse:
    """The browsers somebody is signed in with, the newest first, and this one marked."""
    mine = request.user.browsers.living().order_by("-last_seen_at", "-id")
    return render(request, "account/browsers.html", {"browsers": mine, "this_one": browsers.this_one(request)})


@account_required
@require_POST
def end_browser(request: AccountRequest, browser_id: UUID) -> HttpResponse:
    """Sign one of them out, here and in every circle. No fresh proof is asked: whoever sees a stranger acts at once."""
    if browser_id == browsers.this_one(request):
        return redirect("sign_out")
    if not browsers.end(request.user, browser_id):
        raise Http404
    return redirect("browsers")
