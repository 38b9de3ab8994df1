"""Vouch for somebody who has lost their second step: they call, and read eight letters out."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.errors import Refusal, TooMany
from shared_apps.identity.guesses import may_guess
from tenant_apps.entry import services
from tenant_apps.entry.gate import fresh_proof_required, hat_required, second_step_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back
from tenant_apps.people.models import Hat

A_DAY = 86_400


class VouchForm(forms.Form):
    reference = forms.CharField(
        label=_("What do they read to you?"),
        max_length=20,
        help_text=_("Eight letters and digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    heard = forms.BooleanField(
        label=_("I have seen them or heard their voice, and am sure that it is them"),
        error_messages={"required": _("Vouch only for somebody you have seen or heard.")},
    )


@hat_required(*Hat.OFFICES)
@second_step_required
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def vouch(request: MemberRequest) -> HttpResponse:
    """Type what they read out. Whether it was right is never said here, or one could guess."""
    form, done = VouchForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        if not may_guess("vouch", str(request.person.account_id), most=10, seconds=A_DAY):
            raise TooMany(retry_after=A_DAY)
        try:
            services.vouch(form.cleaned_data["reference"], by=request.person)
            done = True
        except Refusal as refusal:
            form.add_error("reference", str(refusal))
    form = brought_back(request, form)
    return render(request, "entry/vouch.html", {"form": form, "done": done}, status=422 if form.errors else 200)
