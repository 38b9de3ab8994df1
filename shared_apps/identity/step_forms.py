"""The forms of passkeys, of the app's codes and of recovery codes: django-allauth's, with the house's own fences."""

import json
import logging
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, SignupWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shared_apps.identity.guesses import may_guess
from shared_apps.identity.models import Account
from tenants.context import address_of

logger = logging.getLogger(__name__)

LONGEST_CREDENTIAL: Final = 20_000
STEPS_A_DAY: Final = 40
WRONG = _("That did not work. Please try again.")
CODE_INPUT: Final = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CredentialField(forms.JSONField):
    """What a browser says for a passkey, and only when it says so on the page of the sign-in host.

    A passkey of the federation could be asked for by a page of any host below it. What such a page was given is signed
    with that page's own address, and is refused here.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, error_messages={"required": WRONG, "invalid": WRONG}, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise forms.ValidationError(WRONG)
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(WRONG) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if _origin(value) != address_of(settings.SIGN_IN_HOST):
            raise forms.ValidationError(WRONG)


def _origin(credential: Any) -> str | None:
    """The page that asked, as the browser wrote it into what the passkey signed."""
    try:
        text = credential["response"]["clientDataJSON"]
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))["origin"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return None


def _may_step(user: Any) -> None:
    """Five tries in five minutes is allauth's measure; over a whole day that would still be very many."""
    if not may_guess("second-step", str(user.pk), most=STEPS_A_DAY, seconds=86_400):
        raise forms.ValidationError(_("That was tried too many times today. Please try again tomorrow."))


@contextmanager
def _nonsense_refused() -> Iterator[None]:
    """What comes from a browser may be anything, and is read by code that is not ours: whatever it trips over is wrong.

    Wrong signatures arrive here too, as an error of the library that computes them.
    """
    try:
        yield
    except (forms.ValidationError, ImmediateHttpResponse):
        raise
    except Exception as error:
        logger.info("A passkey's answer could not be read: %s", type(error).__name__)
        raise forms.ValidationError(WRONG) from error


class StepKeyForm(AuthenticateWebAuthnForm):
    """A passkey as second step, after a code or a password."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        with _nonsense_refused():
            return super().clean_credential()


class PasskeySignInForm(StepKeyForm, LoginWebAuthnForm):
    """A passkey and nothing else: it says by itself whose it is."""

    passwordless = True

    def __init__(self, data: Any) -> None:
        LoginWebAuthnForm.__init__(self, data)


class NewPasskeyForm(SignupWebAuthnForm):
    name = forms.CharField(
        label=_("What do you want to call it?"),
        max_length=60,
        required=False,
        help_text=_("For example: my phone."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = CredentialField()

    def clean(self) -> dict[str, Any]:
        with _nonsense_refused():
            return super().clean()


class AgainKeyForm(StepKeyForm):
    """The same, to prove once more who one is."""

    reauthenticated = True


class StepCodeForm(AuthenticateForm):
    """Six digits from the app, or eight of a recovery code: one field takes both."""

    code = forms.CharField(
        label=_("The code from your app"),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_INPUT),
        help_text=_("Six digits. A recovery code works here too."),
        error_messages={"required": _("Type the code from your app.")},
    )

    def clean_code(self) -> str:
        """Every code is good once, also in the minute and a half in which telephones with slow clocks still show it."""
        _may_step(self.user)
        self.cleaned_data["code"] = digits(self.cleaned_data["code"])
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            _use_up(self.user, code)
        return code


class AgainCodeForm(StepCodeForm):
    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class NewAppForm(ActivateTOTPForm):
    code = forms.CharField(
        label=_("The six digits that your app shows"),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_INPUT),
        error_messages={"required": _("Type the six digits that your app shows.")},
    )

    def clean_code(self) -> str:
        """The code that sets an app up is used up by it: whoever looked on cannot sign in with it a moment later."""
        self.cleaned_data["code"] = digits(self.cleaned_data["code"])
        code = super().clean_code()
        _use_up(self.user, code)
        return code


class NameForm(forms.Form):
    name = forms.CharField(label=_("What do you want to call it?"), max_length=60)


def _use_up(account: Account, code: str) -> None:
    """A code from an app is good once. Raises ValidationError when it was used before."""
    if not may_guess("app-code", f"{account.pk}:{code}", most=1, seconds=180):
        raise get_adapter().validation_error("incorrect_code")


def digits(typed: str) -> str:
    """What was typed, without the spaces and dashes that people read codes in."""
    return "".join(letter for letter in typed if letter.isalnum())
