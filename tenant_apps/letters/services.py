"""Agree with another circle to write to each other; write, read and answer letters; end it.

Every verb changes our own tables only, with an event whose sender carries it over (`carrying`). What comes from the
other circle is taken in by `arriving`.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.ids import id_of_form, uuid7
from kernel.time import now
from kernel.words import tidy
from shared_apps.federation.letters import Envelope
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.letters import policies
from tenant_apps.letters.events import AgreementEnded, AgreementProposed, AgreementSettled, LetterRead, LetterWritten
from tenant_apps.letters.kinds import kind_called
from tenant_apps.letters.models import Agreement, Letter
from tenant_apps.people.models import Person
from tenants import directory
from tenants.context import CircleRef, current_circle
from tenants.locks import circle_lock

State = Agreement.State
LONGEST_PURPOSE = 400


def circle_called(typed: str) -> CircleRef | None:
    """The open circle somebody means by its web address or its name; never our own, and none that is not listed."""
    said = tidy(typed).casefold().removeprefix("https://").removeprefix("http://").strip("/")
    here = current_circle()
    for circle in directory.all_open():
        if circle.id == here.id or circle.is_sandbox or not circle.is_listed:
            continue
        if said in (circle.slug, circle.host, circle.name.casefold()):
            return circle
    return None


@transaction.atomic
def propose(other: CircleRef, purpose: str, kinds: Collection[str], *, by: Actor) -> Agreement:
    """A steward proposes to another circle that the two write to each other, and about what."""
    if not policies.can_agree(require(by)):
        raise NotAllowed(_("Only a steward can make an agreement with another circle."))
    wanted = [code for code in dict.fromkeys(kinds) if kind_called(code)]
    if not wanted or len(wanted) != len(set(kinds)):
        raise RuleBroken(code="kinds", errors={"kinds": [_("Choose what you will write about.")]})
    said = tidy(purpose)
    if not 1 <= len(said) <= LONGEST_PURPOSE:
        raise RuleBroken(code="purpose", errors={"purpose": [_("Say in a sentence or two what it is for.")]})
    if other.id == current_circle().id:
        raise RuleBroken(code="ourselves", errors={"circle": [_("This is your own circle.")]})
    circle_lock("letters.propose")
    if Agreement.objects.filter(other=other.id, state__in=Agreement.OPEN).exists():
        raise Conflict(_("There is an agreement with this circle already, or one is proposed."), code="have_one")
    made = Agreement(other=other.id, other_called=other.name, is_ours=True, kinds=wanted, purpose=said)
    made.proposed_at = now()
    made.full_clean()
    made.save()
    announce(AgreementProposed(agreement_id=made.pk), by=by)
    return made


@transaction.atomic
def settle(agreement: Agreement, *, accept: bool, by: Actor) -> Agreement:
    """A steward accepts or refuses what another circle proposed."""
    agreement = _locked(agreement.pk)
    if not policies.can_agree(require(by)) or agreement.is_ours:
        raise NotAllowed(_("Only a steward of the circle that was asked can answer this."))
    if agreement.state != State.PROPOSED:
        raise Conflict(_("This has been answered already."), code="answered")
    agreement.state, agreement.settled_at = (State.IN_FORCE if accept else State.REFUSED), now()
    agreement.save(update_fields=["state", "settled_at"])
    announce(AgreementSettled(agreement_id=agreement.pk, accepted=accept, by_us=True), by=by)
    return agreement


@transaction.atomic
def end(agreement: Agreement, *, by: Actor) -> Agreement:
    """A steward ends an agreement, or takes a proposal back. From now on no letter goes or comes. Twice is once."""
    agreement = _locked(agreement.pk)
    if not policies.can_agree(require(by)):
        raise NotAllowed(_("Only a steward can end an agreement."))
    if agreement.state not in Agreement.OPEN:
        return agreement
    if agreement.waits_for_us:
        raise Conflict(_("Answer it with yes or no."), code="waits_for_us")
    agreement.state, agreement.ended_at, agreement.ended_by_us = State.ENDED, now(), True
    agreement.save(update_fields=["state", "ended_at", "ended_by_us"])
    announce(AgreementEnded(agreement_id=agreement.pk, by_us=True), by=by)
    return agreement


@transaction.atomic
def write(
    agreement: Agreement,
    kind: str,
    payload: Mapping[str, Any],
    *,
    by: Actor,
    answers: Letter | None = None,
    once: UUID | None = None,
) -> Letter:
    """Write to the other circle. Only what stands in `payload` is sent: no name goes along unless it is written there.

    The same words of the same form (`once`) by the same hand are one letter. Raises Conflict outside
    an agreement, RuleBroken for a kind it does not cover or a payload that is not of its kind.
    """
    if not policies.can_write_letters(require(by)):
        raise NotAllowed(_("Only stewards and coordinators write to other circles."))
    agreement = _locked(agreement.pk)
    if not agreement.is_in_force:
        raise Conflict(_("There is no agreement with this circle, so nothing can be sent."), code="no_agreement")
    declared = kind_called(kind)
    if declared is None or kind not in agreement.kinds:
        raise RuleBroken(_("The agreement does not cover this kind of letter."), code="not_covered")
    said = declared.check(payload)
    number = _number(once, agreement, kind, said, by)
    if (sent := Letter.objects.filter(pk=number, agreement=agreement, is_ours=True).first()) is not None:
        return sent
    letter = Letter(pk=number, agreement=agreement, is_ours=True, kind=kind, payload=said, at=now())
    Envelope("letter", letter.pk, agreement.pk, letter.payload).check()
    hand = hand_of(by)
    letter.written_by = hand if isinstance(hand, Person) else None
    if answers is not None:
        _answered(answers, agreement)
        letter.answers = answers.pk
    letter.save(force_insert=True)
    announce(LetterWritten(letter_id=letter.pk, kind=Code(kind)), by=by)
    return letter


def _number(once: UUID | None, agreement: Agreement, kind: str, said: Mapping[str, str], by: Actor) -> UUID:
    """The id of a letter. With other words it is another letter, though the form be the same."""
    if once is None:
        return uuid7()
    return id_of_form(once, str(agreement.pk), str(hand_of(by).id), kind, json.dumps(said, sort_keys=True))


def _answered(letter: Letter, agreement: Agreement) -> None:
    found = Letter.objects.select_for_update().filter(pk=letter.pk, is_ours=False, agreement=agreement).first()
    if found is None:
        raise NotFound
    if found.answered_at is None:
        found.answered_at, found.state = now(), Letter.State.ANSWERED
        found.read_at = found.read_at or found.answered_at
        found.save(update_fields=["answered_at", "read_at", "state"])


@transaction.atomic
def note_read(letter: Letter, *, by: Actor) -> Letter:
    """Somebody of ours has read a letter that came, and the other circle may know. Twice is once."""
    if not policies.can_write_letters(require(by)):
        raise NotAllowed(_("Only stewards and coordinators read these."))
    letter = Letter.objects.select_for_update(of=["self"]).get(pk=letter.pk)
    if letter.is_ours or letter.read_at is not None:
        return letter
    hand = hand_of(by)
    letter.read_at, letter.state = now(), Letter.State.READ
    letter.read_by = hand if isinstance(hand, Person) else None
    letter.save(update_fields=["read_at", "read_by", "state"])
    announce(LetterRead(letter_id=letter.pk), by=by)
    return letter


def _locked(agreement_id: UUID) -> Agreement:
    found = Agreement.objects.select_for_update().filter(pk=agreement_id).first()
    if found is None:
        raise NotFound
    return found
