"""What a phone needs to keep this site on its home screen under the circle's own name, colours and icon."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe

from ui.icons import icons
from ui.palette import palette
from ui.theme import brand_of

# What phones show below an icon before they cut it off.
SHORT: Final = 12
# Words that say nothing at the end of a short name, or before it.
SMALL: Final = frozenset({"a", "and", "for", "in", "of", "on", "the", "y", "yr", "i", "ve", "&", "-", "–"})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The same for everybody who comes to this host, but for the language they chose."""
    circle = getattr(request, "circle", None)
    colours = palette(*brand_of(circle)).light
    name = circle.name if circle else settings.FEDERATION_NAME
    response = JsonResponse(
        {
            "name": name,
            "short_name": short_name(name),
            "lang": get_language(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "id": "/",
            "start_url": "/home/" if circle else "/",
            "scope": "/",
            "display": "standalone",
            "background_color": colours["paper"],
            "theme_color": colours["card"],
            "icons": [{"src": "/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}, *icons(circle)],
        },
        content_type="application/manifest+json",
    )
    response["Cache-Control"] = "public, max-age=3600"
    return response


def short_name(name: str) -> str:
    """The first whole words of a name that fit below an icon: “Calderdale” of “Calderdale Care Circle”."""
    if len(name) <= SHORT:
        return name
    words = name.split()
    while len(words) > 1 and words[0].lower() in SMALL:
        words.pop(0)
    kept = words[:1]
    for word in words[1:]:
        if len(" ".join((*kept, word))) > SHORT:
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1].lower() in SMALL:
        kept.pop()
    return " ".join(kept).rstrip(",;:")
