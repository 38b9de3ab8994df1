"""The files that carry a host's own colours: its sheet and its icon. (For phones: `ui.icons` and `ui.manifest`.)

A theme's address carries its two colours and a seal, `/theme.0f766e-d97706.3fa9c1d2a4b6.css`. It is therefore the same
file whichever host serves it (the sign-in host wears the colours of the circle one is going to), it can be kept for a
year, and nobody can make the server work out colours that no page asked for.

The federation's own colours are a static file, `ui/federation.css`, because they also dress the pages shown at
addresses where nothing else is answered. After changing them, in `platform`: `python -m ui.theme >
ui/static/ui/federation.css`.
"""

import sys
from typing import Protocol

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_safe

from ui.colour import normal_hex
from ui.palette import palette, stylesheet

FEDERATION_BRAND = "#1d4f91"
FEDERATION_ACCENT = "#c2410c"
# Raise when the same brand gives other colours than before, so that browsers fetch them anew.
EDITION = "1"
A_YEAR = "public, max-age=31536000, immutable"


class Branded(Protocol):
    """Whatever has colours of its own: a circle, for one."""

    @property
    def brand(self) -> str: ...

    @property
    def accent(self) -> str: ...


def brand_of(branded: Branded | None) -> tuple[str, str]:
    """The two colours something wears; the federation's own when it is nothing, or when it never chose."""
    if branded is None or not branded.brand:
        return FEDERATION_BRAND, FEDERATION_ACCENT
    return normal_hex(branded.brand), normal_hex(branded.accent) if branded.accent else ""


def theme_url(branded: Branded | None) -> str:
    """Where the colours of a circle (or, without one, of the federation) are to be fetched."""
    if branded is None:
        return static("ui/federation.css")
    brand, accent = brand_of(branded)
    colours = f"{brand[1:]}-{accent[1:]}".rstrip("-")
    return f"/theme.{colours}.{_seal(colours)}.css"


@require_safe
def theme(request: HttpRequest, colours: str, seal: str) -> HttpResponse:
    """A circle's colours as a stylesheet that may be kept for a year."""
    if not constant_time_compare(seal, _seal(colours)):
        raise Http404
    brand, _, accent = colours.partition("-")
    response = HttpResponse(stylesheet(palette(brand, accent)), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = A_YEAR
    return response


@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """The mark in the circle's colours, for the browser's tab and the phone's home screen."""
    colours = palette(*brand_of(getattr(request, "circle", None)))
    response = render(request, "ui/icon.svg", {"light": colours.light}, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _seal(colours: str) -> str:
    return salted_hmac("ui.theme", f"{EDITION}:{colours}", secret=settings.SECRET_KEY).hexdigest()[:12]


def federation_stylesheet() -> str:
    """What `ui/federation.css` has to contain, one rule a line."""
    css = stylesheet(palette(FEDERATION_BRAND, FEDERATION_ACCENT))
    lines = css.replace("}", "}\n").replace("{:root", "{\n:root")
    return f"/* Made by `python -m ui.theme`; not to be edited. */\n{lines}"


if __name__ == "__main__":
    sys.stdout.write(federation_stylesheet())
