"""How much, how fast and how often it fails, in labels that are few and say nothing about anybody.

Labels are a method, the name of a route and the class of a status: never a path, an id or a circle's slug, which would
both grow without end and tell which circle is busy. Whatever is not on a metric's list of known words counts as
"other".
"""

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Final

from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

OTHER: Final = "other"
MOST_WORDS: Final = 500


class KnownWords:
    """The words one label may say. A list that never grows past its bound; everything else is "other"."""

    def __init__(self, words: Iterable[str] = (), *, most: int = MOST_WORDS) -> None:
        self.most = most
        self._words: set[str] = set()
        for word in words:
            self.learn(word)

    def learn(self, word: str) -> None:
        """Let the label say this word from now on. ValueError when the list is full."""
        if word not in self._words and len(self._words) >= self.most:
            raise ValueError(f"A label has at most {self.most} words.")
        self._words.add(word)

    def say(self, word: str) -> str:
        return word if word in self._words else OTHER


METHODS: Final = KnownWords(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
STATUS_CLASSES: Final = KnownWords(("1xx", "2xx", "3xx", "4xx", "5xx"))

REQUESTS = Counter("coopbox_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("coopbox_request_seconds", "Time to answer a request.", ["method", "route"])


class MetricsMiddleware:
    """Counts each request under the name of its route. Second in MIDDLEWARE, after the request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        response = self.get_response(request)
        method, route = METHODS.say(request.method or ""), route_of(request)
        SECONDS.labels(method, route).observe(perf_counter() - started)
        REQUESTS.labels(method, route, STATUS_CLASSES.say(f"{response.status_code // 100}xx")).inc()
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the matched route, such as `home:week`. Routes are written in code, so there are only so many."""
    match = request.resolver_match
    return match.view_name if match is not None and match.url_name else OTHER


def exposition() -> tuple[bytes, str]:
    """Everything counted so far in this process, and its content type: the body of `/metrics`."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
