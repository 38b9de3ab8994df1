"""Who gets to a page of the desk: officers, and for some pages only those whose hats give them the power.

A stranger is sent to sign in. An officer without the power finds nothing there. What weighs most (approving, pausing,
closing, support sessions, hats) wants a proof of the last five minutes. Whoever gets through is written down, and so is
an officer who does not: here at the gate, or further in, where a service says that they may not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from kernel.errors import Conflict, NotAllowed, Refusal
from kernel.http import NOT_AUTHENTICATED, plain, problem_from
from kernel.time import now
from shared_apps.console import doors, lost
from shared_apps.console.hats import powers_of
from shared_apps.console.models import Entry, Officer
from shared_apps.console.services import audit, sessions_over
from shared_apps.console.sessions import ConsoleSessionStore
from shared_apps.federation import policies
from shared_apps.federation.services.facts import today
from shared_apps.identity.proof import Proof
from tenants import directory
from ui.errors import not_found, render_problem, typed_words

View = Callable[..., HttpResponseBase]
SIGN_IN: Final = "/sign-in/"
NO_DESK: Final = "/sign-in/no-desk/"
LOOKING_OVER: Final = "/support/over/"
YOUR_HATS: Final = "/hats/"
LONGEST_KEPT: Final = 20_000


@dataclass(frozen=True)
class Desk:
    """Who sits here now, with which powers, and what they have proved."""

    officer: Officer
    hats: frozenset[str]
    proof: Proof

    @property
    def powers(self) -> frozenset[str]:
        return powers_of(set(self.hats))

    @property
    def is_fresh(self) -> bool:
        return self.proof.is_fresh(now())


class ConsoleRequest(HttpRequest):
    """What a view behind `officer_required` is given."""

    session: ConsoleSessionStore
    desk: Desk
    officer: Officer
    about: "About"


@dataclass
class About:
    """What a view says about itself for the record: the circle, the thing, a few words. Never personal data."""

    circle_id: UUID | None = None
    subject: str = ""
    words: str = ""
    is_noted: bool = True


class SignInFirst(Refusal):
    """A stranger sent a form, which cannot be kept for them while they sign in."""

    status = 401
    default_code = NOT_AUTHENTICATED
    default_sentence = plain(401).detail


def officer_required(power: str = "", *, fresh: bool = False) -> Callable[[View], View]:
    """Officers only: all of them, or those whose hats give them `power`. With `fresh`, to the freshly proved only."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: ConsoleRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if (elsewhere := _sit_down(request)) is not None:
                return elsewhere
            if power and power not in request.desk.powers:
                return _found_nothing(request, power)
            if fresh and not request.desk.is_fresh:
                return _prove_again(request)
            try:
                with transaction.atomic():
                    response = view(request, *args, **kwargs)
            except (NotAllowed, PermissionDenied) as no:
                return _turned_away(request, render_problem(request, problem_from(no), typed_words(request)))
            except Conflict as no:  # what they wrote is shown to them; nothing of it was done
                return render_problem(request, problem_from(no), typed_words(request))
            _note(request, response)
            return response

        guarded.is_guarded = True  # type: ignore[attr-defined]
        guarded.power = power  # type: ignore[attr-defined]
        return guarded

    return guard


def whose_desk(request: ConsoleRequest) -> Officer | None:
    """The officer whose living session this is, whatever hats they wear; None for anybody else."""
    bearer = request.session.bearer
    if bearer is None or doors.living_epoch(bearer.account_id, bearer.proof.browser_id) != bearer.epoch:
        return None
    return Officer.objects.filter(account_id=bearer.account_id).first()


def has_something_to_do(officer: Officer | None) -> bool:
    """Whether the desk is open to them; anybody else at that browser may sign in."""
    return officer is not None and (bool(officer.hats()) or officer.terms.offered(today()).exists())


