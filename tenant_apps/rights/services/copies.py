"""The copy of everything: what has to be looked at first, putting it together, handing it out, and clearing it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, require
from kernel.answers import Paper, Piece
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.rights import answering, copying, lockers, policies
from tenant_apps.rights.answering import Known
from tenant_apps.rights.events import CopyFetched, CopyReady, CopyWanted, PieceDecided
from tenant_apps.rights.models import DataRequest, Decided
from tenant_apps.rights.services.requests import answering as answering_hand
from tenant_apps.rights.services.requests import ask, held

State = DataRequest.State
KEPT_FOR: Final = timedelta(days=14)


@dataclass(frozen=True)
class ToLookAt:
    """A piece that may tell of somebody else, and what was decided about it if its words still stand as they stood."""

    piece: Piece | Paper
    room: str
    decided: Decided | None


def to_look_at(request: DataRequest, known: Iterable[Known]) -> list[ToLookAt]:
    """Everything a human has to look at before the copy is made."""
    said = {each.piece: each for each in request.decided.all()}
    found = []
    for room in known:
        for piece in answering.to_look_at([room]):
            decided = said.get(piece.key)
            still = decided is not None and decided.fingerprint == answering.fingerprint(piece)
            found.append(ToLookAt(piece, str(room.answer.title), decided if still else None))
    return found


@transaction.atomic
def ask_for_copy(person: Person, *, by: Actor) -> DataRequest:
    """One click: somebody asks for a copy of everything. If nothing in it may tell of others, it is made at once."""
    request = ask(person, DataRequest.Kind.COPY, by=by)
    if not to_look_at(request, answering.all_known(person.pk)):
        _want(request, by)
    return request


@transaction.atomic
def decide(
    request: DataRequest, key: str, how: str, *, by: Actor, covered: Iterable[str] = (), why: str = ""
) -> Decided:
    """Somebody who answers looked at a piece that may tell of others, and says what goes into the copy."""
    request = held(request)
    hand = answering_hand(request, by)
    _must_be(request, State.ASKED)
    piece = next((each.piece for each in to_look_at(request, answering.all_known(request.person_id))
                  if each.piece.key == key), None)  # fmt: skip
    if piece is None:
        raise NotFound
    words = sorted({word.strip() for word in covered if word.strip()}, key=len, reverse=True)
    _check(piece, how, words, why)
    if how != Decided.How.COVERED:
        words = []
    facts = {
        "fingerprint": answering.fingerprint(piece),
        "how": how,
        "covered": words,
        "why": "" if how == Decided.How.WHOLE else why.strip(),
        "by": hand,
        "at": now(),
    }
    made, _is_new = Decided.objects.update_or_create(request=request, piece=key, defaults=facts)
    announce(PieceDecided(request_id=request.pk, decided_id=made.pk), by=by)
    return made


@transaction.atomic
def make_copy(request: DataRequest, *, by: Actor) -> DataRequest:
    """Everything was looked at: put the copy together."""
    request = held(request)
    answering_hand(request, by)
    _must_be(request, State.ASKED)
    if request.waits_for is not None:
        raise Conflict(_("They have not answered your question yet."), code="stopped")
    if any(each.decided is None for each in to_look_at(request, answering.all_known(request.person_id))):
        raise Conflict(_("There is still something to look at."), code="not_looked_at")
    _want(request, by)
    return request


def build(request_id: UUID) -> bool:
    """Put the copy together and lock it away for its person. Safe to repeat; says whether a copy lies ready now.

    Something may have come in since everything was looked at. Then somebody has to look again.
    """
    with transaction.atomic():
        request = DataRequest.objects.select_for_update(of=["self"]).select_related("person").get(pk=request_id)
        if request.state != State.MAKING:
            return request.state == State.READY
        known = answering.all_known(request.person_id)
        looked = to_look_at(request, known)
        if any(each.decided is None for each in looked):
            request.state = State.ASKED
            request.save(update_fields=["state"])
            return False
        packed = copying.pack(request, known, {each.piece.key: each.decided for each in looked if each.decided})
        request.file, request.key = lockers.put_away(request.pk, packed)
        request.size, request.ready_at, request.state = len(packed), now(), State.READY
        request.expires_at = request.ready_at + KEPT_FOR
        request.full_clean()
        request.save()
        announce(CopyReady(request_id=request.pk, person_id=request.person_id), by=SYSTEM)
    return True


@transaction.atomic
def fetch(request: DataRequest, *, by: Actor) -> bytes:
    """The copy itself, for its person; for somebody with no account, whoever answers prints it for them."""
    request = DataRequest.objects.select_for_update(of=["self"]).select_related("person").get(pk=request.pk)
    if not policies.can_fetch(require(by), request):
        raise NotAllowed(_("This copy is for whom it is about."))
    if request.state != State.READY or request.expires_at is None or request.expires_at <= now():
        raise Conflict(_("This copy is not there any more. Ask for a new one."), code="gone")
    packed = lockers.take_out(request.pk, request.file, str(request.key))
    request.fetched_at = now()
    request.save(update_fields=["fetched_at"])
    announce(CopyFetched(request_id=request.pk, person_id=request.person_id), by=by)
    return packed


def _want(request: DataRequest, by: Actor) -> None:
    request.state = State.MAKING
    request.save(update_fields=["state"])
    announce(CopyWanted(request_id=request.pk, person_id=request.person_id), by=by)


def _must_be(request: DataRequest, state: DataRequest.State) -> None:
    if not request.is_copy or request.state != state:
        raise Conflict(_("This is being put together already."), code="not_asked")


def _check(piece: Piece | Paper, how: str, words: list[str], why: str) -> None:
    if how not in Decided.How.values or (how == Decided.How.COVERED and isinstance(piece, Paper)):
        raise RuleBroken(code="how", errors={"how": [_("Choose what goes into the copy.")]})
    if how == Decided.How.WHOLE:
        return
    if not why.strip():
        raise RuleBroken(code="why", errors={"why": [_("Say why: it stands in the copy in place of the words.")]})
    if how == Decided.How.COVERED and isinstance(piece, Piece):
        said = "\n".join(str(line.value) for line in answering.words_of(piece)).casefold()
        if not words or any(word.casefold() not in said for word in words):
            raise RuleBroken(
                code="covered", errors={"covered": [_("Write the words to cover as they stand there, one in a line.")]}
            )
