"""Write an answer, show it to others, take it back, say that it is still right. Each leaves a version behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.profiles import answering
from tenant_apps.profiles.events import AnswerChecked, AnswerHidden, AnswerKept, AnswerShown
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.policies import (
    can_choose_between,
    can_read_it,
    can_show,
    can_take_down,
    can_write,
    is_own,
    may_see_drafts,
)
from tenant_apps.profiles.shape import Question
from tenant_apps.profiles.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Hand:
    """In which way something is written: with somebody beside them, from a form on paper, or read back from one to
    whoever has no account, with a second member there; else by themselves."""

    beside: Person | None = None
    from_paper: bool = False
    read_back: bool = False


ALONE = Hand()


class AnswerChanged(Conflict):
    """Somebody else wrote in this answer meanwhile. `answer` is what stands there now; nothing was overwritten."""

    default_code = "answer_changed"
    default_sentence = _("Somebody else has written here meanwhile. Look at both, then decide.")

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@transaction.atomic
def keep_answer(
    person: Person, question: Question, said: Mapping[str, Any], *, seen: int, by: Actor, hand: Hand = ALONE
) -> Answer:
    """Keep what somebody wrote as a draft. `seen` is the number of the answer they began from, 0 for none.

    Whoever may not read what stands there replaces nothing: what they write is laid beside it, and the person chooses.
    An empty form that they send changes nothing at all.

    Raises AnswerChanged when somebody else wrote meanwhile, and RuleBroken with a sentence for each wrong field.
    """
    if not can_write(require(by), person, question):
        raise NotAllowed(_("Only they themselves, or somebody who writes it down for them, can write here."))
    written = answering.tidied(question, said, vocabulary().codes)
    answer = _held(person, question)
    if not _may_replace(answer, by):
        if _stands_there(answer):
            return _laid_beside(answer, written, by, hand)
        seen = answer.number
    if answer.draft == written:
        return answer
    if not answer.is_as_seen(seen):
        raise AnswerChanged(answer)
    answer.write(written)
    version = _grown(answer, Version.What.KEPT, written, by, hand)
    _tell_kept(answer, version, by)
    return answer


def _may_replace(answer: Answer, by: Actor) -> bool:
    """Whether they see what they would replace: because they may, or because they wrote it themselves."""
    person, asked = answer.person, answer.asked
    if can_read_it(by, person, asked) and (not answer.has_draft or may_see_drafts(by, person, asked)):
        return True
    return _stands_there(answer) and last_written_by(answer) == by.id


def _stands_there(answer: Answer) -> bool:
    return bool(answer.shown or (answer.has_draft and answer.draft))


def last_written_by(answer: Answer) -> UUID | None:
    """Whose hand was the last in what stands there, whatever was laid beside it."""
    return answer.versions.exclude(what=Version.What.BESIDE).values_list("by", flat=True).first()


def _laid_beside(answer: Answer, written: answering.Answer, by: Actor, hand: Hand) -> Answer:
    """Keep it beside what stands there; what the same hand laid there before goes to the history."""
    before = answer.versions.filter(what=Version.What.BESIDE, waits=True, by=by.id)
    last = before.first()
    if last.held == written if last is not None else not written:
        return answer
    before.update(waits=False)
    if written:
        version = _grown(answer, Version.What.BESIDE, written, by, hand, waits=True)
        _tell_kept(answer, version, by)
    return answer


@transaction.atomic
def show_answers(person: Person, seen: Mapping[Question, int], *, by: Actor, hand: Hand = ALONE) -> int:
    """Let others read what was written, as far as each may. `seen` says what was looked at before: question to number.

    All or none. Returns how many were new. Raises AnswerChanged.
    """
    require(by)
    shown = 0
    for question, number in sorted(seen.items(), key=lambda item: item[0].code):
        if not can_show(by, person, question):
            raise NotAllowed(_("Only they themselves can let others read this."))
        answer = _held(person, question)
        if not _may_replace(answer, by):
            raise NotAllowed(_("Only they themselves can let others read this."))
        if not answer.is_as_seen(number):
            raise AnswerChanged(answer)
        if not answer.has_draft:
            continue
        written = answer.draft
        answer.show(written)
        answer.shown_at, answer.checked_on = now(), today()
        _grown(answer, Version.What.SHOWN, written, by, hand)
        announce(AnswerShown(person_id=person.pk, question=Code(question.code), number=answer.number), by=by)
        shown += 1
    return shown


@transaction.atomic
def hide_answer(person: Person, question: Question, *, by: Actor, hand: Hand = ALONE) -> Answer:
    """Take an answer back: nobody else reads it from now on. It becomes a draft, so nothing is lost.

    Where another draft is being written, that stays as it is, and what was taken back waits beside it.
    """
    if not can_show(require(by), person, question):
        raise NotAllowed(_("Only they themselves can take this back."))
    answer = _held(person, question)
    if not answer.is_shown:
        raise Conflict(_("Nobody else reads this anyway."), code="not_shown")
    draft, taken = answer.draft, answer.shown
    answer.show({})
    answer.write(draft)
    _grown(answer, Version.What.HIDDEN, taken, by, hand, waits=draft != taken)
    announce(AnswerHidden(person_id=person.pk, question=Code(question.code), number=answer.number), by=by)
    return answer


@transaction.atomic
def say_still_right(person: Person, question: Question, *, by: Actor, hand: Hand = ALONE) -> Answer:
    """Say that an answer was looked at and is still right."""
    if not can_show(require(by), person, question):
        raise NotAllowed(_("Only they themselves can say that it is still right."))
    answer = _held(person, question)
    if not answer.is_shown:
        raise Conflict(_("There is nothing to be looked at yet."), code="not_shown")
    answer.checked_on = today()
    _grown(answer, Version.What.CHECKED, answer.shown, by, hand)
    announce(AnswerChecked(person_id=person.pk, question=Code(question.code), number=answer.number), by=by)
    return answer


@transaction.atomic
def put_back(answer: Answer, version_id: UUID, *, seen: int, by: Actor, hand: Hand = ALONE) -> Answer:
    """Take an older version up again, as a draft. `seen` is the number of the answer they looked at.

    Raises AnswerChanged when somebody wrote meanwhile."""
    question, person = answer.asked, answer.person
    if not can_show(require(by), person, question):
        raise NotAllowed(_("Only they themselves can take an older version up again."))
    answer = _held(person, question)
    older = answer.versions.filter(pk=version_id).first()
    if older is None:
        raise NotFound
    if not answer.is_as_seen(seen):
        raise AnswerChanged(answer)
    return drafted(answer, older.held, by, hand)


class Chosen(StrEnum):
    """What becomes of a version that waits beside an answer."""

    THEIRS = "theirs"
    OURS = "ours"
    BOTH = "both"


@transaction.atomic
def choose_between(
    answer: Answer, version_id: UUID, chosen: Chosen, *, seen: int, by: Actor, hand: Hand = ALONE
) -> Answer:
    """Of what stands there and what waits beside it, take one, or both as one draft. Each stays in the history.

    Raises AnswerChanged when somebody wrote meanwhile, and RuleBroken when both together are too much for one answer.
    """
    question, person = answer.asked, answer.person
    if not can_choose_between(require(by), person, question):
        raise NotAllowed(_("Only they themselves can choose between the two."))
    answer = _held(person, question)
    waiting = answer.versions.filter(pk=version_id, waits=True).first()
    if waiting is None:
        raise Conflict(_("This was chosen already."), code="already_chosen")
    if not answer.is_as_seen(seen):
        raise AnswerChanged(answer)
    waiting.waits = False
    waiting.save(update_fields=["waits"])
    if chosen is Chosen.OURS:
        return answer
    held = waiting.held
    if chosen is Chosen.BOTH:
        held = answering.joined(question, answer.draft, held)
    return drafted(answer, held, by, hand)


def drafted(answer: Answer, held: answering.Answer, by: Actor, hand: Hand) -> Answer:
    """Take this as the draft from now on."""
    answer.write(held)
    version = _grown(answer, Version.What.KEPT, held, by, hand)
    _tell_kept(answer, version, by)
    return answer


def _tell_kept(answer: Answer, version: Version, by: Actor) -> None:
    announce(
        AnswerKept(
            person_id=answer.person_id,
            question=Code(answer.question),
            number=answer.number,
            how=Code(version.how),
            beside_id=version.beside_id,
        ),
        by=by,
    )


def _held(person: Person, question: Question) -> Answer:
    """The answer, locked; a new one if there was none."""
    Answer.objects.get_or_create(person=person, question=question.code)
    return Answer.objects.select_for_update(of=["self"]).get(person=person, question=question.code)


def _grown(answer: Answer, what: str, held: answering.Answer, by: Actor, hand: Hand, *, waits: bool = False) -> Version:
    """Save the answer under its next number, and keep what it says as a version."""
    answer.number += 1
    answer.changed_at = now()
    answer.full_clean(exclude=["sealed_draft", "sealed_shown", "plain_draft", "plain_shown"])
    answer.save()
    writer = hand_of(by)
    version = Version(
        answer=answer,
        person=answer.person,
        number=answer.number,
        what=what,
        waits=waits,
        how=_how(answer.person, by, hand),
        at=answer.changed_at,
        by=writer if isinstance(writer, Person) else None,
        beside=_beside(answer.person, by, hand),
        authority=by.authority if isinstance(by, OnBehalf) else None,
    )
    version.hold(held)
    version.save(force_insert=True)
    return version


def _how(person: Person, by: Actor, hand: Hand) -> Version.How:
    if isinstance(by, OnBehalf):
        return Version.How.BEHALF
    if hand.from_paper:
        return Version.How.PAPER
    return Version.How.TOGETHER if _beside(person, by, hand) is not None else Version.How.OWN


def _beside(person: Person, by: Actor, hand: Hand) -> Person | None:
    """Who was there besides the one who typed: the helper at the person's screen, or the person at the host's."""
    if isinstance(by, OnBehalf) or hand.from_paper:
        return None
    if hand.read_back:
        return hand.beside
    if is_own(by, person):
        return hand.beside if hand.beside is not None and hand.beside.pk != person.pk else None
    return person if can_take_down(by, person) else None
