"""What stewards fill in to take a copy along."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel import passphrases
from kernel.errors import Refusal
from ui.forms import OnceField


class CopyForm(forms.Form):
    """A passphrase, twice. It is never shown again, and never kept."""

    once = OnceField()
    passphrase = forms.CharField(
        label=_("A passphrase for the copy"),
        help_text=_(
            "Four or five words that do not belong together are good. Write them down, and keep them apart from the"
            " file."
        ),
        max_length=passphrases.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same passphrase once more"),
        max_length=passphrases.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_passphrase(self) -> str:
        said: str = self.cleaned_data["passphrase"]
        try:
            passphrases.check(said)
        except Refusal as no:
            raise forms.ValidationError(str(no.sentence)) from no
        return said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "passphrase" in said and said.get("again") != said["passphrase"]:
            self.add_error("again", gettext("The two passphrases are not the same. Type both again."))
        return said
