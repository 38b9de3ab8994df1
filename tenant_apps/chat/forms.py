"""What a steward enters to let the circle talk in a server of its own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.words import refuse_control_signs
from tenant_apps.chat.models import Server
from tenant_apps.tools.models import Tool


class KeysForm(forms.Form):
    """Where the server is, and what opens it."""

    address = forms.CharField(
        label=_("Web address of the chat"),
        help_text=_("As you type it to open the chat, such as https://chat.example.org"),
        max_length=200,
        validators=[refuse_control_signs],
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
    )
    user_id = forms.CharField(
        label=_("User ID"),
        help_text=_("Of an administrator there that is Coopbox and no person. The server shows it with the token."),
        max_length=100,
        validators=[refuse_control_signs],
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
    )
    token = forms.CharField(
        label=_("Personal access token"),
        help_text=_(
            "Made there under My account, Personal access tokens, without a second step. It is not shown again."
        ),
        max_length=200,
        validators=[refuse_control_signs],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Secret for opening the door"),
        help_text=_("From version 8 on, when Coopbox opens the door: CREATE_TOKENS_FOR_USERS_SECRET of the server."),
        max_length=200,
        required=False,
        validators=[refuse_control_signs],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class ChooseForm(KeysForm):
    """And how people come in, and how long what they say is kept."""

    sign_in = forms.ChoiceField(
        label=_("How do people come in?"),
        choices=Server.SignIn.choices,
        initial=Server.SignIn.TOKEN,
        widget=forms.RadioSelect,
    )
    tool = forms.ChoiceField(
        label=_("Which of your tools is it?"),
        help_text=_("Only for the circle’s own sign-in: add the chat to your tools first."),
        required=False,
    )
    keep_days = forms.IntegerField(
        label=_("How many days is what is said there kept?"),
        help_text=_("0 keeps it until somebody takes it away."),
        min_value=0,
        max_value=3650,
        initial=0,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tools = [(str(tool.pk), tool.name) for tool in Tool.objects.in_use()]
        self.fields["tool"].choices = [("", _("None of them")), *tools]  # type: ignore[attr-defined]
