"""What anybody may read about a circle without signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shared_apps.federation.here import must_offer_paid_work, offers_paid_work
from tenant_apps.entry.middleware import CircleRequest
from tenant_apps.site.pages.services import published_page
from tenant_apps.site.pages.views import render_version


@require_safe
def front_door(request: CircleRequest) -> HttpResponse:
    """Who we are, and the doors: I need support, I want to help out, and, where there is paid work, to give support."""
    return render(request, "home/front_door.html", {"offers_work": offers_paid_work()})


@require_safe
def support(request: CircleRequest) -> HttpResponse:
    """What happens when somebody needs support, and who decides."""
    return _in_their_words(request, "support") or render(request, "home/support.html")


@require_safe
def work_with_us(request: CircleRequest) -> HttpResponse:
    """What it is like to give support for a living here; where the kind of circle has no paid work, why not."""
    must_offer_paid_work()
    return _in_their_words(request, "work-with-us") or render(request, "home/work_with_us.html")


@require_safe
def volunteer(request: CircleRequest) -> HttpResponse:
    """How to help out, with an hour or a morning."""
    return _in_their_words(request, "volunteer") or render(request, "home/volunteer.html")


@require_safe
def about(request: CircleRequest) -> HttpResponse:
    """Who the circle is and how it belongs to its members."""
    easy = "easy" in request.GET
    written = None if easy else _in_their_words(request, "about")
    return written or render(request, "home/about.html", {"easy": easy})


@require_safe
def accessibility(request: CircleRequest) -> HttpResponse:
    """How easy this site is to use, and what is not done yet."""
    return render(request, "home/accessibility.html", {"easy": "easy" in request.GET})


@require_safe
def privacy(request: CircleRequest) -> HttpResponse:
    """What is kept about people, who sees it, and what they may ask for."""
    return render(request, "home/privacy.html", {"easy": "easy" in request.GET})


def _in_their_words(request: CircleRequest, slug: str) -> HttpResponse | None:
    """The page as the circle wrote it itself, if it has."""
    version = published_page(slug, is_own=False)
    return render_version(request, version) if version else None
