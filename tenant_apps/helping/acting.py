"""Acting for somebody: the helper signs in as themselves, picks whom they help, and both names stand in every entry.

Whether they still may is asked of the database with every request, so an authority that was ended is over with the
next one. A form that was opened while acting and is sent afterwards is refused, and so is one the other way round: it
would be done for somebody else than it says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf
from kernel.errors import Conflict, NotAllowed
from kernel.ids import parse_uuid
from tenant_apps.entry.acting import KNOWS, knows_acting
from tenant_apps.entry.sessions import ACTING
from tenant_apps.helping.events import ActingBegan, ActingStopped
from tenant_apps.helping.models import Authority
from tenant_apps.helping.services import who_must_still_agree
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person

__all__ = [
    "AboutYourself",
    "Acting",
    "NoLongerActing",
    "acting_under",
    "actor_of",
    "begin",
    "knows_acting",
    "picked",
    "refuse_what_is_about_another",
    "stop",
]

CHANGING: Final = ("PUT", "PATCH", "DELETE")
# What is the helper's own, whomever they act for: leaving, reading, and stopping.
ALWAYS: Final = ("/helping/", "/sign-out/", "/reading/", "/language/")
# Of their pages about oneself, those that turn to whoever is acted for as a whole.
TURNED: Final = ("/me/data/", "/me/profile/")


class NoLongerActing(Conflict):
    """They may no longer act for somebody, and what they sent was not done."""

    default_code = "no_longer_acting"
    default_sentence = _("You may no longer act for them, so nothing was changed. Open the page again.")


class AboutYourself(Conflict):
    """A page about the helper themselves, sent while they act for somebody."""

    default_code = "acting"
    default_sentence = _("This page is about you, and you are acting for somebody else. Stop acting first.")


@dataclass(frozen=True)
class Acting:
    """A helper acts for a person just now, under an authority that is in force."""

    helper: Person
    person: Person
    authority: UUID
    scopes: frozenset[str]

    @property
    def actor(self) -> OnBehalf:
        """What services take as `by=`."""
        return OnBehalf(self.helper, self.person.pk, self.authority)


def acting_under(helper: Person, authority_id: UUID | None) -> Acting | None:
    """The helper acting under this authority, if that is theirs and in force now, and all who must agree have."""
    if authority_id is None:
        return None
    found = Authority.objects.in_force().filter(pk=authority_id, helper=helper).select_related("person").first()
    if found is None or who_must_still_agree(found):
        return None
    return Acting(helper, found.person, found.pk, frozenset(found.scopes))


def picked(session: Any) -> UUID | None:
    """Under which authority this browser said that it acts, whether or not it still may."""
    return parse_uuid(session.get(ACTING, ""))


@transaction.atomic
def begin(request: Any, authority: Authority, *, by: Actor) -> Acting:
    """From now on this browser acts for the person, until it stops. Forms that were open before are no longer taken."""
    if by.id != authority.helper_id:
        raise NotAllowed(_("Somebody else may act under this."))
    acting = acting_under(request.person, authority.pk)
    if acting is None:
        raise Conflict(_("You may not act for them just now."), code="not_in_force")
    request.session[ACTING] = str(authority.pk)
    rotate_token(request)
    announce(ActingBegan(authority_id=authority.pk, person_id=authority.person_id), by=acting.actor)
    return acting


@transaction.atomic
def stop(request: Any) -> None:
    """This browser acts for nobody any more."""
    authority_id = picked(request.session)
    request.session.pop(ACTING, None)
    rotate_token(request)
    mine = Authority.objects.filter(helper=request.person)
    found = mine.filter(pk=authority_id).first() if authority_id is not None else None
    if found is not None:
        announce(ActingStopped(authority_id=found.pk, person_id=found.person_id), by=request.person)


def refuse_what_is_about_another(request: Any, view: Callable[..., Any]) -> None:
    """Before a form is taken, or a page about oneself is shown: whoever says that they act for somebody still may, and
    the page knows of it. A page about the helper under somebody else's name would be read as theirs."""
    if _is_about_oneself(request, view):
        raise AboutYourself
    # Pages are changed by POST alone; any other way leads to programs' doors or nowhere, and nowhere asks no question.
    may_change = request.method == "POST" or (request.method in CHANGING and request.path.startswith("/api/"))
    if not may_change or request.path.startswith(ALWAYS) or picked(request.session) is None:
        return
    if request.acting is None:
        raise NoLongerActing
    if not getattr(view, KNOWS, False):
        raise AboutYourself


def _is_about_oneself(request: Any, view: Callable[..., Any]) -> bool:
    """Whether this is a page about the helper alone, opened while they act for somebody."""
    if request.method not in ("GET", "HEAD") or not request.path.startswith("/me/"):
        return False
    knows = getattr(view, KNOWS, False) or request.path.startswith(TURNED)
    return not knows and picked(request.session) is not None and request.acting is not None


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts with this request: the person, or the helper for somebody. What every service takes as `by=`."""
    acting: Acting | None = getattr(request, "acting", None)
    return acting.actor if acting is not None else getattr(request, "person", None)
