"""Two short forms: your address, and the code that came to it."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.identity.models import plain_address


class AddressForm(RequestLoginCodeForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Type your e-mail address.")},
    )

    def clean_email(self) -> str:
        """From here on the address is as accounts have it, so the mail goes to it and not to what somebody typed. So
        for everybody: nobody learns from its letters whether there is an account."""
        return plain_address(super().clean_email())


class CodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("The code from the e-mail"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code from the e-mail.")},
    )

    def clean_code(self) -> str:
        """Spaces, any kind of dash and small letters are all welcome: people paste, and people read aloud."""
        self.cleaned_data["code"] = "".join(letter for letter in self.cleaned_data["code"] if letter.isalnum())
        return super().clean_code()
