"""The browsers somebody is signed in with, and signing one of them out from another.

The session on the sign-in host remembers its browser, every ticket carries it on, and sessions in circles and at the
console ask whether it is still signed in. So ending one here ends all of them there, on the next request.
"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest

from kernel.ids import parse_uuid
from kernel.time import now
from shared_apps.identity.devices import in_words
from shared_apps.identity.models import Account, Browser, Ticket

SESSION_KEY: Final = "browser"


def begin(request: HttpRequest, account: Account) -> Browser:
    """This browser has just signed in."""
    device = in_words(request.headers.get("User-Agent", ""))
    browser = Browser.objects.create(account=account, device=device)
    request.session[SESSION_KEY] = str(browser.pk)
    return browser


def this_one(request: HttpRequest) -> UUID | None:
    """The browser that is asking."""
    return parse_uuid(request.session.get(SESSION_KEY) or "")


def is_signed_in(request: HttpRequest, account: Account) -> bool:
    """Whether the browser that is asking has not been signed out from elsewhere."""
    here = this_one(request)
    return here is not None and Browser.objects.filter(pk=here, account=account, ended_at=None).exists()


def note_seen(browser_id: UUID | None) -> None:
    """It was here: on the way into a circle, which is often enough to recognise it on a list."""
    if browser_id is not None:
        Browser.objects.filter(pk=browser_id).update(last_seen_at=now())


def end_this(request: HttpRequest) -> None:
    """Sign the browser that is asking out, here and in every circle."""
    if (here := this_one(request)) is not None:
        _end(Browser.objects.filter(pk=here, ended_at=None).values_list("pk", flat=True))


def end(account: Account, browser_id: UUID) -> bool:
    """Sign one of somebody's own browsers out; False when there is no such browser of theirs."""
    return bool(_end(account.browsers.filter(pk=browser_id, ended_at=None).values_list("pk", flat=True)))


def end_others(account: Account, request: HttpRequest) -> None:
    """Sign out all of somebody's browsers but this one: the password was changed, or a passkey was taken away."""
    others = account.browsers.filter(ended_at=None).exclude(pk=this_one(request))
    _end(others.values_list("pk", flat=True))


def _end(ids: "list[UUID] | object") -> int:
    which = list(ids)  # type: ignore[call-overload]
    Ticket.objects.filter(browser_id__in=which, used_at=None).delete()
    return Browser.objects.filter(pk__in=which).update(ended_at=now())
