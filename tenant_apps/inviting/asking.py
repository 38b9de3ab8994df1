"""A page that is one form: shown, filled in, refused with a sentence, or done."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kernel.errors import Refusal
from tenant_apps.entry.middleware import CircleRequest
from tenant_apps.entry.typed import brought_back

View = Callable[..., HttpResponseBase]


def not_while_closing(view: View) -> View:
    """Whoever could see a form reads instead, while the circle closes, why there is none: it would be refused."""

    @wraps(view)
    def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if request.circle.state != "closing" or answer.status_code != 200:
            return answer
        shell = "ui/member.html" if request.person is not None else "ui/narrow.html"
        return render(request, "inviting/not_now.html", {"shell": shell})

    return guarded


def page(view: View) -> View:
    """A page with a form: looked at, or sent."""
    return require_http_methods(["GET", "HEAD", "POST"])(not_while_closing(view))


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
    request: CircleRequest,
    template: str,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    to: "str | Callable[[Any], str]",
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is sent, `do` what it asks for with the answers and go on to `to`.

    `to` is an address, or a function that makes one from what was done. Refusals are told in the form, with 422. What
    was typed before a fresh proof was asked for is there again.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except (Refusal, ValidationError) as refused:
            tell(form, refused)
        else:
            return redirect(to(done) if callable(to) else to)
    form = brought_back(request, form)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
