"""Refusals raised by any view become pages that people can act on."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from kernel.errors import Refusal
from kernel.http import problem_from
from ui.errors import render_problem

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """A refusal raised anywhere below a view becomes its own sentence on a page, or problem+json for programs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refusals, and what a row's own constraints say; anything else is a fault and goes on to the 500 page."""
        if isinstance(exception, (Refusal, ValidationError)):
            # Answering ends the search for other middlewares' process_exception; the circle's transaction must know.
            request.view_failed = True
            return render_problem(request, problem_from(exception))
        return None
