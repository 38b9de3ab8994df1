"""Every open circle's colours in one sheet, for pages that show circles side by side, each in its own."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.http import require_safe

from tenants import directory
from ui.palette import palette, scoped_stylesheet
from ui.theme import A_YEAR, EDITION, brand_of


def colours_url() -> str:
    """A new address whenever any circle opens, closes or changes its colours, so that the old one may be kept."""
    return f"/circles.{_edition()}.css"


@require_safe
def colours(request: HttpRequest, edition: str) -> HttpResponse:
    """What stands inside `class="in-calderdale"` wears Calderdale's colours: no page of ours carries a style itself."""
    rules = (scoped_stylesheet(f".in-{each.slug}", palette(*brand_of(each))) for each in directory.all_open())
    response = HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")
    # Asked for by a page from before the last change: answered, but not to be kept.
    response["Cache-Control"] = A_YEAR if edition == _edition() else "no-store"
    return response


def colours_path() -> URLPattern:
    """Include this in the addresses of every host whose pages use `colours_url`."""
    return re_path(r"^circles\.(?P<edition>[0-9a-f]{12})\.css$", colours, name="colours")


def _edition() -> str:
    told = "|".join(f"{each.slug}{each.brand}{each.accent}" for each in directory.all_open())
    return hashlib.sha256(f"{EDITION}|{told}".encode()).hexdigest()[:12]
