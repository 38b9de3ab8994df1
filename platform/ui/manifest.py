"""What a phone needs to keep this site on its home screen under the circle's own name, colours and icon."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe

from ui.icons import icons
from ui.palette import palette
from ui.theme import brand_of


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The same for everybody who comes to this host, but for the language they chose."""
    circle = getattr(request, "circle", None)
    colours = palette(*brand_of(circle)).light
    name = circle.name if circle else settings.FEDERATION_NAME
    response = JsonResponse(
        {
            "name": name,
            "short_name": circle.place if circle and circle.place else name,
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
