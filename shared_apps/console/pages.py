"""How pages of the desk are made: with its list of places, and forms that say what was wrong and lose nothing."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken
from shared_apps.console.gate import ConsoleRequest, typed_before
from shared_apps.console.hats import APPLICATIONS, AUDIT
from shared_apps.federation import policies

Words = str | Promise


class Place(NamedTuple):
    """One item of the desk's list of places, and the power without which it is not there."""

    url: str
    words: Words
    icon: str
    power: str = ""


PLACES: Final = (
    Place("/", _("Overview"), "gauge"),
    Place("/circles/", _("Circles"), "circle-dot"),
    Place("/applications/", _("Applications"), "inbox", APPLICATIONS),
    Place("/runs/", _("Runs"), "list-checks"),
    Place("/announcements/", _("Announcements"), "megaphone"),
    Place("/incidents/", _("Incidents"), "triangle-alert"),
    Place("/support/", _("Support sessions"), "life-buoy", policies.SUPPORT),
    Place("/agreements/", _("Agreements"), "file-pen-line"),
    Place("/features/", _("Features"), "toggle-right"),
    Place("/figures/", _("Figures"), "chart-column"),
    Place("/officers/", _("Officers"), "id-card"),
    Place("/audit/", _("Record"), "scroll-text", AUDIT),
)


def show(request: ConsoleRequest, template: str, context: Mapping[str, Any] | None = None) -> HttpResponse:
    """A page of the desk, with the places this officer may go to."""
    powers = request.desk.powers
    places = [place for place in PLACES if not place.power or place.power in powers]
    facts = {"places": places, "desk": request.desk, "officer": request.officer, "powers": powers}
    return render(request, template, {**facts, **(context or {})})


def ask(
    request: ConsoleRequest,
    form_class: Callable[..., forms.Form],
    do: Callable[[Mapping[str, Any]], tuple[str, Words]],
    *,
    initial: Mapping[str, Any] | None = None,
    template: str = "console/form.html",
    **context: Any,
) -> HttpResponse:
    """A page that is one form. `do` gets the answers, and says where to go on and what to tell there.

    What breaks a rule is told on the form, and nothing of it is kept; what was typed is still there. What was typed
    before a fresh proof was asked for is there again.
    """
    if request.method == "POST":
        form = form_class(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    url, told = do(form.cleaned_data)
            except (RuleBroken, ValidationError) as no:
                _tell(form, no)
            else:
                messages.success(request, str(told))
                return redirect(url)
    else:
        form = form_class(initial={**(initial or {}), **(typed_before(request) or {})})
    return show(request, template, {"form": form, **context})


def _tell(form: forms.Form, no: RuleBroken | ValidationError) -> None:
    """Put the sentences where they belong: at their fields, or on top."""
    if isinstance(no, ValidationError):
        told = no.message_dict if hasattr(no, "error_dict") else {"": no.messages}
    else:
        told = {field: [str(each) for each in said] for field, said in (no.errors or {}).items()} or {
            "": [str(no.sentence)]
        }
    for field, sentences in told.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, str(sentence))
