"""What every template may use: the circle, the person, how they like to read, and where things are.

Read duck-typed from the request, for this app lies below the one that knows circles.
"""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.time import now
from ui.language import along, offered
from ui.reading import Reading
from ui.vocabulary import label


class Place(NamedTuple):
    """One item of the member bar."""

    url: str
    words: str | Promise
    icon: str
    about: str = ""
    """Which of the words that a circle may have its own for stands in it."""


MEMBER_BAR = (
    Place("/home/", _("Home"), "house"),
    Place("/week/", _("My week"), "calendar-days"),
    Place("/team/", _("My [team]"), "users", "team"),
    Place("/messages/", _("Messages"), "message-circle"),
    Place("/more/", _("More"), "ellipsis"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: see the module's opening words."""
    reading = Reading.of(request)
    circle = getattr(request, "circle", None)
    looked_at_until = getattr(circle, "support_until", None)
    return {
        "circle": circle,
        "site_name": circle.name if circle else settings.FEDERATION_NAME,
        "lang": translation.get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "reads_as": reading,  # one name: a page's own "letters" or "space" would win over it
        "nav": [place._replace(words=label(str(place.words), place.about, circle)) for place in MEMBER_BAR],
        # Somebody at the national co-op may look at how the circle is set up, and everybody in it is told.
        "looked_at_until": looked_at_until if looked_at_until and looked_at_until > now() else None,
        "here": request.path,
        "way_back": urlencode({"back": request.get_full_path()}),  # for pages that lead back where one was
        "federation_url": federation_url(),
        # The sign-in host and the console have no pages of their own to read; the federation's answer for them.
        "pages_at": federation_url() if on_sign_in_host(request) or at_the_console(request) else "",
        "sign_in_url": sign_in_host_url(),
        # After the path of an address on another host of ours, so that it speaks the language that is read here.
        "along": along(request),
        "along_too": along(request).replace("?", "&"),
        "many_languages": len(offered(request)) > 1,
    }


def on_sign_in_host(request: HttpRequest) -> bool:
    """Whether this is the host on which everybody proves who they are."""
    return getattr(request, "urlconf", None) == settings.SIGN_IN_URLCONF


def at_the_console(request: HttpRequest) -> bool:
    """Whether this is the host on which the national co-op's officers work."""
    return getattr(request, "urlconf", None) == settings.CONSOLE_URLCONF


def federation_url() -> str:
    """The front page of the whole federation."""
    return _address(settings.FEDERATION_DOMAIN)


def sign_in_host_url() -> str:
    """The host on which everybody proves who they are."""
    return _address(settings.SIGN_IN_HOST)


def _address(host: str) -> str:
    scheme, port = settings.PUBLIC_SCHEME, settings.PUBLIC_PORT
    usual = not port or (scheme, int(port)) in {("http", 80), ("https", 443)}
    return f"{scheme}://{host}" + ("" if usual else f":{port}")
