"""What is asked on the pages of conversations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.ids import uuid7
from tenant_apps.messaging.models import LONGEST


class SayForm(forms.Form):
    """A message. It is given its number when the page is made, so that sending it twice says it once."""

    words = forms.CharField(
        label=_("Your message"),
        # What is too long is told by the service, which says by how much.
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=False,
        error_messages={"required": _("Write something first.")},
    )
    sent_as = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    answers = forms.UUIDField(widget=forms.HiddenInput, required=False)


class ChangeForm(forms.Form):
    """The same message in other words."""

    words = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
        strip=False,
        error_messages={"required": _("Write something first.")},
    )


class TopicForm(forms.Form):
    """What a conversation is about, and its first message."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)
    words = forms.CharField(
        label=_("Your first message"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
        strip=False,
    )
    sent_as = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
