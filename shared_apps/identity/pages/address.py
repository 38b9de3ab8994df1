"""Another e-mail address: typed, proved with a code that comes to it, told to the old one.

Which circles write to it, and undoing it, are pages of `provisioning.accounts`, which knows circles.
"""

from typing import Final

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.errors import Refusal
from shared_apps.identity import addresses, mailed_codes, telling
from shared_apps.identity.doorkeeping import AccountRequest, fresh_proof_required
from shared_apps.identity.models import plain_address
from shared_apps.identity.pages.again import MailedCodeForm
from tenants.context import address_of

PURPOSE: Final = "address"


class NewAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your new e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Type your new e-mail address.")},
    )

    def __init__(self, request: AccountRequest, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.request = request

    def clean_email(self) -> str:
        address = plain_address(self.cleaned_data["email"])
        if address == self.request.user.email:
            raise forms.ValidationError(_("That is your address already."))
        if not mailed_codes.may_send(PURPOSE, str(self.request.user.pk), address):
            raise forms.ValidationError(_("That was tried too many times. Wait an hour, then try again."))
        return address


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: AccountRequest) -> HttpResponse:
    """Which address shall it be? What the page answers is the same whether somebody else has it or not."""
    form = NewAddressForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["email"]
        if addresses.is_taken(wanted, but=request.user):
            mailed_codes.pretend(request, PURPOSE, wanted)
            telling.tell(
                request,
                wanted,
                _("Somebody wanted this address for another account, but it has one already."),
                subject=_("Somebody wanted your address for another account"),
            )
        else:
            mailed_codes.send(request, PURPOSE, wanted, template="account/email/address_code")
        return redirect("address_code")
    return render(request, "account/address.html", {"form": form}, status=422 if form.errors else 200)


@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_code(request: AccountRequest) -> HttpResponse:
    """The right code makes it the address; the old one is told and can undo it for a week."""
    waiting = mailed_codes.waiting_for(request, PURPOSE)
    if waiting is None:
        return redirect("address")
    form = MailedCodeForm(request, PURPOSE, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("letters")
    facts = {"form": form, "address": waiting}
    return render(request, "account/address_code.html", facts, status=422 if form.errors else 200)


@transaction.atomic
def _change(request: AccountRequest, wanted: str) -> None:
    """One transaction with the mail to the old address: what cannot be told there does not happen."""
    old = request.user.email
    secret = addresses.change_address(request.user, wanted, by=request.user)
    undo = f"{address_of(settings.SIGN_IN_HOST)}{reverse('undo_address', args=[secret])}"
    telling.tell_surely(request, old, _("You sign in with another e-mail address now."), undo_url=undo)
    telling.tell(request, wanted, _("You sign in with this e-mail address now."))
