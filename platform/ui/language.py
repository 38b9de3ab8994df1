"""Which language a page speaks, and how a reader's language comes along from one of our hosts to another."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

A_YEAR = 365 * 24 * 60 * 60
# Cookies never leave their host, so a link or redirect to another host of ours carries one of these two.
CHOSEN: Final = "lang"  # what the reader chose: kept on the other host as if it had been chosen there
READ: Final = "reads"  # what the page spoke by itself: the other host speaks it while nothing was chosen there
READ_COOKIE: Final = "language_come_with"
# Nobody keeps these addresses: they lead on by themselves, or are good once.
LEAD_ON: Final = ("/enter/", "/sign-in/arrive/", "/sign-out/", "/sign-out/everywhere/")
GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speaks the language the reader chose, else the circle's own, else the one they came with, else the federation's.

    What a browser asks for is left aside on purpose: only people know which language they read best. Nor is a language
    offered that is not translated (`ui.spoken`): a page that calls itself Polish and speaks English is read out wrongly
    by a screen reader. Those who build may look at one in progress: `PROOF_LANGUAGES`.

    Whoever comes from another host with a language goes on at once to the same address without it: so it is in no
    bookmark and no link that is passed on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        way_on = _take_in(request)
        language = self.language_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = way_on or self.get_response(request)
        if kept := getattr(request, "language_to_keep", ""):
            remembered(response, kept, is_secure=request.is_secure())
        if read := getattr(request, "language_to_speak", ""):
            # No longer than the browser is open: the reader has chosen nothing.
            response.set_cookie(READ_COOKIE, read, samesite="Lax", secure=request.is_secure(), httponly=True)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_for(request: HttpRequest) -> str:
        """The first that is one of the languages this place speaks."""
        circle = getattr(request, "circle", None)
        wishes = (chosen_in(request), getattr(circle, "language", ""), _known(request.COOKIES.get(READ_COOKIE, "")))
        return next((wish for wish in wishes if wish and is_spoken(wish)), settings.LANGUAGE_CODE)


def is_spoken(language: str) -> bool:
    """Whether pages may speak it: it is translated, or named to be looked at while it is being translated."""
    return language in {code for code, _name in settings.LANGUAGES} or language in settings.PROOF_LANGUAGES


def spoken_or(language: str, other: str) -> str:
    """A language, if this place speaks it; the other one if it does not, or does not any more."""
    return language if language in {code for code, _name in settings.LANGUAGES} else other


def chosen_in(request: HttpRequest) -> str:
    """The language the reader chose on this host; nothing while they read what the page speaks by itself."""
    return _known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def keep(request: HttpRequest, language: str) -> None:
    """Let this host speak a language from now on: its reader is known to read that one."""
    if is_spoken(language):
        request.language_to_keep = language  # type: ignore[attr-defined]
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = language


def remembered(response: HttpResponse, language: str, *, is_secure: bool) -> HttpResponse:
    """The language is kept on this device for a year."""
    cookie = settings.LANGUAGE_COOKIE_NAME
    response.set_cookie(cookie, language, max_age=A_YEAR, samesite="Lax", secure=is_secure, httponly=True)
    return response


def taken_along(request: HttpRequest) -> dict[str, str]:
    """What to put into an address on another host of ours, so that it speaks what the reader reads here."""
    if chosen := chosen_in(request):
        return {CHOSEN: chosen}
    return {READ: getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)}


def chosen_along(request: HttpRequest) -> dict[str, str]:
    """The same for an address in a circle, which speaks its own language to whoever has chosen none."""
    return {CHOSEN: chosen} if (chosen := chosen_in(request)) else {}


def along(request: HttpRequest) -> str:
    """The same as the end of an address: "?lang=cy". Nothing for who chose nothing and reads what every host speaks by
    itself, so that most addresses stay plain."""
    language = taken_along(request)
    is_plain = CHOSEN not in language and settings.LANGUAGE_CODE in language.values()
    return "" if is_plain else f"?{urlencode(language)}"


def _known(language: str) -> str:
    return language if is_spoken(language) else ""


def _take_in(request: HttpRequest) -> HttpResponse | None:
    """Let this host know the language that came along. A page is answered with the way to its own address.

    What leads on by itself is done at once, as if the language had been known before.
    """
    chosen, read = (_known(request.GET.get(name, "")) for name in (CHOSEN, READ))
    if not (chosen or read) or request.method not in ("GET", "HEAD") or request.path.startswith("/api/"):
        return None
    rest = request.GET.copy()
    for name in (CHOSEN, READ):
        rest.pop(name, None)
    if chosen:
        keep(request, chosen)
    else:
        request.COOKIES[READ_COOKIE] = request.language_to_speak = read  # type: ignore[attr-defined]
    if request.path in LEAD_ON:
        request.GET, request.META["QUERY_STRING"] = rest, rest.urlencode()  # type: ignore[assignment]
        return None
    # Never two slashes at the beginning: a browser would take what follows for a host.
    path = escape_leading_slashes(escape_uri_path(request.path))
    response = HttpResponseRedirect(f"{path}?{rest.urlencode()}" if rest else path)
    response.headers["Cache-Control"] = "no-store"
    return response


def offered(request: HttpRequest) -> list[tuple[str, str]]:
    """The languages to choose from here: those the circle chose, or all this place speaks where it chose none.

    What somebody reads just now stays in the list, so that nobody's own choice is taken out of their hands.
    """
    circle = getattr(request, "circle", None)
    chosen = set(getattr(circle, "languages", ()))
    if not chosen:
        return list(settings.LANGUAGES)
    chosen |= {getattr(circle, "language", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")}
    return [(code, name) for code, name in settings.LANGUAGES if code in chosen]
