"""Every request leaves one line: what was asked, what came of it, how long it took. Nobody can be known by it.

A line holds method, path, status and milliseconds, beside the ids that every line has (`kernel.logs`). The path comes
without its query, and what a route takes from it stands there only when it is an id: a link's token or a name in an
address is replaced by the name of its place, as in `/invitation/:token/`. Of an address that no route knows only the
beginning is kept, for it may be half a link. Who asked, and from where, is not said.
"""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from kernel.ids import parse_uuid
from kernel.logs import scrub

log = logging.getLogger("coopbox.access")

ODD: Final = re.compile(r"[^A-Za-z0-9_.:/-]")
LONGEST: Final = 80  # what kernel.logs lets through


class AccessLogMiddleware:
    """Leaves a request's line once its answer is known. Second in MIDDLEWARE, after the request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        write(request.method or "", path_of(request), response.status_code, began, request)
        return response


def write(method: str, path: str, status: int, began: float, request: HttpRequest | None = None) -> None:
    """Write the line. The request is given along for its circle, which has been left by now."""
    facts = {"method": method, "path": path, "status": status, "ms": round((perf_counter() - began) * 1000, 1)}
    log.info("Answered", extra={**facts, "request": request})


def path_of(request: HttpRequest) -> str:
    """A request's path as a log may hold it."""
    match = request.resolver_match
    if match is None or not match.route:
        return unknown(request.path_info)
    path = request.path_info
    for name, value in [*match.kwargs.items(), *(("part", value) for value in match.args)]:
        if not _is_id(value):
            path = re.sub(rf"(?<![A-Za-z0-9]){re.escape(str(value))}(?![A-Za-z0-9])", f":{name}", path)
    return ODD.sub("_", path)[:LONGEST]


def unknown(path: str) -> str:
    """The beginning of a path that no route knows: its first part, and whether anything followed."""
    first, _, rest = path.lstrip("/").partition("/")
    return ODD.sub("_", "/" + scrub(first) + ("/..." if rest else ""))[:LONGEST]


def _is_id(value: object) -> bool:
    return isinstance(value, (int, UUID)) or parse_uuid(value) is not None
