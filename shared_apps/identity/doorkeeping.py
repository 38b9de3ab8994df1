"""Who gets to the pages of an account: its owner, and for what matters only with a proof of the last five minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kernel.time import now
from shared_apps.identity.models import Account
from shared_apps.identity.proving import proof_of

View = Callable[..., HttpResponseBase]


class AccountRequest(HttpRequest):
    """What a view behind `account_required` is given, for annotations."""

    user: Account  # type: ignore[assignment]


def account_required(view: View) -> View:
    """Only for somebody who is signed in; everybody else signs in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def fresh_proof_required(view: View) -> View:
    """Only for somebody who proved within the last five minutes who they are; everybody else proves it first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request)
        if not proof_of(request).is_fresh(now()):
            return redirect_to_again(request.path if request.method == "POST" else request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('account_request_login_code')}?{urlencode({'next': request.get_full_path()})}")


def redirect_to_again(next: str, *, second: bool = False) -> HttpResponse:
    """Off to prove once more who one is; with `second` by nothing less than the second step."""
    wishes = {"next": next, **({"second": "1"} if second else {})}
    return redirect(f"{reverse('again')}?{urlencode(wishes)}")
