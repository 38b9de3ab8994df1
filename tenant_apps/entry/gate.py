"""Who gets through to a page: any member, whoever wears a hat, or whoever has just proved again who they are.

Whoever holds an office and has not done the second step that is due is nobody: see `SessionQuerySet.opened_by`.

A stranger is sent to sign in and comes back. A member without the hat finds nothing there, exactly as if the page did
not exist. REST framework's permissions ask the same questions.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from kernel.http import NOT_AUTHENTICATED, plain
from kernel.time import now
from tenant_apps.entry import typed
from tenant_apps.entry.middleware import CircleRequest
from ui.errors import is_program

View = Callable[..., HttpResponseBase]
SIGN_IN = "/sign-in/"


class SignInFirst(Refusal):
    """A stranger sent a form, which cannot be kept for them while they sign in."""

    status = 401
    default_code = NOT_AUTHENTICATED
    default_sentence = plain(401).detail


class ProveItAgain(Refusal):
    """A form was sent that needs a fresh proof, and the last one is too long ago."""

    status = 401
    default_code = "prove_again"
    default_sentence = _(
        "This needs a proof of the last five minutes that it is you. Go back, load the page again and prove it;"
        " then send it once more."
    )


class SecondStepFirst(Refusal):
    """A form was sent that needs a second step, by somebody who has not done it."""

    status = 401
    default_code = "second_step"
    default_sentence = _("This needs a second step when you sign in. Sign in again and send it once more.")


def member_required(view: View) -> View:
    """Members only."""

    @wraps(view)
    def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.person is None:
            return _set_out(request, SignInFirst)
        return view(request, *args, **kwargs)

    return guarded


def hat_required(*kinds: str) -> Callable[[View], View]:
    """Only for whoever wears one of these hats, such as `hat_required("steward")`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.person is None:
                return _set_out(request, SignInFirst)
            if not request.person.wears(*kinds):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def fresh_proof_required_when(is_due: Callable[..., bool]) -> Callable[[View], View]:
    """Only for a member who has proved within the last five minutes who they are, when `is_due` says so.

    It is asked with the request and what the address holds. Put this below `hat_required`, so that whoever may not see
    the page is not asked to prove anything. Whoever comes to look is sent round by the sign-in host and back. A form
    that is sent too late waits with what was typed: the page it stood on makes it with `typed.brought_back`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.person is None:
                return _set_out(request, SignInFirst)
            if not is_due(request, *args, **kwargs):
                return view(request, *args, **kwargs)
            if not request.session.proof.is_fresh(now()):
                return _set_out(request, ProveItAgain, "again")
            if request.method == "POST":
                typed.forget(request)
            return view(request, *args, **kwargs)

        guarded.asks_for_fresh_proof = True  # type: ignore[attr-defined]
        return guarded

    return guard


def fresh_proof_required(view: View) -> View:
    """Only for a member who has proved within the last five minutes who they are: exports, roles, payouts."""
    return fresh_proof_required_when(_always)(view)


def _always(request: CircleRequest, *args: Any, **kwargs: Any) -> bool:
    return True


def second_step_required(view: View) -> View:
    """Only for a member who has done a second step, in office or not, whatever days of grace there are."""

    @wraps(view)
    def guarded(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.person is None:
            return _set_out(request, SignInFirst)
        if not request.session.proof.has_second_step:
            return _set_out(request, SecondStepFirst, "second")
        return view(request, *args, **kwargs)

    return guarded


def _set_out(request: CircleRequest, refused: type[Refusal], wish: str = "") -> HttpResponseBase:
    """Pages that can be asked for again wait behind the sign-in. So does a form, if we know whose it is."""
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(_way(request.get_full_path(), wish))
    if request.method != "POST" or request.person is None or is_program(request):
        raise refused
    kept = typed.keep(request)
    facts = {"kept": kept, "way": _way(kept.page, wish), "second": wish == "second"}
    answer = render(request, "entry/prove_again.html", facts, status=refused.status)
    answer.keeps_changes = True  # type: ignore[attr-defined]
    return answer


def _way(page: str, wish: str) -> str:
    return f"{SIGN_IN}?{urlencode({**({wish: '1'} if wish else {}), 'next': page})}"
