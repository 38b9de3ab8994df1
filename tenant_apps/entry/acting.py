"""A page while somebody acts for another: whose page it is, and whether it may be at all. Who acts is in `helping`."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor
from kernel.errors import NotAllowed
from kernel.sections import Scope
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Person

KNOWS: Final = "knows_acting"
# By which a program says, with each request, under which authority it acts for somebody.
HEADER: Final = "Acting-Under"

V = TypeVar("V", bound=Callable[..., Any])


class OutOfReach(NotAllowed):
    """They act for somebody, and what they may do does not reach to this page."""

    default_code = "out_of_reach"
    default_sentence = _("What you may do for them does not reach to this. Stop acting to see your own page.")


def knows_acting(view: V) -> V:
    """Mark a view that may be opened and sent to while acting for somebody: it says whom it is about."""
    setattr(view, KNOWS, True)
    return view


def scopes(request: MemberRequest) -> frozenset[str] | None:
    """How far it reaches what they may do for somebody just now; None when they act for nobody."""
    acting = getattr(request, "acting", None)
    return None if acting is None else frozenset(acting.scopes)


def whose(request: MemberRequest, scope: Scope | None = None) -> tuple[Person, Actor]:
    """Whose page this is, and who acts on it. Raises OutOfReach where somebody acts and it does not reach so far."""
    acting = getattr(request, "acting", None)
    if acting is None:
        return request.person, request.person
    if scope is not None and scope not in acting.scopes:
        raise OutOfReach
    return acting.person, acting.actor
