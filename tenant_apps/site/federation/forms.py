"""What stewards fill in about the federation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.words import refuse_control_signs
from shared_apps.federation.figures import KINDS
from tenant_apps.site.federation.services import LONGEST_NAME


class SignForm(forms.Form):
    """A name, typed as one would sign a letter, and a tick that says what it means."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Type it as you would sign a letter. The national co-op keeps it with the agreement."),
        max_length=LONGEST_NAME,
        validators=[refuse_control_signs],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agreed = forms.BooleanField(label=_("I have read the agreement, and I may sign it for our circle"))
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = self.initial["number"] = number

    def clean_number(self) -> int:
        """What is signed is the version that stood on the page. A newer one is read first, and ticked anew."""
        if self.cleaned_data["number"] == self.number:
            return self.number
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["number"] = str(self.number)  # type: ignore[index]
        self.data.pop("agreed", None)  # type: ignore[union-attr]
        raise forms.ValidationError(
            _("There is a newer agreement since you opened this page. Read it, then sign."), code="newer"
        )


class FiguresForm(forms.Form):
    """Which numbers the circle reports. None is a good answer, too."""

    kinds = forms.MultipleChoiceField(
        label=_("Which numbers do you want to report each month?"),
        help_text=_("Only totals leave your circle, never who it is. A number under five is not shown to anybody."),
        choices=[(kind.code, kind.name) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
