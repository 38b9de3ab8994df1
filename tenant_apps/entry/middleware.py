"""Who is here? Asked only when a page wants to know, and answered by the circle's own list of people."""

from collections.abc import Callable
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property

from tenant_apps.entry.sessions import CircleSessionStore
from tenant_apps.people.models import Person
from tenants.context import CircleRef


class CircleRequest(HttpRequest):
    """What a view in a circle is given, for annotations; `PersonMiddleware` makes the request that comes."""

    circle: CircleRef
    person: Person | None
    session: CircleSessionStore


class MemberRequest(CircleRequest):
    """What a view behind `member_required` or `hat_required` is given: somebody is there."""

    person: Person


class InACircle:
    """What a request can tell inside a circle. Looked up on first use, so a page that asks nobody costs nothing."""

    session: CircleSessionStore

    @cached_property
    def person(self) -> Person | None:
        return self.session.person

    @cached_property
    def user(self) -> Person | AnonymousUser:
        return self.person or AnonymousUser()


@cache
def _in_a_circle(kind: type[HttpRequest]) -> type[HttpRequest]:
    return type(f"{kind.__name__}InACircle", (InACircle, kind), {})


class PersonMiddleware:
    """Gives every request its `person`: a Person of this circle, or None.

    A lazy object would do for `user`, but a lazy None is not None; so the request itself learns to look it up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "circle", None) is None:
            request.person = None  # type: ignore[attr-defined]
        else:
            request.__class__ = _in_a_circle(type(request))  # type: ignore[arg-type]
        return self.get_response(request)
