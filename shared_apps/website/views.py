"""Doors: read the register, show a page."""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kernel.words import sought
from shared_apps.federation.agreement import clauses_from_json
from shared_apps.federation.figures import FEWEST_CIRCLES, KINDS
from shared_apps.federation.parameters import SMALLEST_FIGURE
from shared_apps.federation.services import agreements, facts, figures
from shared_apps.federation.spoken import language_to_show, spoken
from shared_apps.website.finding import LONGEST_SEARCH, is_postcode, matching
from tenants import directory
from tenants.colours import colours_url
from tenants.context import address_of
from ui.language import along

A_PAGE: Final = 48


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """What this is, and find a circle near you."""
    words = sought(request.GET.get("near", ""), longest=LONGEST_SEARCH)
    circles = [each for each in directory.all_open() if each.is_listed and not each.is_sandbox]
    found = Paginator(matching(circles, words), A_PAGE).get_page(request.GET.get("page"))
    shown = list(found)
    context = {
        "words": words,
        "is_postcode": is_postcode(words),
        "found": found,
        "how_many": len(circles),
        "asked": urlencode({"near": words}) if words else "",
        "colours_url": colours_url(shown),
    }
    return render(request, "website/front_page.html", context)


@require_safe
def agreement(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """What a circle and the federation promise each other: in plain words, in Easy Read, or in full.

    `?english=1` shows the English words, which count, whatever the language of the page.
    """
    versions = agreements.versions()
    in_force = agreements.current()
    version = in_force if number is None else next((each for each in versions if each.number == number), None)
    if version is None:
        raise Http404
    wording = "easy" if "easy" in request.GET else "full" if "full" in request.GET else "plain"
    language = language_to_show(in_english="english" in request.GET)
    context = {
        "version": version,
        "in_force": in_force,
        "versions": versions,
        "spoken": spoken(version.title, clauses_from_json(version.clauses), wording=wording, language=language),
        "wording": wording,
        "asked_for_english": "english" in request.GET,
    }
    return render(request, "website/agreement.html", context)


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """How many we are: totals that circles chose to report, and none so small that it could tell of somebody."""
    months = [each for each in figures.months() if each.may_be_public]
    circles = [each for each in directory.all_open() if each.is_listed and not each.is_sandbox]
    context = {
        "how_many": len(circles),
        "latest": months[0] if months else None,
        "kinds": KINDS,
        "rows": [(each, [(kind, each.totals[kind.code]) for kind in KINDS]) for each in months[:12]],
        "smallest": SMALLEST_FIGURE.on(facts.today()),
        "fewest": FEWEST_CIRCLES,
    }
    return render(request, "website/numbers.html", context)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """How a circle begins is told where it begins."""
    return redirect(f"{address_of(settings.START_HOST)}/{along(request)}")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the federation is and how to reach it."""
    context = {"easy": "easy" in request.GET, "federation_email": settings.FEDERATION_EMAIL}
    return render(request, "website/about.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How easy this site is to use, and what is not done yet."""
    return render(request, "website/accessibility.html", {"easy": "easy" in request.GET})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the federation keeps: an e-mail address and nothing about care."""
    return render(request, "website/privacy.html", {"easy": "easy" in request.GET})
