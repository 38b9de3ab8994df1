"""A page that is one form here: refusals are told in it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kernel.errors import RuleBroken
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.entry.typed import brought_back


def ask(
    request: MemberRequest, template: str, form: Form, do: Callable[[dict[str, Any]], Any], to: str, **context: Any
) -> HttpResponse:
    """Show the form; when it is sent, do what it asks for and go on to `to`. What breaks a rule is told beside it.

    What was typed before a fresh proof was asked for is there again.
    """
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
    form = brought_back(request, form)
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
