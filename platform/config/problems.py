"""The API says no exactly as the pages do: same sentence, same code, in one shape.

REST framework calls `problem_response` for every exception in a view. What it does not know is handed back, so that a
fault travels on, undoes the request's transaction and is logged like any other.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from kernel.errors import Refusal, Sentence
from kernel.http import CONTENT_TYPE, FieldError, Problem, plain, problem_from

# Faults of the asking program. Their own texts quote the request, so only the plain sentence is given.
_SPOKEN_FOR = (
    exceptions.ParseError,
    exceptions.UnsupportedMediaType,
    exceptions.NotAcceptable,
    exceptions.Throttled,
    exceptions.MethodNotAllowed,
)
# REST framework turns these into 403 where nothing challenges; here a stranger is told to sign in, everywhere.
_STRANGERS = (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)
_OURS = (Refusal, ValidationError, Http404, PermissionDenied, SuspiciousOperation)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to give, or None when this is a fault and not an answer."""
    problem = problem_of(error)
    if problem is None:
        return None
    headers = {"Cache-Control": "no-store", **problem.headers}
    # The renderer would name whatever media type was negotiated; a problem says its own.
    return Response(problem.as_json(), status=problem.status, headers=headers, content_type=CONTENT_TYPE)


def problem_of(error: Exception) -> Problem | None:
    """What an exception from a view of the API says, or None when nobody foresaw it."""
    if isinstance(error, _OURS):
        return problem_from(error)
    if isinstance(error, exceptions.APIException):
        return _from_rest_framework(error)
    return None


def _from_rest_framework(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        return _from_serializer(error)
    said = replace(plain(401 if isinstance(error, _STRANGERS) else error.status_code), headers=_headers(error))
    has_own_words = not isinstance(error, _SPOKEN_FOR)
    if has_own_words and str(error.detail) != str(type(error).default_detail):
        return replace(said, code=_code(error) or said.code, detail=str(error.detail))
    return said


def _from_serializer(error: exceptions.ValidationError) -> Problem:
    """Each field's sentences under its dotted path; what is said about the whole comes under the empty one."""
    errors = tuple(_flat(error.detail))
    whole = next((said.detail for said in errors if not said.field), None)
    return replace(plain(422), code="invalid", detail=whole or plain(422).detail, errors=errors)


def _flat(detail: object, path: tuple[str, ...] = ()) -> Iterator[FieldError]:
    if isinstance(detail, dict):
        for name, below in detail.items():
            yield from _flat(below, path if name == api_settings.NON_FIELD_ERRORS_KEY else (*path, str(name)))
    elif isinstance(detail, list):
        for place, below in enumerate(detail):
            yield from _flat(below, (*path, str(place)) if isinstance(below, (dict, list)) else path)
    else:
        sentence: Sentence = str(detail)
        yield FieldError(".".join(path), sentence)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if isinstance(error, _STRANGERS):
        headers["WWW-Authenticate"] = getattr(error, "auth_header", None) or "Bearer"
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(wait)  # already rounded up to whole seconds
    return headers


def _code(error: exceptions.APIException) -> str | None:
    codes = error.get_codes()
    return codes if isinstance(codes, str) and codes != type(error).default_code else None
