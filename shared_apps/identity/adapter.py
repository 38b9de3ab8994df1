"""How django-allauth behaves in this house: codes one can read out over the phone, and nobody signs up by themself."""

import logging
from smtplib import SMTPException
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shared_apps.identity import browsers, services
from ui.errors import render_error
from ui.language import chosen_in, keep

logger = logging.getLogger(__name__)

# No two of these look alike (no 0/O, 1/I, 2/Z, 5/S, 8/B) or sound alike when read out (no B/D/P/T, no M/N, no F/S), and
# there is no vowel to spell a word with. 15 ** 8 codes, five tries each.
ALPHABET: Final = "FHKLMQRWY234679"
LENGTH: Final = 8
CODE_HEADER: Final = "X-Coopbox-Code"
MAIL_IS_STUCK = _("We could not send the e-mail just now. Please try again in a few minutes.")


class HouseAdapter(DefaultAccountAdapter):
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That is not the code we sent. Look at the newest e-mail and type it again."),
        "too_many_login_attempts": _("That was tried too many times. Wait a few minutes, then ask for a new code."),
        "rate_limited": _("That was tried too many times. Wait a few minutes, then ask for a new code."),
    }

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signed in: from now on this browser is one that its owner can see on a list and sign out from elsewhere."""
        super().login(request, user)
        if chosen := chosen_in(request):
            services.keep_language(user, chosen)
        else:
            keep(request, user.language)
        browsers.begin(request, user)

    def logout(self, request: HttpRequest) -> None:
        browsers.end_this(request)
        super().logout(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Silent: our pages tell in plain words what was changed (see `telling.py`), and never network addresses."""

    def generate_login_code(self) -> str:
        return generate_user_code(length=LENGTH, allowed_chars=ALPHABET)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Silent: our pages say what there is to say, and no address is left in a cookie."""

    def format_email_subject(self, subject: str) -> str:
        """Who writes, and what about. Nothing of circles or people: subjects are read over shoulders."""
        return f"{settings.FEDERATION_NAME}: {subject}"

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        if code := context.get("code"):
            headers = {**(headers or {}), CODE_HEADER: code}
        return super().render_mail(template_prefix, email, context, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once: somebody is waiting in front of the screen. Known and unknown addresses take the same time."""
        try:
            with translation.override(self._language_for(email, context)):
                super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            logger.error("A sign-in e-mail could not be handed in: %s", type(error).__name__)
            raise ImmediateHttpResponse(render_error(self.request, 503, MAIL_IS_STUCK, "mail_stuck")) from error

    def _language_for(self, email: str, context: dict[str, Any]) -> str:
        """Its reader's own. A code is typed on the page that is being read, so a language chosen there comes first."""
        chosen = chosen_in(self.request) if "code" in context else ""
        return chosen or services.language_of_letters(email)
