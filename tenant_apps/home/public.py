"""What anybody may read about a circle without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Who we are, and three doors: I need support, I want to give support, I want to help out."""
    return render(request, "home/front_door.html")


@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """What happens when somebody needs support, and who decides."""
    return render(request, "home/support.html")


@require_safe
def work_with_us(request: HttpRequest) -> HttpResponse:
    """What it is like to give support for a living here."""
    return render(request, "home/work_with_us.html")


@require_safe
def volunteer(request: HttpRequest) -> HttpResponse:
    """How to help out, with an hour or a morning."""
    return render(request, "home/volunteer.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who the circle is and how it belongs to its members."""
    return render(request, "home/about.html", {"easy": "easy" in request.GET})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How easy this site is to use, and what is not done yet."""
    return render(request, "home/accessibility.html", {"easy": "easy" in request.GET})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who sees it, and what they may ask for."""
    return render(request, "home/privacy.html", {"easy": "easy" in request.GET})
