"""A page that is one form: shown, filled in, refused with a sentence, or done."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.errors import Refusal

page = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form, were it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def tell(form: Form, refused: Refusal | ValidationError) -> None:
    """Put a refusal where it belongs: beside its question, or on top."""
    if isinstance(refused, ValidationError):
        form.add_error(None, refused.messages)
        return
    for field, sentences in refused.errors.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, str(sentence))
    if not refused.errors:
        form.add_error(None, str(refused))


def ask(
    request: HttpRequest,
    template: str,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    to: "str | Callable[[Any], str]",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is sent, `do` what it asks for with the answers and go on to `to`.

    `to` is an address, or a function that makes one from what was done. Refusals are told in the form, with 422.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except (Refusal, ValidationError) as refused:
            tell(form, refused)
        else:
            return redirect(to(done) if callable(to) else to)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
