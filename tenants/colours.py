"""Every open circle's colours in one sheet, for pages that show circles side by side, each in its own."""

import hashlib
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.views.decorators.http import require_safe

from tenants import directory
from tenants.context import CircleRef
from ui.palette import palette, scoped_stylesheet
from ui.theme import A_YEAR, EDITION, brand_of

# A sheet for more circles than this would be longer than anybody needs on one page.
MOST = 100


def colours_url(circles: Iterable[CircleRef] | None = None) -> str:
    """A new address whenever one of these circles changes its colours, so that the old one may be kept.

    For every open circle, or for the few that a page shows.
    """
    if circles is None:
        return f"/circles.{_edition(directory.all_living())}.css"
    shown = list(circles)[:MOST]
    return f"/circles.{_edition(shown)}.css?{urlencode({'of': ','.join(each.slug for each in shown)})}"


@require_safe
def colours(request: HttpRequest, edition: str) -> HttpResponse:
    """What stands inside `class="in-calderdale"` wears Calderdale's colours: no page of ours carries a style itself."""
    shown = _asked_for(request.GET.get("of"))
    rules = (scoped_stylesheet(f".in-{each.slug}", palette(*brand_of(each))) for each in shown)
    response = HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")
    # Asked for by a page from before the last change: answered, but not to be kept.
    response["Cache-Control"] = A_YEAR if edition == _edition(shown) else "no-store"
    return response


def _asked_for(slugs: str | None) -> list[CircleRef]:
    """The open circles with these names, in this order; all of them when none are named."""
    circles = directory.all_living()
    if slugs is None:
        return circles
    by_slug = {each.slug: each for each in circles}
    return [by_slug[slug] for slug in slugs.split(",")[:MOST] if slug in by_slug]


def colours_path() -> URLPattern:
    """Include this in the addresses of every host whose pages use `colours_url`."""
    return re_path(r"^circles\.(?P<edition>[0-9a-f]{12})\.css$", colours, name="colours")


def _edition(circles: Iterable[CircleRef]) -> str:
    told = "|".join(f"{each.slug}{each.brand}{each.accent}" for each in circles)
    return hashlib.sha256(f"{EDITION}|{told}".encode()).hexdigest()[:12]
