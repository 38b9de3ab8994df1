"""The front door: which circle a request is for, decided by its host and by nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from kernel.http import plain
from tenants import directory
from tenants.context import CircleRef, circle_context, in_console, in_federation
from tenants.turns import NoTurn, Turns, fair_share, pool_size
from ui.errors import render_problem


class HouseRequest(HttpRequest):
    """A request that knows which circle it is for, if any."""

    circle: CircleRef | None
    urlconf: str


SAFE: Final = frozenset(["GET", "HEAD", "OPTIONS"])
# What people may still send to a circle that is closing: who they are, how they like to read, what they take along.
OPEN_TO_THE_LAST: Final = (
    "/sign-in/",
    "/sign-out/",
    "/reading/",
    "/language/",
    "/news/no/",
    "/circle/export/",
    "/circle/leave/",
)
CLOSING: Final = _("This circle is closing. You can read everything and take a copy along, but change nothing.")
BUSY: Final = _("Many people are using this circle at this moment. Please try again in a few seconds.")
Next = Callable[[HttpRequest], HttpResponseBase]


def plain_host(request: HttpRequest) -> str:
    """The host asked for: lower case, without port or closing dot. Raises DisallowedHost when it is no host at all."""
    host = request.get_host()
    if host.startswith("["):
        return host
    return (host.rsplit(":", 1)[0] if ":" in host else host).removesuffix(".")


class CircleMiddleware:
    """Enters the circle (or the federation) for the whole request.

    In a circle the request is one transaction, and a request that is refused or fails changes nothing. So it is at the
    console, whose requests run as a database role of their own.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.federation_hosts = {
            settings.FEDERATION_DOMAIN: settings.ROOT_URLCONF,
            settings.SIGN_IN_HOST: settings.SIGN_IN_URLCONF,
            settings.START_HOST: settings.START_URLCONF,
            settings.CONSOLE_HOST: settings.CONSOLE_URLCONF,
        }
        self.turns = Turns(fair_share(pool_size()))

    def __call__(self, request: HouseRequest) -> HttpResponseBase:
        request.circle = None
        try:
            host = plain_host(request).lower()
        except DisallowedHost:
            return _page(request, 400, "ui/bad_host.html", "This address is not written as addresses are.")
        if (urlconf := self.federation_hosts.get(host)) is not None:
            return self._federation(request, urlconf)
        circle = directory.by_host(host)
        if circle is None:
            return _left(request, host) or _nobody(request)
        request.circle = circle
        answer = _at_the_door(request, circle, host) or self._circle(request, circle)
        if answer.status_code == 500 and _has_just_gone(host):
            return _nobody(request)
        return _on_from_old(request, circle, answer) if _is_old(circle, host) else answer

    def _federation(self, request: HouseRequest, urlconf: str) -> HttpResponseBase:
        request.urlconf = urlconf
        if urlconf == settings.CONSOLE_URLCONF:
            with in_console():
                return self._whole_or_nothing(request)
        with in_federation():
            return self.get_response(request)

    def _circle(self, request: HouseRequest, circle: CircleRef) -> HttpResponseBase:
        request.urlconf = settings.CIRCLE_URLCONF
        _give_back()  # the register may just have been looked at, and nobody waits with a connection in hand
        try:
            with self.turns.of(circle.id):
                return self._in_one_transaction(request, circle)
        except NoTurn:
            return _busy(request)

    def _in_one_transaction(self, request: HouseRequest, circle: CircleRef) -> HttpResponseBase:
        try:
            with circle_context(circle), transaction.atomic():
                return self._whole_or_nothing(request)
        finally:
            _give_back()  # now, and not when a slow reader has taken the last of the answer

    def _whole_or_nothing(self, request: HouseRequest) -> HttpResponseBase:
        """Inside a transaction: what is refused or fails changes nothing, unless the refusal itself is remembered (a
        code that was shown twice is burnt)."""
        response = self.get_response(request)
        if response.status_code >= 400 and not getattr(response, "keeps_changes", False):
            transaction.set_rollback(True)
        return response


def _give_back() -> None:
    """The connection goes back to the pool, where others wait for it."""
    if not connection.in_atomic_block:
        connection.close()


def _busy(request: HouseRequest) -> HttpResponse:
    """Too many people ask this circle at once; the other circles must not wait for it."""
    said = replace(plain(503), detail=BUSY, code="circle_busy")
    return render_problem(request, replace(said, headers={**said.headers, "Retry-After": "5"}))