def _sit_down(request: ConsoleRequest) -> HttpResponseBase | None:
    """Puts the officer on the request; or where they have to go instead."""
    officer = whose_desk(request)
    if officer is None:
        return _to_sign_in(request)
    bearer = request.session.bearer
    assert bearer is not None
    hats = officer.hats()
    if not hats:
        return _stand_up(request, officer)
    request.desk, request.officer, request.about = Desk(officer, frozenset(hats), bearer.proof), officer, About()
    if sessions_over.end_what_may_not_go_on(officer, request.desk.powers):
        ended = lost.hat_that_ended(officer, policies.SUPPORT) if request.method == "POST" else None
        if ended is None:
            return redirect(LOOKING_OVER)  # and not a refusal, which would undo it
        return _turned_away(request, lost.say_that_it_ended(request, officer, ended))
    if settings.CONSOLE_SECOND_STEP and not bearer.proof.has_second_step:
        return render(request, "console/second_step.html", {"way": _way(request, second="1")}, status=403)
    return None


def _stand_up(request: ConsoleRequest, officer: Officer) -> HttpResponseBase:
    """Nothing to do here any more, or nothing yet but to say yes to a hat. What ended is kept, whatever is answered."""
    sessions_over.end_what_may_not_go_on(officer, frozenset())
    ended, is_asked = lost.hat_that_ended(officer), officer.terms.offered(today()).exists()
    if ended is not None and (request.method == "POST" or not is_asked):
        # The session stays: in another tab they may still have words to save.
        request.officer, request.about = officer, About()
        return _turned_away(request, lost.say_that_it_ended(request, officer, ended))
    if is_asked:
        return redirect(YOUR_HATS)
    request.session.flush()
    return redirect(NO_DESK)


def _to_sign_in(request: ConsoleRequest) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        raise SignInFirst
    return redirect(_way(request))


def _way(request: ConsoleRequest, **wishes: str) -> str:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return f"{SIGN_IN}?{urlencode({'next': back, **wishes})}"


def _prove_again(request: ConsoleRequest) -> HttpResponseBase:
    """Ask for a fresh proof, and keep meanwhile what was typed."""
    if request.method == "POST":
        typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        if sum(map(len, typed.values())) <= LONGEST_KEPT:
            request.session[f"typed:{request.path}"] = typed
    facts = {"way": _way(request, fresh="1"), "kept": request.method == "POST"}
    return render(request, "console/prove_again.html", facts)


def typed_before(request: ConsoleRequest) -> dict[str, str] | None:
    """What was typed on this page before a fresh proof was asked for; once."""
    return request.session.pop(f"typed:{request.path}", None)


def _found_nothing(request: ConsoleRequest, power: str) -> HttpResponseBase:
    """The page of any address that is none; for whoever had the power until lately, that it ended."""
    ended = lost.hat_that_ended(request.officer, power)
    if ended is None:
        return _turned_away(request, not_found(request))
    return _turned_away(request, lost.say_that_it_ended(request, request.officer, ended))


def _turned_away(request: ConsoleRequest, response: HttpResponse) -> HttpResponse:
    """Write down that somebody tried. That is kept, though a refusal undoes all else."""
    match = request.resolver_match
    names = match.kwargs if match else {}
    circle = directory.by_slug(names.get("slug", ""))
    things = ", ".join(str(given) for given in names.values() if isinstance(given, UUID | int))
    said = request.about
    about = About(said.circle_id or (circle.id if circle else None), said.subject or things, said.words)
    audit.note(Entry.Verb.TRIED, _page(request), by=request.officer, about=about)
    response.keeps_changes = True  # type: ignore[attr-defined]
    return response


def _page(request: ConsoleRequest) -> str:
    """What the record calls this page: see `words`."""
    return request.resolver_match.url_name or "" if request.resolver_match else ""


def _note(request: ConsoleRequest, response: HttpResponseBase) -> None:
    """Write down that a page was shown or something was done. What was refused changed nothing and showed nothing."""
    done = request.method == "POST"
    if not request.about.is_noted or not (response.status_code == 200 or (done and response.status_code == 302)):
        return
    if done and response.status_code == 200:
        return  # the form came back with its errors
    verb = Entry.Verb.DID if done else Entry.Verb.LOOKED
    audit.note(verb, _page(request), by=request.officer, about=request.about)
