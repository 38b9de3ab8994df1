"""Which language a page speaks; and how that, and how somebody likes to read, comes along to another of our hosts."""

import re
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
# Cookies never leave their host, so a link or redirect to another host of ours carries one of the first two and the
# third.
CHOSEN: Final = "lang"  # what the reader chose: kept on the other host as if it had been chosen there
READ: Final = "reads"  # what the page spoke by itself: the other host speaks it while nothing was chosen there
LIKES: Final = "likes"  # size and colours that the reader chose: kept on the other host, too
READ_COOKIE: Final = "language_come_with"
LIKES_COOKIE: Final = "reading"  # what it says is read by `ui.reading`, which leaves aside what it does not know
_LIKES: Final = re.compile(r"[a-z]{1,10}(?:\.[a-z]{1,10}){0,3}")
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
        if likes := getattr(request, "likes_to_keep", ""):
            remembered(response, likes, is_secure=request.is_secure(), cookie=LIKES_COOKIE)
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


def remembered(response: HttpResponse, chosen: str, *, is_secure: bool, cookie: str = "") -> HttpResponse:
    """What was chosen, a language if nothing else is said, is kept on this device for a year."""
    name = cookie or settings.LANGUAGE_COOKIE_NAME
    response.set_cookie(name, chosen, max_age=A_YEAR, samesite="Lax", secure=is_secure, httponly=True)
    return response


def taken_along(request: HttpRequest) -> dict[str, str]:
    """What to put into an address on another host of ours, so that it speaks and looks as the reader reads here."""
    read = {READ: getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)}
    return (read if not chosen_in(request) else {}) | chosen_along(request)


def chosen_along(request: HttpRequest) -> dict[str, str]:
    """The same for an address in a circle, which speaks its own language to whoever has chosen none."""
    chosen, likes = chosen_in(request), _liked(request.COOKIES.get(LIKES_COOKIE, ""))
    return ({CHOSEN: chosen} if chosen else {}) | ({LIKES: likes} if likes else {})


def along(request: HttpRequest) -> str:
    """The same as the end of an address: "?lang=cy". Nothing for who chose nothing and reads what every host speaks by
    itself, so that most addresses stay plain."""
    taken = taken_along(request)
    if taken.get(READ) == settings.LANGUAGE_CODE:
        taken.pop(READ)
    return f"?{urlencode(taken)}" if taken else ""


def _known(language: str) -> str:
    return language if is_spoken(language) else ""


def _liked(said: str) -> str:
    return said if _LIKES.fullmatch(said) else ""


def _take_in(request: HttpRequest) -> HttpResponse | None:
    """Let this host know the language and looks that came along. A page is answered with the way to its own address.

    What leads on by itself is done at once, as if the language had been known before.
    """
    chosen, read = (_known(request.GET.get(name, "")) for name in (CHOSEN, READ))
    likes = _liked(request.GET.get(LIKES, ""))
    if not (chosen or read or likes) or request.method not in ("GET", "HEAD") or request.path.startswith("/api/"):
        return None
    rest = request.GET.copy()
    for name in (CHOSEN, READ, LIKES):
        rest.pop(name, None)
    if likes:
        request.COOKIES[LIKES_COOKIE] = request.likes_to_keep = likes  # type: ignore[attr-defined]
    if chosen:
        keep(request, chosen)
    elif read:
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
