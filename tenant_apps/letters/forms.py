"""What people fill in: with which circle, what for; and each part of a letter of one kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.words import refuse_control_signs
from tenant_apps.letters.kinds import LetterKind, all_kinds
from tenant_apps.letters.services import LONGEST_PURPOSE, circle_called
from tenants.context import CircleRef
from ui.forms import OnceField


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.code, kind.words) for kind in all_kinds()]


class ProposalForm(forms.Form):
    """With which circle, and about what."""

    circle = forms.CharField(label=_("Which circle?"), help_text=_("Its name, or its web address."), max_length=120)
    purpose = forms.CharField(
        label=_("What do you want to write to each other about?"),
        help_text=_("The other circle reads this before it says yes. Name nobody here."),
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[lambda text: refuse_control_signs(str(text).replace("\r", " ").replace("\n", " "))],
    )
    kinds = forms.MultipleChoiceField(
        label=_("What kinds of letters?"), choices=_kinds, widget=forms.CheckboxSelectMultiple
    )

    def clean_circle(self) -> CircleRef:
        found = circle_called(self.cleaned_data["circle"])
        if found is None:
            raise ValidationError(_("We find no open circle of this name or address."), code="no_circle")
        return found


class LetterForm(forms.Form):
    """The parts of one kind of letter, as it declares them."""

    once = OnceField()

    def __init__(self, data: Any = None, *, kind: LetterKind, **more: Any) -> None:
        super().__init__(data, **more)
        for part in kind.parts:
            widget = forms.Textarea(attrs={"rows": 10}) if part.is_long else forms.TextInput()
            self.fields[part.name] = forms.CharField(
                label=str(part.label), max_length=part.most, required=part.is_needed, widget=widget
            )

    def payload(self) -> dict[str, Any]:
        """What was written, without what only the form needs."""
        return {name: said for name, said in self.cleaned_data.items() if name != "once"}
