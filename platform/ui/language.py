"""Which language a page speaks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

A_YEAR = 365 * 24 * 60 * 60
GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speaks the language the reader chose, else the circle's own, else the federation's.

    What a browser asks for is left aside on purpose: only people know which language they read best. Nor is a language
    offered that is not translated (`ui.spoken`): a page that calls itself Polish and speaks English is read out wrongly
    by a screen reader. Those who build may look at one in progress: `PROOF_LANGUAGES`.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_for(request: HttpRequest) -> str:
        """The first that is one of the languages this place speaks."""
        known = {code for code, _name in settings.LANGUAGES}
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if asked in settings.PROOF_LANGUAGES:
            return str(asked)
        circle = getattr(request, "circle", None)
        wishes = (asked, getattr(circle, "language", None))
        return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)


def spoken_or(language: str, other: str) -> str:
    """A language, if this place speaks it; the other one if it does not, or does not any more."""
    return language if language in {code for code, _name in settings.LANGUAGES} else other


def remembered(response: HttpResponse, language: str, *, is_secure: bool) -> HttpResponse:
    """The language is kept on this device for a year."""
    cookie = settings.LANGUAGE_COOKIE_NAME
    response.set_cookie(cookie, language, max_age=A_YEAR, samesite="Lax", secure=is_secure, httponly=True)
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
