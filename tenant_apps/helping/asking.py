"""Asking for somebody whose name one may not know here: by their e-mail address, a code, or a name written down.

Nobody is looked up when it is asked. Whoever has that address, or that code, finds the question on their own pages; so
the one who asks sees the same whether they are here, are not, or said no.
"""

import re
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.sections import Scope
from kernel.time import now
from kernel.words import tidy
from shared_apps.identity.guesses import may_guess
from tenant_apps.helping import policies, services
from tenant_apps.helping.events import SomebodyAskedFor, WishAnswered, WishEnded
from tenant_apps.helping.models import Authority, Wish, WishQuerySet
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.vault.fields import found_by
from tenants.locks import circle_lock
from tenants.signing import fingerprints

LASTS: Final = timedelta(days=30)
MOST_OPEN: Final = 10
LETTERS: Final = "FHKLMQRWY234679"
CODE_LENGTH: Final = 10
MADE, KNOWN_BY = "wish-code", "wish-known-by"
GUESSES: Final = {"most": 10, "seconds": 3600}


@transaction.atomic
def ask_for_somebody(
    person: Person,
    what: str,
    *,
    scopes: list[str] | None = None,
    until_on: date | None = None,
    address: str = "",
    named: str = "",
    by: Actor,
) -> Wish:
    """Somebody asks for another, to act for them or to be known to each other. It counts when that one says yes."""
    if not policies.can_ask_for_help(require(by), person):
        raise NotAllowed(_("Only they themselves can ask somebody to act for them."))
    acts = what == Wish.What.ACT
    if acts and not services.can_decide(person):
        raise Conflict(_("It is written down that they cannot decide this just now."), code="no_capacity")
    if acts and not scopes:
        raise RuleBroken(code="no_scope", errors={"scopes": [_("Choose at least one thing it reaches to.")]})
    circle_lock(f"helping:{person.pk.hex}")
    if Wish.objects.open().filter(person=person).count() >= MOST_OPEN:
        raise Conflict(_("You have asked for ten people. Wait for an answer, or take one back."), code="too_many")
    wish = Wish(person=person, what=what, until_on=until_on, address=_address(address), named=tidy(named)[:200])
    wish.scopes = sorted({str(Scope(each)) for each in scopes or ()}) if acts else []
    wish.ends_at = now() + LASTS
    wish.code_hash = fingerprints(_plain(code_of(wish)), purpose=KNOWN_BY)[0]
    wish.save(force_insert=True)
    announce(SomebodyAskedFor(wish_id=wish.pk, person_id=person.pk), by=by)
    return wish


def _address(typed: str) -> str:
    address = typed.strip().lower()
    try:
        if address:
            validate_email(address)
    except ValidationError as no:
        raise RuleBroken(code="address", errors={"address": [str(each) for each in no.messages]}) from no
    return address


def code_of(wish: Wish) -> str:
    """The ten letters to hand over, in two groups. Worked out from the row; the database holds what it is known by."""
    digest = fingerprints(str(wish.pk), purpose=MADE)[0]
    letters = "".join(LETTERS[each % len(LETTERS)] for each in digest[:CODE_LENGTH])
    return f"{letters[:5]}-{letters[5:]}"


def _plain(code: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", code.upper())


def waiting_for(person: Person) -> WishQuerySet:
    """What somebody is asked by those who know their address, or whom a steward knew to mean them."""
    mine = Q(meant=person)
    if person.account_id is not None and person.email:
        mine |= Q(**found_by(Wish, "address", person.email))
    found: WishQuerySet = Wish.objects.open().filter(mine).exclude(person=person)
    return found


def by_code(typed: str, *, by: Person) -> Wish | None:
    """The question somebody was handed a code for; none for a wrong one. Ten tries an hour."""
    if not may_guess("wish-code", str(by.pk), **GUESSES):
        raise Conflict(_("That was tried too often. Wait an hour, and try again."), code="too_many")
    known = fingerprints(_plain(typed), purpose=KNOWN_BY)
    return Wish.objects.open().filter(code_hash__in=known).exclude(person=by).first()


@transaction.atomic
def answer(wish: Wish, *, yes: bool, by: Person, code: str = "") -> None:
    """Whoever was asked for says yes or no. A no is told to nobody: it looks as if it had not been answered."""
    wish = _held(wish)
    holds_code = bool(code) and bytes(wish.code_hash) in fingerprints(_plain(code), purpose=KNOWN_BY)
    if not holds_code and not waiting_for(by).filter(pk=wish.pk).exists():
        raise NotAllowed(_("Only whoever is asked can say yes."))
    if by.pk == wish.person_id or not by.may_come_in:
        raise NotAllowed(_("Somebody else answers this."))
    wish.answered_by, wish.answered_at, wish.said_yes = by, now(), yes
    wish.full_clean(exclude=["person", "address", "named"])
    wish.save(update_fields=["answered_by", "answered_at", "said_yes"])
    if not yes:
        announce(WishEnded(wish_id=wish.pk), by=by)
        return
    announce(WishAnswered(wish_id=wish.pk, person_id=wish.person_id), by=by)
    if wish.what == Wish.What.ACT:
        asked = services.ask_for_help(wish.person, by, wish.scopes, until_on=wish.until_on, by=wish.person)
        services.accept(asked, by=by)


@transaction.atomic
def take_back(wish: Wish, *, by: Actor) -> None:
    """Whoever asked does not ask any more."""
    wish = Wish.objects.select_for_update(of=["self"]).get(pk=wish.pk)
    if not policies.can_ask_for_help(require(by), wish.person):
        raise NotAllowed(_("Only they themselves can take this back."))
    if wish.said_yes or wish.taken_back_at is not None:
        raise Conflict(_("This has ended already."), code="has_ended")
    wish.taken_back_at = now()
    wish.save(update_fields=["taken_back_at"])
    announce(WishEnded(wish_id=wish.pk), by=by)


@transaction.atomic
def point_to(wish: Wish, meant: Person, *, by: Actor) -> None:
    """Whoever looks after the list knows whom they wrote down: that one is asked."""
    if not policies.can_look_after(require(by)):
        raise NotAllowed(services.WATCHERS_ONLY)
    wish = _held(wish)
    if meant.pk == wish.person_id or not meant.may_come_in:
        raise RuleBroken(_("Choose somebody else, who is here."), code="not_here")
    wish.meant = meant
    wish.save(update_fields=["meant"])


def _held(wish: Wish) -> Wish:
    found = Wish.objects.select_for_update(of=["self"]).select_related("person").get(pk=wish.pk)
    if not Wish.objects.open().filter(pk=found.pk).exists():
        raise Conflict(_("This has ended already."), code="has_ended")
    return found


def is_asked_to_help(person: Person) -> bool:
    """Whether somebody waits for their yes to act for them, or for their look at papers."""
    asked = Authority.objects.living().filter(Q(helper=person, accepted_at=None) | Q(checker=person, checked_at=None))
    wished = waiting_for(person).order_by()
    return Person.objects.filter(Exists(asked) | Exists(wished), pk=person.pk).exists()
