"""What somebody has set up to prove who they are, and how django-allauth's second factors behave in this house."""

from base64 import b32encode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict
from shared_apps.identity.models import Account
from shared_apps.identity.offices import is_in_office

KINDS = Authenticator.Type


@dataclass(frozen=True)
class Factors:
    """What an account has set up beside the e-mailed code, which everybody has."""

    passkeys: tuple[Authenticator, ...]
    app: Authenticator | None
    recovery: Authenticator | None

    @property
    def has_second(self) -> bool:
        return bool(self.passkeys) or self.app is not None


def factors_of(account: Account) -> Factors:
    found = list(Authenticator.objects.filter(user=account).order_by("created_at", "pk"))
    return Factors(
        passkeys=tuple(each for each in found if each.type == KINDS.WEBAUTHN),
        app=next((each for each in found if each.type == KINDS.TOTP), None),
        recovery=next((each for each in found if each.type == KINDS.RECOVERY_CODES), None),
    )


def asks_second_step(account: Account, factors: Factors | None = None) -> bool:
    """Whether a code or a password is not enough: with an app set up, and for whoever is in office with a passkey.

    For members a passkey is one more way in and not one more lock: a code goes on working for them.
    """
    factors = factors or factors_of(account)
    return factors.app is not None or (bool(factors.passkeys) and is_in_office(account))


def may_remove(account: Account, authenticator: Authenticator) -> bool:
    """Whoever is in office keeps at least one second step. Recovery codes go with what they stand in for."""
    if not is_in_office(account) or authenticator.type == KINDS.RECOVERY_CODES:
        return True
    seconds = Authenticator.objects.filter(user=account, type__in=(KINDS.TOTP, KINDS.WEBAUTHN))
    return seconds.exclude(pk=authenticator.pk).exists()


class LastStep(Conflict):
    """Somebody in office would be left without a second step."""

    default_code = "last_step"
    default_sentence = _("Your office needs a second step. Set up another one before this one goes.")


def passkey_domain() -> str:
    """Whose passkeys these are: the federation's, so that they outlive a change of the sign-in host's name.

    Browsers refuse a domain of one word such as "localhost"; there it is the sign-in host itself.
    """
    return settings.FEDERATION_DOMAIN if "." in settings.FEDERATION_DOMAIN else settings.SIGN_IN_HOST


class HouseFactors(DefaultMFAAdapter):
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not work. Please try again."),
        "cannot_delete_authenticator": _("Your office needs a second step. Set up another one before this one goes."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """allauth asks this while somebody signs in: is a second step due now?"""
        if user.is_anonymous:
            return False
        if types is None or KINDS.WEBAUTHN in types:
            return asks_second_step(user)
        return super().is_mfa_enabled(user, types)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator.user, authenticator)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("My passkey")

    def get_totp_issuer(self) -> str:
        return settings.FEDERATION_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": passkey_domain(), "name": settings.FEDERATION_NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.email}

    def encrypt(self, text: str) -> str:
        """A copy of the database alone is not enough to make somebody's codes."""
        return _chest().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _chest().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Sealed under a SECRET_KEY that is gone: no code can be right any more, and none must be.
            return b32encode(token_bytes(20)).decode()


def _chest() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (sha256(f"identity.factors:{secret}".encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
