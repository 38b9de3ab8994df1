"""When something cannot be shown: a page in words for people, a problem document for programs."""

import json
import re
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from kernel.errors import Conflict, NotAllowed, RuleBroken, TooMany
from ui import errors
from ui.middleware import RefusalMiddleware

CIRCLE = SimpleNamespace(
    name="Calderdale Care Circle",
    place="Hebden Bridge",
    brand="#0f766e",
    accent="#d97706",
    language="en-gb",
    contact_phone="01632 960 142",
    contact_email="",
    contact_address="",
)


def asking(path: str = "/week/", accept: str = "text/html,*/*;q=0.8"):
    request = RequestFactory().get(path, headers={"accept": accept})
    request.circle, request.person = CIRCLE, None
    return request


def words(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("status", sorted(errors.ADVICE))
def test_every_error_says_what_happened_and_what_to_do_without_a_code(status: int):
    response = errors.render_error(asking(), status)
    page = words(response)
    assert response.status_code == status
    assert str(errors.ADVICE[status].happened) in page
    assert str(errors.ADVICE[status].do).replace("'", "&#x27;") in page
    assert str(status) not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL).partition("<main")[2]
    assert "01632 960 142" in page
    assert response["Cache-Control"] == "no-store"


def test_an_error_nobody_thought_of_still_makes_a_page():
    assert errors.render_error(asking(), 418).status_code == 418
    assert "Something went wrong on our side" in words(errors.render_error(asking(), 507))


def test_a_refusal_says_its_own_sentence_on_the_page():
    request = asking()
    middleware = RefusalMiddleware(lambda _request: None)
    response = middleware.process_exception(request, Conflict("Sol has already said yes to this visit."))
    assert response.status_code == 409
    assert "Sol has already said yes to this visit." in words(response)
    assert request.view_failed, "what the view did before it refused must be undone"


def test_a_refusal_names_each_thing_to_put_right():
    refusal = RuleBroken("Look at this again.", errors={"until_on": ["The end comes before the start."]})
    assert "The end comes before the start." in words(RefusalMiddleware(None).process_exception(asking(), refusal))


def test_what_a_refusal_quotes_is_escaped():
    response = RefusalMiddleware(None).process_exception(asking(), NotAllowed("<script>alert(1)</script>"))
    assert "<script>alert" not in words(response)


def test_a_fault_is_not_a_refusal():
    assert RefusalMiddleware(None).process_exception(asking(), ZeroDivisionError()) is None


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/api/v1/people/", "*/*"), ("/api/v1/people/", "text/html"), ("/week/", "application/json")],
)
def test_a_program_gets_the_same_sentence_as_a_problem_document(path: str, accept: str):
    response = errors.render_error(asking(path, accept), 409, "Sol has already said yes.", "already_taken")
    assert response["Content-Type"] == "application/problem+json"
    said = json.loads(response.content)
    assert (said["status"], said["code"], said["detail"]) == (409, "already_taken", "Sol has already said yes.")


def test_whoever_asks_too_often_is_told_when_to_come_back():
    response = RefusalMiddleware(None).process_exception(asking(), TooMany("Try again in a minute.", retry_after=60))
    assert response.status_code == 429
    assert response["Retry-After"] == "60"


def test_an_old_form_is_explained():
    page = words(errors.csrf_failure(asking(), "CSRF cookie not set."))
    assert "open for too long" in page
    assert "CSRF" not in page


def test_even_without_a_working_template_there_is_a_page(monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.fault(asking())
    assert response.status_code == 500
    assert "It was not your fault" in words(response)


def test_an_error_page_needs_neither_circle_nor_person():
    bare = RequestFactory().get("/", headers={"accept": "text/html"})
    assert "We cannot find that page" in words(errors.not_found(bare))
