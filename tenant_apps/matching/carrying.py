"""Taking over to other circles what was opened, said yes to or closed; and taking in what comes from there.

What is sent is always how it stands now, with a number that only grows: it may come twice and in any order, and the
newest counts. Neither circle ever reads the other's tables.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.federation.letters import Envelope
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.journal.services import announce
from tenant_apps.letters.arriving import NOT_COVERED, NOT_PLAIN, TAKEN, UNKNOWN, takes_in
from tenant_apps.letters.events import AgreementEnded, AgreementSettled
from tenant_apps.letters.kinds import letter_kind
from tenant_apps.letters.listeners import NotReachable, hand_over
from tenant_apps.letters.models import Agreement
from tenant_apps.matching.events import (
    AskChanged,
    ContactArrived,
    ContactChanged,
    ContactWaits,
    OfferChanged,
    OpeningChanged,
)
from tenant_apps.matching.mail import write_to
from tenant_apps.matching.models import Afar, Contact, Opening, State, What
from tenant_apps.matching.services.across import LONGEST_TELLS, LONGEST_WORDS, MATCHING, take_back_all, take_back_for
from tenant_apps.matching.summaries import GROUPS, PARTS
from tenant_apps.people.events import PersonDied, PersonLeft, PersonSuspended
from tenant_apps.profiles.facets.support import TASKS
from tenants.context import current_circle, in_circle

letter_kind(MATCHING, _("Asks and offers of people who want it"), by_hand=False)

OPENING, CONTACT = "matching.opening", "matching.contact"
# How it stands when nothing of it is left here: whoever it was of has been forgotten.
_LAST: Final = 2**31 - 1
_GONE: Final[dict[str, Any]] = {"what": "ask", "number": _LAST, "open": False, "summary": {}}
_CLOSED: Final[dict[str, Any]] = {"number": _LAST, "opening": None, "said": "closed", "words": "", "tells": ""}
# What a summary may hold, and nothing else is taken in.
_MAY_SAY: Final[dict[str, frozenset[str]]] = {
    "tasks": frozenset(code for code, _label in TASKS),
    "groups": frozenset(GROUPS),
    "days": frozenset({"weekday", "weekend"}),
    "times": frozenset(f"{kind}-{part}" for kind in ("weekday", "weekend") for part, _hour in PARTS),
    "pay": frozenset({"voluntary", "paid", "either"}),
}


# --- going over -------------------------------------------------------------------------------------------------------


@sends_for(OpeningChanged)
def carry_opening(event: OpeningChanged, told: Told) -> None:
    """Tell every circle it was meant for how it stands; one that is paused hears it later, and keeps nobody waiting."""
    circle = current_circle()
    with in_circle(circle):
        found = Opening.objects.filter(pk=event.opening_id).first()
        meant = list(_in_force() if found is None else _in_force().filter(pk__in=found.agreements))
        body = _GONE if found is None else _as_it_stands(found)
    missed = [each for each in meant if not _reached(each, Envelope(OPENING, event.opening_id, each.pk, body))]
    if missed:
        raise NotReachable(f"{len(missed)} circles are paused.")
    if found is not None:
        with in_circle(circle), transaction.atomic():
            Opening.objects.filter(pk=found.pk, told_number__lt=found.number).update(told_number=found.number)


def _in_force() -> "QuerySet[Agreement]":
    return Agreement.objects.filter(state=Agreement.State.IN_FORCE, kinds__contains=[MATCHING])


def _as_it_stands(opening: Opening) -> dict[str, Any]:
    return {
        "what": opening.what,
        "number": opening.number,
        "open": opening.is_open,
        "summary": opening.summary,
    }


def _reached(agreement: Agreement, envelope: Envelope) -> bool:
    try:
        hand_over(agreement, envelope)
    except NotReachable:
        return False
    return True


@sends_for(ContactChanged, ContactArrived)
def carry_contact(event: ContactChanged | ContactArrived, told: Told) -> None:
    """Tell the other circle how our side stands; and who ours is, once both said yes and it is our turn to tell."""
    circle = current_circle()
    with in_circle(circle):
        found = Contact.objects.select_related("agreement").filter(pk=event.contact_id).first()
        if found is not None and _has_nothing_to_say(found):
            return
        meant = list(_in_force()) if found is None else [found.agreement]
        body = _CLOSED if found is None else _our_side(found)
    for each in meant:
        hand_over(each, Envelope(CONTACT, event.contact_id, each.pk, body))
    if found is not None:
        with in_circle(circle), transaction.atomic():
            Contact.objects.filter(pk=found.pk, told_number__lt=found.number).update(told_number=found.number)


def _has_nothing_to_say(contact: Contact) -> bool:
    """Ours has not answered yet; or it was closed over there, or both know that it is."""
    if contact.is_closed:
        return contact.told_number >= contact.number
    return contact.we_said_yes_at is None


def _our_side(contact: Contact) -> dict[str, Any]:
    """Who ours is goes along only when both said yes: of whoever was glad first at once, of the other after that."""
    is_our_turn = contact.is_mutual and (contact.is_ours or contact.told != "")
    return {
        "number": contact.number,
        "opening": str(contact.afar) if contact.is_ours else None,
        "said": "closed" if contact.is_closed else "yes",
        "words": "" if contact.is_closed else contact.words,
        "tells": contact.tells if is_our_turn and not contact.is_closed else "",
    }


@sends_for(ContactArrived, ContactWaits)
def say_that_there_is_news(event: ContactArrived | ContactWaits, told: Told) -> None:
    """Ours hears that something came from over there, behind the sign-in; never what, or from whom."""
    circle = current_circle()
    with in_circle(circle):
        found = Contact.objects.select_related("person").filter(pk=event.contact_id).first()
    if found is not None:
        write_to({found.person: f"/match/afar/with/{found.pk}/"}, circle, key=str(told.key))


# --- coming in --------------------------------------------------------------------------------------------------------


@takes_in(OPENING)
def take_opening(envelope: Envelope, agreement: Agreement) -> str:
    """Somebody over there opened something, said it differently or took it back."""
    if not agreement.is_in_force or MATCHING not in agreement.kinds:
        return NOT_COVERED
    body = envelope.body
    number, is_open = body.get("number"), body.get("open") is True
    if not isinstance(number, int) or body.get("what") not in What.values:
        return NOT_PLAIN
    known = Afar.objects.select_for_update(of=["self"]).filter(pk=envelope.id).first()
    if known is not None and (known.agreement_id != agreement.pk or known.number >= number):
        return TAKEN if known.agreement_id == agreement.pk else UNKNOWN
    if known is None and not is_open:
        return TAKEN
    row = known or Afar(pk=envelope.id, agreement=agreement, arrived_at=now())
    row.what, row.number, row.is_withdrawn = str(body["what"]), number, not is_open
    row.summary = _plain(body.get("summary")) if is_open else {}
    row.save()
    if not is_open:
        for contact in Contact.objects.living().filter(afar=row.pk, they_said_yes_at=None):
            _end(contact)
    return TAKEN


def _plain(summary: Any) -> dict[str, list[str]]:
    """Only codes that we know: no circle puts words of its own on our pages."""
    if not isinstance(summary, dict):
        return {}
    said = {name: [each for each in summary.get(name) or [] if each in may] for name, may in _MAY_SAY.items()}
    return {name: codes for name, codes in said.items() if codes}


@takes_in(CONTACT)
def take_contact(envelope: Envelope, agreement: Agreement) -> str:
    """Somebody over there is glad of one of ours, said yes, told who they are, or closed it."""
    if not agreement.is_in_force or MATCHING not in agreement.kinds:
        return NOT_COVERED
    if not isinstance(envelope.body.get("number"), int) or envelope.body.get("said") not in ("yes", "closed"):
        return NOT_PLAIN
    known = Contact.objects.select_for_update(of=["self"]).filter(pk=envelope.id).first()
    contact = known or _begun_there(envelope, agreement)
    if contact is not None and contact.agreement_id != agreement.pk:
        return UNKNOWN
    if contact is not None and not contact.is_closed:  # else it is closed here, and they hear of that by itself
        _hear(contact, envelope.body)
    return TAKEN


def _hear(contact: Contact, said: Mapping[str, Any]) -> None:
    """What is new in what they say now."""
    if said["said"] == "closed":
        _end(contact, said["number"])
        return
    tells = str(said.get("tells") or "")[:LONGEST_TELLS]
    is_new = contact.they_said_yes_at is None
    if not is_new and not (tells and contact.is_mutual and not contact.told):
        return
    contact.they_said_yes_at = contact.they_said_yes_at or now()
    if is_new and not contact.is_ours:
        contact.words = str(said.get("words") or "")[:LONGEST_WORDS]
    if contact.is_mutual:
        contact.told = tells
    contact.heard_number = max(contact.heard_number, said["number"])
    contact.save()
    announce(ContactArrived(contact_id=contact.pk, person_id=contact.person_id), by=SYSTEM)


def _begun_there(envelope: Envelope, agreement: Agreement) -> Contact | None:
    """Their side of something new, if what they are glad of is still open to them."""
    try:
        wanted = UUID(str(envelope.body.get("opening")))
    except ValueError:
        return None
    opening = Opening.objects.filter(pk=wanted, withdrawn_at=None, agreements__contains=[agreement.pk]).first()
    if opening is None or envelope.body["said"] != "yes":
        return None
    return Contact(pk=envelope.id, agreement=agreement, person_id=opening.person_id, is_ours=False, opening=opening)


def _end(contact: Contact, number: int = 0) -> None:
    """It is closed on the other side: nothing of what was told stays."""
    contact.closed_at, contact.words, contact.tells, contact.told = now(), "", "", ""
    contact.heard_number = max(contact.heard_number, number)
    contact.told_number = contact.number
    contact.save()
    announce(ContactArrived(contact_id=contact.pk, person_id=contact.person_id), by=SYSTEM)


# --- what follows -----------------------------------------------------------------------------------------------------


@listens_to(AgreementEnded)
def forget_what_came_from_there(event: AgreementEnded, told: Told) -> None:
    """The two circles do not write to each other any more: nothing that came from there stays."""
    Afar.objects.filter(agreement=event.agreement_id).delete()
    for contact in Contact.objects.living().filter(agreement=event.agreement_id):
        _end(contact)


@listens_to(AgreementSettled)
def tell_anew(event: AgreementSettled, told: Told) -> None:
    """An agreement came into force: whatever was opened to that circle and not told yet is told."""
    waiting = Opening.objects.filter(agreements__contains=[event.agreement_id]).exclude(told_number=F("number"))
    for opening in waiting:
        announce(OpeningChanged(opening_id=opening.pk, person_id=opening.person_id), by=SYSTEM)


@listens_to(AskChanged, OfferChanged)
def take_back_what_rests(event: AskChanged | OfferChanged, told: Told) -> None:
    """What is not open here is not open there either."""
    if event.state != State.OPEN:
        take_back_for(event.ask_id if isinstance(event, AskChanged) else event.offer_id, by=SYSTEM)


@listens_to(PersonLeft, PersonDied, PersonSuspended)
def take_back_what_is_theirs(event: PersonLeft | PersonDied | PersonSuspended, told: Told) -> None:
    """Whoever is not here, or may not come in, is not open to other circles either."""
    take_back_all(event.person_id, by=SYSTEM)
