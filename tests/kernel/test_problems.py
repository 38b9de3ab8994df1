"""Every error has one shape, whichever door it comes out of, and faults say nothing of their cause."""

import json

import pytest
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.decorators import api_view
from rest_framework.test import APIRequestFactory

from config.problems import problem_response
from kernel.errors import Conflict, NotAllowed, NotFound, Refusal, RuleBroken, TooMany
from kernel.http import CONTENT_TYPE, plain, problem_from
from kernel.requestid import request_id


def said(error: BaseException) -> dict:
    return json.loads(problem_from(error).response().content)


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (NotAllowed, 403, "not_allowed"),
        (NotFound, 404, "not_found"),
        (Conflict, 409, "conflict"),
        (RuleBroken, 422, "rule_broken"),
        (TooMany, 429, "too_many"),
    ],
)
def test_each_refusal_has_its_status_code_and_sentence(refusal: type[Refusal], status: int, code: str):
    document = said(refusal())
    assert (document["status"], document["code"], document["type"]) == (status, code, "about:blank")
    assert document["detail"].endswith(".")
    assert said(refusal("Because.", code="because"))["type"] == "urn:coopbox:problem:because"


def test_a_problem_document_has_the_members_the_standard_names():
    with request_id("report-1234"):
        response = problem_from(Conflict(gettext_lazy("This visit is already confirmed."), code="confirmed")).response()
    assert response.headers["Content-Type"] == CONTENT_TYPE == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert json.loads(response.content) == {
        "type": "urn:coopbox:problem:confirmed",
        "title": "Conflict",
        "status": 409,
        "detail": "This visit is already confirmed.",
        "code": "confirmed",
        "request_id": "report-1234",
    }


def test_sentences_about_fields_are_listed_one_by_one():
    refusal = RuleBroken(errors={"until_on": ["It ends before it starts.", "It is in the past."]})
    assert said(refusal)["errors"] == [
        {"field": "until_on", "detail": "It ends before it starts."},
        {"field": "until_on", "detail": "It is in the past."},
    ]


def test_too_many_says_when_to_come_back():
    assert problem_from(TooMany(retry_after=60)).response().headers["Retry-After"] == "60"


def test_what_a_constraint_says_becomes_the_sentence():
    error = ValidationError({NON_FIELD_ERRORS: ["Sol already wears this hat then."], "kind": ["Choose a hat."]})
    document = said(error)
    assert (document["status"], document["code"]) == (422, "invalid")
    assert document["detail"] == "Sol already wears this hat then."
    assert {"field": "kind", "detail": "Choose a hat."} in document["errors"]
    assert said(ValidationError("Not like that."))["detail"] == "Not like that."


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404("row 17 of people_person"), 404),
        (PermissionDenied("secret reason"), 403),
        (SuspiciousOperation("bad host evil.example"), 400),
        (RequestDataTooBig("5 MB"), 413),
        (RuntimeError("password=hunter2"), 500),
    ],
)
def test_django_errors_and_faults_keep_their_cause_to_themselves(error: Exception, status: int):
    document = said(error)
    assert document["status"] == status
    assert str(error) not in json.dumps(document)


def test_absent_and_none_of_your_business_look_the_same():
    assert said(Http404()) == said(NotFound())


def test_an_unusual_status_still_has_a_sentence():
    assert plain(418).detail
    assert plain(507).detail


class AskForm(serializers.Serializer):
    days = serializers.ListField(child=serializers.IntegerField())
    name = serializers.CharField()

    def validate(self, attrs: dict) -> dict:
        raise serializers.ValidationError("Two asks are too many.")


def answer(error: Exception | None = None, *, data: object = None):
    @api_view(["POST"])
    def view(request):
        if error is not None:
            raise error
        AskForm(data=request.data).is_valid(raise_exception=True)

    view.cls.authentication_classes = view.cls.permission_classes = view.cls.throttle_classes = []
    response = view(APIRequestFactory().post("/", data=data, format="json"))
    response.render()
    return response


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Conflict("Done already.", code="done"), 409, "done"),
        (Http404(), 404, "not_found"),
        (exceptions.NotAuthenticated(), 401, "not_signed_in"),
        (exceptions.AuthenticationFailed("This token has run out.", code="token_expired"), 401, "token_expired"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError("JSON parse error - Iris"), 400, "bad_request"),
        (exceptions.UnsupportedMediaType("text/iris"), 415, "unsupported_media_type"),
    ],
)
def test_the_api_answers_every_foreseen_error_in_the_one_shape(error: Exception, status: int, code: str):
    response = answer(error)
    document = json.loads(response.content)
    assert (document["code"], document["status"]) == (code, status) == (code, response.status_code)
    assert response.headers["Content-Type"].startswith(CONTENT_TYPE)
    assert set(document) >= {"type", "title", "status", "detail", "code", "request_id"}
    assert "iris" not in json.dumps(document).lower()


def test_the_api_says_throttled_in_the_same_words_as_the_pages():
    response = answer(exceptions.Throttled(wait=12.4))
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "13"
    assert json.loads(response.content)["detail"] == str(TooMany.default_sentence)


def test_a_serializer_says_which_field_and_which_place_in_it():
    document = json.loads(answer(data={"days": [1, "x"]}).content)
    assert document["status"] == 422
    assert [error["field"] for error in document["errors"]] == ["days.1", "name"]
    document = json.loads(answer(data={"days": [1], "name": "n"}).content)
    assert document["detail"] == "Two asks are too many."
    assert document["errors"] == [{"field": "", "detail": "Two asks are too many."}]


def test_a_fault_is_not_an_answer_and_travels_on():
    assert problem_response(RuntimeError(), {}) is None
    with pytest.raises(ZeroDivisionError):
        answer(ZeroDivisionError())
