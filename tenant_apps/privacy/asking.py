"""A page that is one form here: refusals are told in it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kernel.errors import RuleBroken


def ask(
    request: HttpRequest, template: str, form: Form, do: Callable[[dict[str, Any]], Any], to: str, **context: Any
) -> HttpResponse:
    """Show the form; when it is sent, do what it asks for and go on to `to`. What breaks a rule is told beside it."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except RuleBroken as refused:
            for field, sentences in refused.errors.items():
                for sentence in sentences:
                    form.add_error(field if field in form.fields else None, str(sentence))
            if not refused.errors:
                form.add_error(None, str(refused))
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            return redirect(to)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
