"""Doors: read the register, show a page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared_apps.website.finding import LONGEST_SEARCH, matching
from tenants import directory
from tenants.colours import colours_url


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """What this is, and find a circle near you."""
    words = request.GET.get("near", "").strip()[:LONGEST_SEARCH]
    circles = directory.all_open()
    found = matching(circles, words)
    context = {"words": words, "found": found, "how_many": len(circles), "colours_url": colours_url()}
    return render(request, "website/front_page.html", context)


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
