"""Speaking to a Rocket.Chat server: its answers, its refusals, and how often it may be asked.

The shapes are those of its published API up to 8.7, and what changed with 9.0. By default it takes ten calls in sixty
seconds of each endpoint, and says in its headers how many are left and when it begins to count anew.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from kernel.egress import Answer, NotReached, fetch
from tenant_apps.chat.clock import Clock
from tenant_apps.chat.port import Busy, Down, Gone, NotWelcome, Refused

A_PAGE: Final = 100
# When a server says that it is busy and not for how long.
A_WHILE: Final = 60.0
# Its clock and ours differ by a little, and it counts from the first call.
GRACE: Final = 0.05
_GONE: Final = frozenset(
    {"error-room-not-found", "error-invalid-room", "error-user-not-found", "error-invalid-user", "error-not-found"}
)


class Wire:
    """One round of speaking to one server. What it learns about how often it may ask ends with the round."""

    def __init__(self, address: str, user_id: str, token: str, *, clock: Clock, until: float) -> None:
        self.base = f"{address}/api"
        self.headers = {"X-User-Id": user_id, "X-Auth-Token": token, "Accept": "application/json"}
        self.clock, self.until = clock, until
        self.free_at: dict[str, float] = {}

    def get(self, endpoint: str, **query: Any) -> dict[str, Any]:
        return self._ask("GET", endpoint, query=query)

    def post(self, endpoint: str, **body: Any) -> dict[str, Any]:
        return self._ask("POST", endpoint, body=body)

    def pages(self, endpoint: str, of: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Everything of a list that comes in pages."""
        at = 0
        while True:
            page = self.get(endpoint, **query, count=A_PAGE, offset=at)
            found = page.get(of)
            if not isinstance(found, list):
                raise Down("odd_answer")
            yield from found
            at += len(found)
            if len(found) < A_PAGE or at >= int(page.get("total", at)):
                return

    def _ask(self, method: str, endpoint: str, **said: Mapping[str, Any]) -> dict[str, Any]:
        """One call; again once when the server failed, and once when it was asked too soon and time is left."""
        for is_last in (False, True):
            self._wait_for(endpoint)
            came = self._fetch(method, endpoint, **said)
            if came.status == 429:
                self.free_at[endpoint] = self.clock.seconds() + _wait(came, self.clock)
                if is_last:
                    raise Busy(self.free_at[endpoint] - self.clock.seconds())
            elif came.status < 500:
                self._note_what_is_left(endpoint, came)
                return _read(came)
        raise Down("fails")

    def _fetch(self, method: str, endpoint: str, *, query: Any = None, body: Any = None) -> Answer:
        url = f"{self.base}/{endpoint if endpoint == 'info' else f'v1/{endpoint}'}"
        url += f"?{urlencode(query)}" if query else ""
        headers = {**self.headers, "Content-Type": "application/json"} if body is not None else self.headers
        try:
            return fetch(method, url, headers=headers, body=None if body is None else json.dumps(body).encode())
        except NotReached as no:
            raise Down(no.code) from no

    def _wait_for(self, endpoint: str) -> None:
        """Until the server takes this call. Raises Busy where that is after this round."""
        wait = self.free_at.get(endpoint, 0.0) - self.clock.seconds()
        if wait <= 0:
            return
        if self.clock.seconds() + wait > self.until:
            raise Busy(wait)
        self.clock.sleep(wait)

    def _note_what_is_left(self, endpoint: str, came: Answer) -> None:
        if came.headers.get("x-ratelimit-remaining") == "0":
            self.free_at[endpoint] = self.clock.seconds() + _wait(came, self.clock)


def _wait(came: Answer, clock: Clock) -> float:
    """For how many seconds an endpoint is closed: the header tells the end in milliseconds since 1970."""
    try:
        end = float(came.headers["x-ratelimit-reset"]) / 1000
    except (KeyError, ValueError):
        return A_WHILE
    return min(max(end - clock.now().timestamp(), 0.0), 3600.0) + GRACE


def _read(came: Answer) -> dict[str, Any]:
    try:
        told = came.json()
    except NotReached:
        raise Down("odd_answer") from None
    if not isinstance(told, dict):
        raise Down("odd_answer")
    if came.status == 401:
        raise NotWelcome("not_welcome")
    if came.status >= 400 or told.get("success") is False:
        # 8 says 400 and what was wrong; 9 says 403 and error-forbidden where somebody may not.
        code = str(told.get("errorType") or told.get("error") or f"status_{came.status}")
        raise Gone(code) if code in _GONE or came.status == 404 else Refused(code)
    return told


def needed(told: Mapping[str, Any], *path: str) -> str:
    """An id that an answer must have. One without it is no answer: whether it was done is asked anew later."""
    found: Any = told
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    if not isinstance(found, str) or not found:
        raise Refused("id_missing")
    return found
