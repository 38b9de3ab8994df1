"""The caught mail, to be read in a browser on the machine that runs Coopbox."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dev import caught_mail


@require_safe
def drawer(request: HttpRequest) -> HttpResponse:
    """All that was caught, the newest first."""
    return render(request, "dev/mail.html", {"letters": caught_mail.letters(), "kept": caught_mail.KEPT})


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One message, in words."""
    found = caught_mail.read(name)
    if found is None:
        raise Http404
    return render(request, "dev/letter.html", {"letter": found})
