"""Refusals raised by any view become pages that people can act on, and so does an address opened the wrong way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from kernel.errors import Refusal
from kernel.http import plain, problem_from
from ui.errors import render_problem

GetResponse = Callable[[HttpRequest], HttpResponse]
BY_A_BROWSER: Final = ("GET", "POST")  # how somebody can come here by a link, the address bar or a button


class RefusalMiddleware:
    """A refusal raised anywhere below a view becomes its own sentence on a page, or problem+json for programs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method in BY_A_BROWSER and not response.content:
            return render_problem(request, replace(plain(405), headers={"Allow": response["Allow"]}))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refusals, and what a row's own constraints say; anything else is a fault and goes on to the 500 page."""
        if isinstance(exception, (Refusal, ValidationError)):
            # Answering ends the search for other middlewares' process_exception; the circle's transaction must know.
            request.view_failed = True
            return render_problem(request, problem_from(exception))
        return None
