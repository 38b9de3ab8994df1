"""Doors: read the register, show a page."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared_apps.website.finding import LONGEST_SEARCH, matching
from tenants import directory
from tenants.context import CircleRef
from ui.palette import palette, scoped_stylesheet
from ui.theme import A_YEAR, EDITION, brand_of


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """What this is, and find a circle near you."""
    words = request.GET.get("near", "").strip()[:LONGEST_SEARCH]
    circles = directory.all_open()
    found = matching(circles, words)
    context = {"words": words, "found": found, "how_many": len(circles), "colours_url": _colours_url(circles)}
    return render(request, "website/front_page.html", context)


@require_safe
def colours(request: HttpRequest, edition: str) -> HttpResponse:
    """Every open circle's colours, for its card: no page of ours carries a style of its own."""
    circles = directory.all_open()
    rules = (scoped_stylesheet(f".in-{each.slug}", palette(*brand_of(each))) for each in circles)
    response = HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")
    # Asked for by a page from before the last change: answered, but not to be kept.
    response["Cache-Control"] = A_YEAR if edition == _edition(circles) else "no-store"
    return response


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """How a circle begins, as things stand."""
    return render(request, "website/start.html")


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


def _colours_url(circles: list[CircleRef]) -> str:
    """A new address whenever any circle opens, closes or changes its colours, so that the old one may be kept."""
    return f"/circles.{_edition(circles)}.css"


def _edition(circles: list[CircleRef]) -> str:
    told = "|".join(f"{each.slug}{each.brand}{each.accent}" for each in circles)
    return hashlib.sha256(f"{EDITION}|{told}".encode()).hexdigest()[:12]
