"""A page says no in the very sentence the API uses, whether a rule or a row's own constraint says it."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from kernel.errors import Conflict
from kernel.http import CONTENT_TYPE
from ui.middleware import RefusalMiddleware


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (Conflict("Find another steward first.", code="last_steward"), 409, "Find another steward first."),
        (ValidationError("They wear this hat already."), 422, "They wear this hat already."),
    ],
)
def test_a_page_and_a_program_are_told_the_same(error: Exception, status: int, sentence: str):
    doorman = RefusalMiddleware(lambda request: None)
    page = doorman.process_exception(RequestFactory().get("/", headers={"Accept": "text/html"}), error)
    program = doorman.process_exception(RequestFactory().get("/", headers={"Accept": "application/json"}), error)
    assert page.status_code == program.status_code == status
    assert sentence in page.content.decode()
    assert program.headers["Content-Type"] == CONTENT_TYPE
    assert json.loads(program.content)["detail"] == sentence


def test_a_fault_is_no_refusal():
    assert (
        RefusalMiddleware(lambda request: None).process_exception(RequestFactory().get("/"), KeyError("Iris")) is None
    )
