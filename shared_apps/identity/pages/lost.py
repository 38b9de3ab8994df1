"""The second step while signing in, and what to do when it is lost."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.time import now
from shared_apps.identity import lost, telling
from shared_apps.identity.entering import door_of, let_form_lead_to
from shared_apps.identity.factors import factors_of
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.models import Account
from tenants.context import address_of

in_second_step = login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")


class SecondStepView(AuthenticateView):
    """After the code or the password: the passkey, the app, or a recovery code. allauth carries it out."""

    template_name = "identity/second_step.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        let_form_lead_to(response, door_of(_going_to(request)))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        door = door_of(_going_to(self.request))
        factors = factors_of(self.stage.login.user)
        return super().get_context_data(**kwargs) | {"factors": factors, "for_circle": door.circle if door else None}

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        used = getattr(form, "authenticator", None)
        if used is not None and used.type == used.Type.RECOVERY_CODES:
            telling.tell(
                self.request,
                used.user.email,
                _("A recovery code was used to sign in."),
                subject=_("A recovery code was used"),
            )
        return answer


def _going_to(request: HttpRequest) -> str:
    stage = getattr(request, "_login_stage", None)
    return (stage.login.redirect_url if stage is not None else "") or ""


@in_second_step
@require_GET
def second_step_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to ask for a passkey of whoever is signing in."""
    return JsonResponse(begin_authentication(_who(request)))


@in_second_step
@require_http_methods(["GET", "HEAD", "POST"])
def lost_step(request: HttpRequest) -> HttpResponse:
    """Ask for help, see how far it is, and at the end go on without."""
    account = _who(request)
    if request.POST.get("do") == "ask":
        return _ask(request, account)
    if request.POST.get("do") == "go-on":
        lost.let_go(account)
        telling.tell(request, account.email, _("Your second step was taken away, because you had lost it."))
        return request._login_stage.exit()  # type: ignore[attr-defined]
    asked = lost.asked_for(account)
    free = lost.free_from(asked) if asked else None
    facts = {
        "by_staff": lost.is_staff(account.pk) or lost.is_left_to_staff(account.pk),
        "by_nobody": not lost.is_staff(account.pk) and not lost.circles_that_know(account.pk),
        "federation_email": settings.FEDERATION_EMAIL,
        "asked": asked,
        "vouches": asked.vouches.count() if asked else 0,
        "free_at": free or (asked.asked_at + lost.WAIT if asked else None),
        "is_free": free is not None and free <= now(),
        "door": door_of(_going_to(request)),
    }
    response = render(request, "identity/lost_step.html", facts)
    let_form_lead_to(response, facts["door"])  # type: ignore[arg-type]
    return response


def _ask(request: HttpRequest, account: Account) -> HttpResponse:
    if not may_guess("lost-step", str(account.pk), most=3, seconds=86_400):
        return redirect("lost_step")
    _asked, secret = lost.ask(account)
    stop = f"{address_of(settings.SIGN_IN_HOST)}{reverse('stop_lost_step', args=[secret])}"
    telling.tell_surely(
        request,
        account.email,
        _("Somebody said that you have lost your second step."),
        subject=_("Have you lost your second step?"),
        stop_url=stop,
    )
    return redirect("lost_step")


@require_http_methods(["GET", "HEAD", "POST"])
def stop_lost_step(request: HttpRequest, secret: str) -> HttpResponse:
    """From the mail: it was not me. Looking changes nothing."""
    done = request.method == "POST" and lost.call_off(secret) is not None
    there = lost.is_asked_for(secret)
    status = 200 if done or there else 404
    return render(request, "identity/lost_stopped.html", {"done": done, "there": there}, status=status)


def _who(request: HttpRequest) -> Account:
    return request._login_stage.login.user  # type: ignore[attr-defined, no-any-return]
