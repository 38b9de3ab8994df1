"""How much anybody may send us in one request. Two fences: what a request says of itself, and what really arrives."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kernel.http import plain
from tenants.context import in_federation
from ui.errors import render_error

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_SAID: Final = b"text/plain; charset=utf-8"


class BodyLimitMiddleware:
    """Turns a request away that says it is too big, before a byte of it is read, with a page people understand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if too_big(request.META.get("CONTENT_LENGTH", "")):
            with in_federation():
                return render_error(request, 413)
        return self.get_response(request)


def too_big(length: str) -> bool:
    return length.isdigit() and int(length[:20]) > settings.BODY_LIMIT


class _TooMuchError(Exception):
    pass


class BodyLimit:
    """Counts what really arrives. Django keeps a whole body before it looks at it, so a body sent in pieces without a
    length (or with a false one) is stopped here, in front of Django.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > settings.BODY_LIMIT:
                raise _TooMuchError
            return message

        try:
            await self.app(scope, counted, send)
        except _TooMuchError:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    sentence = str(plain(413).detail).encode()
    headers = [(b"content-type", _SAID), (b"cache-control", b"no-store"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": sentence})
