"""For whom a program asks: its owner, or somebody they act for. Each request says so anew, in a header.

    Acting-Under: <number of the authority>

In a browser that acts for somebody the circle's own pages need no header. Who acts is in `helping`, as for pages.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from kernel.actors import Actor
from kernel.sections import Scope as Reach
from tenant_apps.entry.acting import HEADER, OutOfReach, knows_acting
from tenant_apps.entry.models import Scope
from tenant_apps.people.models import Person

ACTING_UNDER: Final = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="The authority under which you act for somebody. A token needs `acting`.",
)


class ScopeByAction:
    """A view that asks more of a token for changing than for reading; what is not named is for one's browser only."""

    scopes: ClassVar[Mapping[str, Scope]] = {}
    action: str | None

    @property
    def scope(self) -> Scope | None:
        return self.scopes.get(getattr(self, "action", None) or "")


class ForSomebody(ScopeByAction):
    """A view that serves whoever asks, and whoever acts for somebody."""

    knows_acting: ClassVar[bool] = True
    request: Request

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        return knows_acting(super().as_view(*args, **kwargs))  # type: ignore[misc]

    def whose(self, reach: Reach | None = None) -> tuple[Person, Actor]:
        """About whom this is, and who acts. Refused where what they may do for somebody does not reach so far."""
        acting = self._acting()
        if acting is None:
            me: Any = self.request.user
            return me, me
        if reach is not None and reach not in acting.scopes:
            raise OutOfReach
        return acting.person, acting.actor

    def reach(self) -> frozenset[str] | None:
        """How far it reaches what they may do for somebody; None when they act for nobody."""
        acting = self._acting()
        return None if acting is None else frozenset(acting.scopes)

    def _acting(self) -> Any:
        """What the header names, or what this browser has begun."""
        request: Any = self.request._request
        if HEADER not in self.request.headers:
            return request.acting if self.request.auth is None else None
        token: Any = self.request.auth
        if token is not None and not token.allows(Scope.ACTING):
            raise PermissionDenied("This access token may not do that.", code="scope_missing")
        return request.acting_as_said(self.request.user, self.request.headers[HEADER])
