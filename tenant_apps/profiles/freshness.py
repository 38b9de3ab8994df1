"""What was last looked at a long time ago. Nobody is blamed for it: they are asked whether it is still right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from tenant_apps.people.models import Person, today
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.shape import Kind, Part


def stale(person: Person, answers: Iterable[Answer] | None = None) -> list[Answer]:
    """The answers others read that were not looked at for as long as their question says; the oldest first."""
    day = today()
    shown = Answer.objects.filter(person=person, is_shown=True) if answers is None else answers
    old = [
        answer
        for answer in shown
        if answer.is_shown
        and answer.question in QUESTIONS
        and answer.checked_on is not None
        and answer.checked_on + timedelta(days=answer.asked.fresh_for) <= day
    ]
    return sorted(old, key=lambda answer: (answer.checked_on or day, answer.question))


def stale_by_person() -> set[UUID]:
    """Everybody of this circle with an answer that grew old, in one question for each length of time."""
    day = today()
    old: set[UUID] = set()
    for days in {question.fresh_for for question in QUESTIONS.values()}:
        codes = [question.code for question in QUESTIONS.values() if question.fresh_for == days]
        shown = Answer.objects.filter(is_shown=True, question__in=codes, checked_on__lte=day - timedelta(days=days))
        old.update(shown.values_list("person_id", flat=True))
    return old


@dataclass(frozen=True)
class Hint:
    """What to say about somebody's profile on their first page."""

    is_begun: bool
    drafts: int
    stale: int


def hint(person: Person) -> Hint:
    """Whether they have a profile at all, drafts that wait to be looked at, and answers that grew old."""
    rows = Answer.objects.filter(person=person).only("question", "has_draft", "is_shown", "checked_on")
    held = list(rows.annotate(waits=Exists(Version.objects.filter(answer=OuterRef("pk"), waits=True))))
    answered = [answer for answer in held if answer.has_draft or answer.is_shown]
    drafts = sum(answer.has_draft or answer.waits for answer in answered)  # type: ignore[attr-defined]
    return Hint(is_begun=bool(answered), drafts=drafts, stale=len(stale(person, answered)))


def kind_of(answer: Answer) -> Kind:
    """In which profile to change an answer; what stands in both is changed in the first."""
    part = answer.asked.part
    return Kind.GETTING if part is Part.ME else Kind(part)
