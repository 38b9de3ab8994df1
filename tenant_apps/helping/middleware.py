"""Gives every request in a circle its `acting` and its `actor`, and refuses forms that are about somebody else."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property

from kernel.actors import Actor
from kernel.errors import Refusal
from kernel.http import problem_from
from kernel.ids import parse_uuid
from tenant_apps.helping import acting
from tenant_apps.helping.acting import Acting
from tenant_apps.people.models import Person
from ui.errors import render_problem, typed_words


class CanAct:
    """What a request can tell. Looked up on first use; whoever acts for nobody costs no question."""

    session: Any
    person: Person | None

    @cached_property
    def acting(self) -> acting.Acting | None:
        said = acting.picked(self.session)
        return acting.acting_under(self.person, said) if said is not None and self.person is not None else None

    def acting_as_said(self, helper: Person, said: str) -> Acting:
        """What a program says with its request: under which authority this helper acts."""
        found = acting.acting_under(helper, parse_uuid(said))
        if found is None:
            raise acting.NoLongerActing
        return found

    @cached_property
    def acting_is_over(self) -> bool:
        """Whether this browser said that it acts for somebody, and no longer may."""
        return self.acting is None and acting.picked(self.session) is not None

    @cached_property
    def actor(self) -> Actor | None:
        return self.acting.actor if self.acting is not None else self.person


@cache
def _acting(kind: type[HttpRequest]) -> type[HttpRequest]:
    return type(f"{kind.__name__}ThatActs", (CanAct, kind), {})


class ActingMiddleware:
    """After the one that knows the person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "circle", None) is None:
            request.acting = request.actor = None  # type: ignore[attr-defined]
        else:
            request.__class__ = _acting(type(request))  # type: ignore[arg-type]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        if getattr(request, "circle", None) is None:
            return None
        try:
            acting.refuse_what_is_about_another(request, view)
        except Refusal as refused:
            return render_problem(request, problem_from(refused), typed_words(request))
        return None
