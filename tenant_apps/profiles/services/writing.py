"""Write an answer, show it to others, take it back, say that it is still right. Each leaves a version behind."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from tenant_apps.profiles.policies import can_show, can_take_down, can_write, is_own
from tenant_apps.profiles.shape import Question
from tenant_apps.profiles.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Hand:
    """In which way something is written: with somebody beside them, or from a form on paper; else by themselves."""

    beside: Person | None = None
    from_paper: bool = False


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

    Raises AnswerChanged when somebody else wrote meanwhile, and RuleBroken with a sentence for each wrong field.
    """
    if not can_write(require(by), person, question):
        raise NotAllowed(_("Only they themselves, or somebody who writes it down for them, can write here."))
    written = answering.tidied(question, said, vocabulary().codes)
    answer = _held(person, question)
    if answer.draft == written:
        return answer
    if answer.number != seen:
        raise AnswerChanged(answer)
    answer.write(written)
    version = _grown(answer, Version.What.KEPT, written, by, hand)
    beside = version.beside_id
    announce(
        AnswerKept(
            person_id=person.pk,
            question=Code(question.code),
            number=answer.number,
            how=Code(version.how),
            beside_id=beside,
        ),
        by=by,
    )
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
        if answer.number != number:
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
    """Take an answer back: nobody else reads it from now on. It becomes a draft, so nothing is lost."""
    if not can_show(require(by), person, question):
        raise NotAllowed(_("Only they themselves can take this back."))
    answer = _held(person, question)
    if not answer.is_shown:
        raise Conflict(_("Nobody else reads this anyway."), code="not_shown")
    written = answer.draft
    answer.show({})
    answer.write(written)
    _grown(answer, Version.What.HIDDEN, written, by, hand)
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
def put_back(answer: Answer, version_id: UUID, *, by: Actor, hand: Hand = ALONE) -> Answer:
    """Take an older version up again, as a draft."""
    question, person = answer.asked, answer.person
    if not can_show(require(by), person, question):
        raise NotAllowed(_("Only they themselves can take an older version up again."))
    answer = _held(person, question)
    older = answer.versions.filter(pk=version_id).first()
    if older is None:
        raise NotFound
    answer.write(older.held)
    version = _grown(answer, Version.What.KEPT, older.held, by, hand)
    announce(
        AnswerKept(person_id=person.pk, question=Code(question.code), number=answer.number, how=Code(version.how)),
        by=by,
    )
    return answer


def _held(person: Person, question: Question) -> Answer:
    """The answer, locked; a new one if there was none."""
    Answer.objects.get_or_create(person=person, question=question.code)
    return Answer.objects.select_for_update(of=["self"]).get(person=person, question=question.code)


def _grown(answer: Answer, what: str, held: answering.Answer, by: Actor, hand: Hand) -> Version:
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
    if is_own(by, person):
        return hand.beside if hand.beside is not None and hand.beside.pk != person.pk else None
    return person if can_take_down(by, person) else None
