"""A mail to the owner whenever the ways into their account change, in plain words: what, when, where."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise

from shared_apps.identity.devices import in_words
from tenants.context import address_of

logger = logging.getLogger(__name__)


def tell(request: HttpRequest, address: str, what: "str | Promise", **facts: Any) -> None:
    """Tell the owner what was changed. A mail that cannot be handed in is logged and undoes nothing.

    What was only tried, said or used changed nothing, and has a `subject` of its own.
    """
    try:
        tell_surely(request, address, what, **facts)
    except ImmediateHttpResponse:
        logger.error("Somebody could not be told that the ways into their account have changed.")


def tell_surely(request: HttpRequest, address: str, what: "str | Promise", **facts: Any) -> None:
    """The same for what must not happen untold: raises when the mail cannot be handed in."""
    device = in_words(request.headers.get("User-Agent", ""))
    account_url = f"{address_of(settings.SIGN_IN_HOST)}/account/"
    told = {"request": request, "what": what, "device": device, "account_url": account_url, **facts}
    get_adapter(request).send_mail("account/email/changed", address, told)
