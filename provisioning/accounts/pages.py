"""Close my account, and make my two accounts into one: pages of the sign-in host, under /account/."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.logout import logout
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.errors import Conflict
from provisioning.accounts import ending, joining, letters
from provisioning.accounts.letter_pages import CirclesForm
from provisioning.accounts.letters import Place
from shared_apps.identity import merging
from shared_apps.identity.doorkeeping import AccountRequest, fresh_proof_required
from shared_apps.identity.paths import on_to


class SureForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, close my account for good"), error_messages={"required": _("Say that you are sure.")}
    )

    def __init__(self, data: Any = None, *, places: list[Place]) -> None:
        """Each circle has an address of its own; its owner says which of them may go on writing to it."""
        super().__init__(data, initial={"may_write": [str(each.circle.id) for each in places]})
        if places:
            self.fields["may_write"] = forms.TypedMultipleChoiceField(
                label=_("Which circles may go on writing to you?"),
                help_text=_("Circles that you leave out take your address off. They reach you in another way."),
                choices=[(str(each.circle.id), f"{each.circle.name}: {each.address}") for each in places],
                coerce=UUID,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.order_fields(["may_write", "sure"])


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: AccountRequest) -> HttpResponse:
    """What closing means, circle by circle; then the door is shut at once."""
    hindrances = ending.hindrances_to_closing(request.user)
    places = [each for each in letters.places_of(request.user) if each.address]
    form = SureForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid() and not hindrances:
        try:
            ending.close(request.user, may_write=form.cleaned_data.get("may_write", ()))
        except Conflict as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request, show_message=False)
            return render(request, "accounts/closed.html")
    facts = {"form": form, "hindrances": hindrances, "circles": ending.circles_with(request.user)}
    return render(request, "accounts/close.html", facts, status=422 if form.errors else 200)


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: AccountRequest) -> HttpResponse:
    """Begin with the account to keep; signing in with the other one is the second proof."""
    if request.method != "POST":
        waiting = joining.waiting_for(request.user)
        return render(request, "accounts/merge.html", {"note": merging.stop_note(waiting.pk) if waiting else ""})
    kept = request.user
    there = redirect(on_to(reverse("account_request_login_code"), reverse("merge_confirm")))
    merging.leave_note(there, kept)
    logout(request, show_message=False)
    return there


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: AccountRequest) -> HttpResponse:
    """Both are proved: say what will be, and write it down. It is done a day later."""
    gone, kept = request.user, merging.kept_account(request)
    if kept is None or kept.pk == gone.pk:
        return render(request, "accounts/merge_not_yet.html", {"same": kept is not None}, status=409)
    hindrances = joining.hindrances(gone, kept)
    places = [each for each in letters.places_of(gone) if each.address != kept.email]
    form = CirclesForm(request.POST or None, places=places)
    if request.method == "POST" and not hindrances and (form.is_valid() or not form.is_bound):
        if not merging.use_up(request):
            raise Conflict(_("This was done before."), code="already_merged")
        joining.ask(gone, kept, take_address=form.cleaned_data["circles"] if form.is_bound else ())
        logout(request, show_message=False)
        answer = render(request, "accounts/merge_waits.html", {"kept": kept, "gone": gone})
        answer.delete_cookie(merging.cookie_name(), samesite="Lax")
        return answer
    facts = {"gone": gone, "kept": kept, "hindrances": hindrances, "circles": ending.circles_with(gone)}
    facts["form"] = form if places else None
    return render(request, "accounts/merge_confirm.html", facts, status=409 if hindrances else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, note: str) -> HttpResponse:
    """Where the mail to either address leads: whoever reads it may stop the merging, and needs no account for that."""
    run = joining.run_of(note)
    if request.method == "POST":
        run = joining.stop(run)
    can = joining.can_be_stopped(run)
    facts = {"is_stopped": joining.STOPPED in run.facts, "can_be_stopped": can}
    return render(request, "accounts/merge_stop.html", facts, status=200 if can or facts["is_stopped"] else 409)
