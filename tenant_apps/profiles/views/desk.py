"""At whose desk somebody sits: their own, or, as a steward or co-ordinator, that of somebody who tells them.

The same pages serve both. What changes is whose profile it is, in which way it is written, and where the pages are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils.functional import cached_property

from kernel.actors import Actor
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import Acting
from tenant_apps.people.models import Person
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.policies import HOSTS, can_choose_between, can_show, can_write, is_own, may_see_drafts
from tenant_apps.profiles.questions import ORDER, QUESTIONS, question_at
from tenant_apps.profiles.reading import readable
from tenant_apps.profiles.services import Hand
from tenant_apps.profiles.shape import Kind, Question

BESIDE: Final = "profiles_beside"
PAPER: Final = "profiles_paper"


@dataclass(frozen=True)
class Desk:
    """Whose profile is written, by whom, how, and below which address.

    `is_own`: at one's own desk, or at that of somebody one acts for; else a steward or co-ordinator takes down.
    """

    person: Person
    by: Actor
    hand: Hand
    at: str
    is_own: bool
    # The questions this page is about: of the others nothing is read, and no look at them is written down.
    only: frozenset[str] | None = None

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """All answers of this person, by question."""
        held = Answer.objects.filter(person=self.person)
        return {answer.question: answer for answer in held if answer.question in QUESTIONS}

    @cached_property
    def readable(self) -> frozenset[str]:
        """The questions whose answers whoever sits here may see: through privacy's doors, or because they wrote them.

        Of the others they are not even told whether there is an answer; nor what somebody is still writing.
        """
        if is_own(self.by, self.person):
            return frozenset(self.answers)
        asked = [
            code
            for code, answer in self.answers.items()
            if (self.only is None or code in self.only)
            and (not answer.has_draft or may_see_drafts(self.by, self.person, answer.asked))
        ]
        return readable(self.by, self.person, asked) | self._own_hand

    @cached_property
    def _own_hand(self) -> frozenset[str]:
        """What was last written by whoever sits here."""
        versions = Version.objects.filter(person=self.person).exclude(what=Version.What.BESIDE)
        newest = versions.order_by("answer", "-number").distinct("answer")
        mine = [version.answer_id for version in newest if version.by_id == self.by.id]
        return frozenset(code for code, answer in self.answers.items() if answer.pk in mine)

    @cached_property
    def seen_answers(self) -> dict[str, Answer]:
        """The answers that whoever sits here may know of; of the others only what they laid beside them."""
        seen = {code: answer for code, answer in self.answers.items() if code in self.readable}
        return {**{code: self._only(each) for code, each in self._laid_by_me.items() if code not in seen}, **seen}

    @cached_property
    def beside(self) -> dict[str, list[Version]]:
        """What waits beside the answers, by question, for whoever may choose what becomes of it."""
        found: dict[str, list[Version]] = {}
        for version in self._waiting:
            if self.may_choose(version.answer.asked):
                found.setdefault(version.answer.question, []).append(version)
        return found

    @cached_property
    def _waiting(self) -> list[Version]:
        waiting = Version.objects.filter(person=self.person, waits=True, answer__question__in=QUESTIONS)
        return list(waiting.select_related("answer", "by", "beside").order_by("number"))

    @cached_property
    def _laid_by_me(self) -> dict[str, Version]:
        """Whoever laid something beside an answer they may not see sees their own words again, as if they were all."""
        if self.is_own:
            return {}
        return {each.answer.question: each for each in self._waiting if each.by_id == self.by.id}

    def _only(self, version: Version) -> Answer:
        answer = Answer(person=self.person, question=version.answer.question)
        answer.write(version.held)
        return answer

    def answer_to(self, question: Question) -> Answer:
        return self.answers.get(question.code) or Answer(person=self.person, question=question.code)

    def typed_before(self, question: Question) -> Mapping[str, Any]:
        """What stands in the boxes of the form: the answer, or what one laid beside it, or nothing that one may see."""
        seen = self.seen_answers.get(question.code)
        return seen.draft if seen is not None else {}

    def may_write(self, question: Question) -> bool:
        return can_write(self.by, self.person, question)

    def may_choose(self, question: Question) -> bool:
        return can_choose_between(self.by, self.person, question)

    def may_read(self, question: Question) -> bool:
        """Whether there is nothing here that they may not see; where nothing was written, that is so for their own."""
        return question.code in self.readable or is_own(self.by, self.person)

    @property
    def decides(self) -> bool:
        """Whether what is written here may be shown to others from here: else the person decides."""
        return self.is_own or self.person.account_id is None

    def may_show(self, question: Question) -> bool:
        return can_show(self.by, self.person, question)


def desk(request: MemberRequest, person_id: UUID | None, about: Iterable[Question] | None = None) -> Desk:
    """The desk an address leads to. Somebody else's is there for stewards and co-ordinators, and for nobody else."""
    who = request.person
    only = None if about is None else frozenset(question.code for question in about)
    acting: Acting | None = getattr(request, "acting", None)
    if person_id is None and acting is not None:
        return Desk(acting.person, acting.actor, Hand(), "/me/profile/", True, only)
    if person_id is None or person_id == who.pk:
        return Desk(who, who, Hand(beside=_beside(request)), "/me/profile/", True)
    if acting is not None or not who.wears(*HOSTS):
        raise Http404
    person = Person.objects.present().filter(pk=person_id).first()
    if person is None:
        raise Http404
    from_paper = request.session.get(PAPER) == str(person.pk)
    return Desk(person, who, Hand(from_paper=from_paper), f"/circle/members/{person.pk}/profile/", False, only)


def question_or_404(kind: Kind, slug: str) -> Question:
    question = question_at(kind, slug)
    if question is None:
        raise Http404
    return question


def numbered(kind: Kind, question: Question) -> tuple[int, int, Question | None, Question | None]:
    """Which question of how many it is, the one before and the one after."""
    order = ORDER[kind]
    at = order.index(question)
    return at + 1, len(order), order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def _beside(request: MemberRequest) -> Person | None:
    """Who sits beside the person at their own screen, if they said so."""
    said = request.session.get(BESIDE, "")
    if not said:
        return None
    found = Person.objects.able().filter(pk=said).first()
    return found if found is not None and not is_own(found, request.person) else None
