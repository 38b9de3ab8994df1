"""When a page cannot be shown: what happened, what to do now, and whom to ask. No codes, no jargon, no blame.

Programs asking the same address get the same sentence as a problem document (`kernel.http`), so both doors say alike.
In the URL configuration: `handler404 = "ui.errors.not_found"` and so on; in settings: `CSRF_FAILURE_VIEW =
"ui.errors.csrf_failure"`.
"""

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel import requestid
from kernel.http import Problem, plain, problem_from

logger = logging.getLogger(__name__)

Words = str | Promise


class Advice(NamedTuple):
    """What a page says about one kind of trouble, and what the reader can do."""

    happened: Words
    do: Words


ADVICE: dict[int, Advice] = {
    400: Advice(_("We could not understand that"), _("Go back and try once more. If you typed the address, check it.")),
    401: Advice(_("Please sign in first"), _("Then we can show you this page.")),
    403: Advice(_("You cannot do that here"), _("If you think you should be able to, ask your circle.")),
    404: Advice(_("We cannot find that page"), _("Check the address, or start again from the front page.")),
    405: Advice(_("That cannot be done from here"), _("Go back to the page you were on and use its buttons.")),
    409: Advice(_("Something changed in the meantime"), _("Go back, look again, and then decide.")),
    413: Advice(_("That is too big to send"), _("Go back and choose something smaller.")),
    422: Advice(_("Something needs to be put right first"), _("Go back, change it, and send it again.")),
    429: Advice(_("That was tried too many times"), _("Wait a few minutes, then try again. It keeps us all safe.")),
    500: Advice(
        _("Something went wrong on our side"),
        _("It was not your fault, and we have made a note of it. Please try again in a while."),
    ),
    503: Advice(_("We are busy or being looked after"), _("Please try again in a minute. Nothing you saved is lost.")),
}
FORM_WAS_OLD = _("This page was open for too long, or came from somewhere else. Open it again, then send your answer.")
# Shown when even the error page cannot be made.
LAST_WORDS = (
    '<!doctype html><html lang="en-gb"><meta charset="utf-8"><title>Something went wrong</title>'
    "<h1>Something went wrong on our side</h1>"
    "<p>It was not your fault. Please try again in a while.</p></html>"
)


def render_error(request: HttpRequest, status: int, sentence: Words = "", code: str = "") -> HttpResponse:
    """Say that something is not possible: as a page to people, as a problem document to programs."""
    problem = plain(status)
    if sentence:
        problem = replace(problem, detail=sentence)
    if code:
        problem = replace(problem, code=code)
    return render_problem(request, problem)


def render_problem(request: HttpRequest, problem: Problem, typed: Sequence[str] = ()) -> HttpResponse:
    """Answer with a `kernel.http.Problem`, in the form that whoever asked can read. What they `typed` and what was not
    kept stands on the page, to be copied."""
    if is_program(request):
        return problem.response()
    advice = ADVICE.get(problem.status, ADVICE[500 if problem.status >= 500 else 400])
    ordinary = problem.detail == plain(problem.status).detail
    context = {
        "status": problem.status,
        "happened": advice.happened,
        "sentence": "" if ordinary else problem.detail,
        "errors": problem.errors,
        "typed": typed,
        "do": advice.do,
        "reference": requestid.current() if problem.status >= 500 else "",
    }
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(_drawn(request, context), status=problem.status, headers=headers)


def typed_words(request: HttpRequest) -> list[str]:
    """The sentences somebody typed into a form that is not taken, so that they are not lost."""
    sent = request.POST.lists() if request.method == "POST" else ()
    texts = [text.strip() for name, values in sent if name != "csrfmiddlewaretoken" for text in values]
    return [text for text in texts if " " in text or "\n" in text]


def _drawn(request: HttpRequest, context: dict[str, Any]) -> str:
    """The page, as much of it as can be made. A fault may have broken what the member's pages need."""
    shells = ["ui/error.html"]
    if context["status"] < 500 and getattr(request, "circle", None) and getattr(request, "person", None):
        shells.insert(0, "ui/error_member.html")
    for shell in shells:
        try:
            return str(render_to_string(shell, context, request))
        except Exception:
            logger.exception("The error page itself could not be made")
    return LAST_WORDS


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: Django calls a form that is too big a bad request; people are told that it is too big."""
    return render_problem(request, problem_from(exception) if exception else plain(400))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403"""
    return render_problem(request, plain(403))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: the same page whether a thing is absent or none of the reader's business."""
    return render_problem(request, plain(404))


def fault(request: HttpRequest) -> HttpResponse:
    """handler500; 503 while the database is being restarted."""
    is_away = isinstance(sys.exception(), (OperationalError, InterfaceError))
    return render_problem(request, plain(503 if is_away else 500))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its seal: usually an old page, now and then somebody else's."""
    return render_error(request, 403, FORM_WAS_OLD, "form_out_of_date")


def is_program(request: HttpRequest) -> bool:
    """Whether a program asks, which wants a problem document and no page."""
    if request.path.startswith("/api/"):
        return True
    wanted = request.get_preferred_type(["text/html", "application/json", "application/problem+json"])
    return wanted is not None and wanted != "text/html"
