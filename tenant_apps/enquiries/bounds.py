"""What somebody reads who could not be heard just now: why, when to come back, and everything they typed."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from kernel.errors import TooMany

MANY: Final = _(
    "So much was sent from your connection, or to us, in the last hour that we cannot take more just now. What you"
    " typed is still here: send it again in an hour."
)
MANY_LETTERS: Final = _(
    "We have written to this address several times today. Look into its mailbox, also where unwanted mail is put, or"
    " try again tomorrow."
)


def told(answer: HttpResponse, no: TooMany | None) -> HttpResponse:
    """The page with everything that was typed, as the answer to whoever could not be heard just now."""
    if no is not None:
        answer.status_code = no.status
        answer.headers["Retry-After"] = str(no.retry_after)
    return answer