def _at_the_door(request: HouseRequest, circle: CircleRef, host: str) -> HttpResponse | None:
    """The answer to whoever does not get in, or has come by an address the circle no longer goes by."""
    if not circle.lets_people_in:
        return _page(request, 503, "ui/suspended.html", f"{circle.name} is paused for now.")
    if _is_old(circle, host) and not _was_open(request):
        return _moved(request, circle)
    if circle.state == "closing" and not _only_reads(request):
        return _page(request, 409, "ui/closing.html", str(CLOSING), "closing")
    return None


def _only_reads(request: HouseRequest) -> bool:
    """Whether a request changes nothing that the circle keeps."""
    return request.method in SAFE or request.path.startswith(OPEN_TO_THE_LAST)


def _nobody(request: HouseRequest) -> HttpResponse:
    request.circle = None
    return _page(request, 404, "ui/no_circle.html", "There is no care circle at this address.")


def _left(request: HouseRequest, host: str) -> HttpResponse | None:
    """Whoever has a page open at a domain its circle no longer goes by is told where the circle is now. What they send
    is not taken: the domain may be somebody else's. Strangers learn nothing, and cost the database no question."""
    if not {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME} & request.COOKIES.keys():
        return None
    with in_federation():
        circle_id = import_string(settings.FORMER_HOSTS)(host)
    circle = directory.by_id(circle_id) if circle_id else None
    if circle is None or not circle.lets_people_in or not circle.host:
        return None
    request.circle = circle
    on = circle.url + request.get_full_path()
    lost = "yes" if request.method not in SAFE else ""
    return _page(request, 410, "ui/left_address.html", f"{circle.name} is at {circle.url} now.", on=on, lost=lost)


def _has_just_gone(host: str) -> bool:
    """Whether the circle was put aside a moment ago, so that what failed looked for tables that are not there now:
    this process may not have been told for a second."""
    directory.forget()
    return directory.by_host(host) is None


def _is_old(circle: CircleRef, host: str) -> bool:
    """Whether the circle goes by another address than this one."""
    return bool(circle.host) and circle.host != host


def _was_open(request: HouseRequest) -> bool:
    """Whether this comes from a form that somebody had open here when the circle moved. It is taken here, for its seal
    holds nowhere else and nothing they typed may be lost. Programs carry no seal, and send again where they are led."""
    is_page = request.method == "POST" and not request.path.startswith("/api/")
    return is_page and settings.CSRF_COOKIE_NAME in request.COOKIES


def _on_from_old(request: HouseRequest, circle: CircleRef, answer: HttpResponseBase) -> HttpResponseBase:
    """Whoever sent a form at an old address is shown the way on. They are not led there: a browser lets a form lead
    only where its page said it may (`form-action`), and that page knew nothing of the new address."""
    if answer.status_code not in (302, 303):
        return answer
    there = urlsplit(urljoin(request.build_absolute_uri(), answer["Location"]))
    if there.netloc != request.get_host():
        return answer
    on = circle.url + urlunsplit(there._replace(scheme="", netloc=""))
    page = _page(request, 200, "ui/new_address.html", "What you sent has arrived.", on=on)
    page.cookies = answer.cookies
    return page


def _moved(request: HouseRequest, circle: CircleRef) -> HttpResponse:
    """The circle's other addresses lead to the one it goes by. Remembered for minutes only: it may change again."""
    status = 301 if request.method in SAFE else 308
    headers = {"Location": circle.url + request.get_full_path(), "Cache-Control": "max-age=600"}
    return HttpResponse(status=status, headers=headers)


def _page(
    request: HouseRequest, status: int, template: str, sentence: str, code: str = "", **facts: str
) -> HttpResponse:
    """A page (or, for programs, a problem document) that needs no circle, no session and no database."""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "3600"} if status == 503 else {})
    if request.path.startswith("/api/"):
        problem = replace(plain(status), detail=sentence, code=code or plain(status).code)
        return replace(problem, headers={**problem.headers, **headers}).response()
    kind = HttpResponseNotFound if status == 404 else HttpResponse
    with in_federation():
        body = render_to_string(template, {"sentence": sentence, **facts}, request)
    return kind(body, status=status, headers=headers)
