"""One id follows a request from the proxy through the page, the journal and the job, into the logs.

The middleware goes first of all. It takes the id a proxy gave (`X-Request-ID`) when it is well formed and makes one
otherwise, and says it in the answer, so that somebody who reports a problem can read it out.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.http import HttpRequest, HttpResponse

from kernel.ids import uuid7

HEADER: Final = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current() -> str | None:
    """The id of the request being answered, or of the one that asked for this job."""
    return _current.get()


def accepted(offered: object) -> str:
    """The id that was offered if it is well formed, else a new one. It ends up in logs, so nothing odd gets through."""
    if isinstance(offered, str) and _WELL_FORMED.fullmatch(offered):
        return offered
    return str(uuid7())


@contextmanager
def request_id(offered: str | None = None) -> Iterator[str]:
    """Work under this request id: jobs use it to go on under the id of the request that asked for them."""
    chosen = accepted(offered)
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


class RequestIdMiddleware:
    """Gives every request an id and tells it in the answer. First in MIDDLEWARE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_id(request.headers.get(HEADER)) as chosen:
            request.request_id = chosen  # type: ignore[attr-defined]
            response = self.get_response(request)
            response[HEADER] = chosen
            return response
