"""Every error has one shape: an RFC 9457 problem document for programs, and the same sentences on pages.

`problem_from(error)` decides what an exception means; `Problem.response()` says it to a program. Pages render the same
`Problem` with a template, so both doors say alike. What is not foreseen here is a fault and says nothing of its cause.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, JsonResponse
from django.utils.translation import gettext_lazy as _

from kernel import requestid
from kernel.errors import Conflict, NotAllowed, NotFound, Refusal, RuleBroken, Sentence, TooMany

CONTENT_TYPE: Final = "application/problem+json"
NOT_AUTHENTICATED: Final = "not_signed_in"

# What is said when a status comes from somewhere that has no sentence of its own: status -> code, sentence.
_PLAIN: Final[dict[int, tuple[str, Sentence]]] = {
    400: ("bad_request", _("That request could not be understood.")),
    401: (NOT_AUTHENTICATED, _("Sign in first.")),
    403: (NotAllowed.default_code, NotAllowed.default_sentence),
    404: (NotFound.default_code, NotFound.default_sentence),
    405: ("method_not_allowed", _("That cannot be done here.")),
    406: ("not_acceptable", _("That cannot be given in the form you asked for.")),
    409: (Conflict.default_code, Conflict.default_sentence),
    413: ("too_large", _("That is too large to send.")),
    415: ("unsupported_media_type", _("That kind of content is not understood here.")),
    422: (RuleBroken.default_code, RuleBroken.default_sentence),
    429: (TooMany.default_code, TooMany.default_sentence),
    500: ("fault", _("Something went wrong on our side. It has been noted. Please try again in a while.")),
    503: ("unavailable", _("Coopbox is busy or being looked after. Please try again in a minute.")),
}

# Django's own exceptions; the first that fits. Whatever is in none of these is a fault.
_STATUS_OF: Final[tuple[tuple[type[Exception], int], ...]] = (
    (Http404, 404),
    (PermissionDenied, 403),
    (RequestDataTooBig, 413),
    (SuspiciousOperation, 400),
    (BadRequest, 400),
)


@dataclass(frozen=True, slots=True)
class FieldError:
    """One sentence about one field; an empty field means the whole form."""

    field: str
    detail: Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for whoever asked. `detail` is for people, `code` for programs."""

    status: int
    code: str
    detail: Sentence
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The standard words for the status."""
        return HTTPStatus(self.status).phrase

    @property
    def type(self) -> str:
        """`about:blank` when the status says it all, else a name of our own for the code (never an address to open)."""
        return "about:blank" if plain(self.status).code == self.code else f"urn:coopbox:problem:{self.code}"

    def as_json(self) -> dict[str, Any]:
        """The members of the document: type, title, status, detail, code, request_id, and errors when there are any."""
        document: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": str(self.detail),
            "code": self.code,
            "request_id": requestid.current(),
        }
        if self.errors:
            document["errors"] = [{"field": error.field, "detail": str(error.detail)} for error in self.errors]
        return document

    def response(self) -> JsonResponse:
        """The answer to a program. Never kept by any cache."""
        headers = {"Cache-Control": "no-store", **self.headers}
        return JsonResponse(self.as_json(), status=self.status, content_type=CONTENT_TYPE, headers=headers)


def plain(status: int) -> Problem:
    """The problem that says no more than its status does."""
    if status in _PLAIN:
        code, sentence = _PLAIN[status]
        return Problem(status, code, sentence)
    code, sentence = _PLAIN[500 if status >= 500 else 400]
    return Problem(status, code, sentence)


def problem_from(error: BaseException) -> Problem:
    """What to say to whoever ran into this exception."""
    if isinstance(error, Refusal):
        return _from_refusal(error)
    if isinstance(error, ValidationError):
        return _from_validation(error)
    return plain(next((status for kind, status in _STATUS_OF if isinstance(error, kind)), 500))


def _from_refusal(error: Refusal) -> Problem:
    wait = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    return Problem(error.status, error.code, error.sentence, field_errors(error.errors), headers)


def _from_validation(error: ValidationError) -> Problem:
    """What a model's own constraints say, field by field; a sentence about the whole row becomes the detail."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    whole = by_field.get(NON_FIELD_ERRORS, [])
    errors = field_errors({"" if name == NON_FIELD_ERRORS else name: said for name, said in by_field.items()})
    detail: Sentence = whole[0] if whole else plain(422).detail
    return Problem(422, "invalid", detail, errors)


def field_errors(errors: Mapping[str, Iterable[Sentence]]) -> tuple[FieldError, ...]:
    """Sentences by field name, one after the other."""
    return tuple(FieldError(name, sentence) for name, sentences in errors.items() for sentence in sentences)
