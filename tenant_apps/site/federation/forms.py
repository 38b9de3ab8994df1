"""What stewards fill in about the federation."""

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


class FiguresForm(forms.Form):
    """Which numbers the circle reports. None is a good answer, too."""

    kinds = forms.MultipleChoiceField(
        label=_("Which numbers do you want to report each month?"),
        help_text=_("Only totals leave your circle, never who it is. A number under five is not shown to anybody."),
        choices=[(kind.code, kind.name) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
