"""Ask a website in this process, through its whole WSGI handler, as a server would."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application


@cache
def _website() -> Callable[..., Iterable[bytes]]:
    return get_wsgi_application()


def get(host: str, path: str, *, cookie: str = "") -> tuple[int, bytes]:
    """The status and the body of a page."""
    path, _, asked = path.partition("?")
    environ: dict[str, Any] = {"HTTP_HOST": host, "PATH_INFO": path, "QUERY_STRING": asked, "REMOTE_ADDR": "127.0.0.1"}
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    setup_testing_defaults(environ)
    status: list[str] = []
    response = _website()(environ, lambda line, headers, exc_info=None: status.append(line))
    try:
        body = b"".join(response)
    finally:
        response.close()  # type: ignore[attr-defined]
    return int(status[0].split()[0]), body


def seconds_for(count: int, host: str, path: str, *, cookie: str, says: bytes) -> float:
    """How long `count` askings take. Each must answer 200 and say what it should."""
    began = time.perf_counter()
    for _ in range(count):
        status, body = get(host, path, cookie=cookie)
        assert status == 200, f"{path} answered {status}"
        assert says in body, f"{path} does not say {says!r}"
    return time.perf_counter() - began
