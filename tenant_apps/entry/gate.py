"""Who gets through to a page: any member, or whoever wears a hat.

A stranger is sent to sign in and comes back. A member without the hat finds nothing there, exactly as if the page did
not exist. REST framework's permissions ask the same two questions.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase, HttpResponseRedirect

from kernel.errors import Refusal
from kernel.http import NOT_AUTHENTICATED, plain
from tenant_apps.entry.middleware import CircleRequest

View = Callable[..., HttpResponseBase]
SIGN_IN = "/sign-in/"


class SignInFirst(Refusal):
    """A stranger sent a form, which cannot be kept for them while they sign in."""

    status = 401
    default_code = NOT_AUTHENTICATED
    default_sentence = plain(401).detail


def member_required(view: View) -> View:
    """Members only."""

    @wraps(view)
    def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.person is None:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def hat_required(*kinds: str) -> Callable[[View], View]:
    """Only for whoever wears one of these hats, such as `hat_required("steward")`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.person is None:
                return _to_sign_in(request)
            if not request.person.wears(*kinds):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _to_sign_in(request: CircleRequest) -> HttpResponseBase:
    """Pages that can be asked for again wait behind the sign-in; a form that was sent cannot."""
    if request.method not in ("GET", "HEAD"):
        raise SignInFirst
    return HttpResponseRedirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
