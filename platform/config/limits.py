"""How much anybody may send us in one request. Two fences: what a request says of itself, and what really arrives.
In front of them a third: a request is for one host.

The first two end in the same page (or problem document): the outer fence stands in front of Django, throws the body
away and lets Django answer without it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kernel import access, requestid
from ui.errors import render_error

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

TOO_BIG: Final = "coopbox.too_big"
# How much of a refused body is still taken and thrown away. A browser that is cut off while it sends shows no page.
THROWN_AWAY: Final = 8  # times BODY_LIMIT
PATIENCE: Final = 60.0  # seconds
TWO_HOSTS: Final = "This request names more than one host. Send it again with one.\n"


class BodyLimitMiddleware:
    """Turns a request away that is too big, with a page people understand.

    It comes after the circle is known, so that the page is the circle's, and before anybody looks at the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "scope", {}).get(TOO_BIG) or too_big(request.META.get("CONTENT_LENGTH", "")):
            return render_error(request, 413)
        return self.get_response(request)


def too_big(length: str) -> bool:
    return length.isdigit() and int(length[:20]) > settings.BODY_LIMIT


class OneHost:
    """Turns away a request that names two hosts. A proxy in front might have gone by one of them and we by the other,
    so it gets no page of anybody's: not the health page, not a stylesheet."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if sum(name == b"host" for name, _ in scope.get("headers", ())) <= 1:
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        with requestid.request_id() as chosen:
            headers = [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"cache-control", b"no-store"),
                (requestid.HEADER.lower().encode(), chosen.encode()),
                (b"connection", b"close"),
            ]
            await send({"type": "http.response.start", "status": 400, "headers": headers})
            await send({"type": "http.response.body", "body": TWO_HOSTS.encode()})
            access.write(scope["method"], access.unknown(scope["path"]), 400, began)


class _TooMuchError(Exception):
    pass


class BodyLimit:
    """Counts what really arrives. Django keeps a whole body before it looks at it, so a body that is too big is stopped
    here, in front of Django: the one that says so, and the one that comes in pieces without a length (or a false one).
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        arrived, more = 0, True

        async def counted() -> Message:
            nonlocal arrived, more
            message = await receive()
            arrived += len(message.get("body", b""))
            more = message.get("more_body", False)
            if arrived > settings.BODY_LIMIT:
                raise _TooMuchError
            return message

        headers = dict(scope.get("headers", ()))
        if too_big(headers.get(b"content-length", b"").decode("latin-1")):
            # Whoever asks before sending need not send at all.
            await self._refuse(scope, receive, send, more=b"expect" not in headers)
            return
        try:
            await self.app(scope, counted, send)
        except _TooMuchError:
            await self._refuse(scope, receive, send, more=more)

    async def _refuse(self, scope: Message, receive: Receive, send: Send, *, more: bool) -> None:
        """Let Django say no, to a request without its body."""
        if more and not await _throw_away(receive):
            return
        bodies = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def nothing() -> Message:
            for body in bodies:
                return body
            return await asyncio.Future()  # Django waits here for a hang-up until its answer is sent

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
            await send(message)

        await self.app({**scope, TOO_BIG: True}, nothing, last)


async def _throw_away(receive: Receive) -> bool:
    """Take the rest of a body and keep none of it, within reason. False when whoever sent it has hung up."""
    arrived = 0
    try:
        async with asyncio.timeout(PATIENCE):
            while arrived <= settings.BODY_LIMIT * THROWN_AWAY:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return False
                arrived += len(message.get("body", b""))
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        pass
    return True
