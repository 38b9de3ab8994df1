"""A profile as somebody reads it: in words, and only what this reader may see: all through privacy's doors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf
from kernel.errors import Sentence
from kernel.money import Money
from kernel.sections import Purpose, Relation
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import Masked, masked_many
from tenant_apps.privacy.relations import stands
from tenant_apps.profiles import answering
from tenant_apps.profiles.models import Answer, Check, Showing
from tenant_apps.profiles.policies import HOSTS
from tenant_apps.profiles.questions import KIND_NAMES, ORDER, QUESTIONS
from tenant_apps.profiles.sections import CHECKS, PICTURES
from tenant_apps.profiles.shape import DAYS, Column, Field, Kind, Question
from tenant_apps.profiles.vocabulary import Vocabulary, vocabulary

CURRENCY = "GBP"


@dataclass(frozen=True)
class Told:
    """One answer in words: paragraphs under their headings, what was ticked, lists, and a week."""

    question: Question
    words: tuple[tuple[Sentence, str], ...] = ()
    ticked: tuple[tuple[Sentence, tuple[str, ...]], ...] = ()
    columns: tuple[Sentence, ...] = ()
    rows: tuple[tuple[tuple[Sentence, str], ...], ...] = ()
    week: tuple[tuple[str, tuple[str, ...]], ...] = ()
    checked_on: date | None = None
    held: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.ticked or self.rows or self.week)

    @property
    def is_single(self) -> bool:
        """Whether the only heading would say the question's title once more."""
        return len(self.question.prompts) == 1 and not self.ticked


def told(question: Question, answer: answering.Answer, said: Vocabulary, checked_on: date | None = None) -> Told:
    """An answer in words, in the language in force."""
    held_words: Mapping[str, str] = answer.get("words", {})
    held_facets: Mapping[str, list[str]] = answer.get("facets", {})
    week: Mapping[str, list[list[str]]] = answer.get("week", {})
    return Told(
        question=question,
        words=tuple((each.label, held_words[each.code]) for each in question.prompts if each.code in held_words),
        ticked=tuple(
            (facet.label, tuple(said.says(facet.code, code) for code in held_facets[facet.code]))
            for facet in question.facets
            if facet.code in held_facets
        ),
        columns=tuple(each.label for each in question.rows),
        rows=tuple(
            tuple((each.label, _cell(each, row.get(each.code), said)) for each in question.rows)
            for row in answer.get("rows", [])
        ),
        week=tuple((day_name(day), tuple(f"{a}–{b}" for a, b in week[day])) for day in DAYS if day in week),
        checked_on=checked_on,
        held=answer,
    )


def day_name(day: str) -> str:
    return str(WEEKDAYS[DAYS.index(day)])


def _cell(field: Field, held: Any, said: Vocabulary) -> str:
    if held in (None, ""):
        return ""
    if field.column is Column.CHOICE:
        return said.says(field.facet, str(held))
    if field.column is Column.MONEY:
        return str(Money(int(held), CURRENCY))
    if field.column is Column.DAY:
        return date_format(date.fromisoformat(str(held)), "j E Y")
    return str(held)


@dataclass(frozen=True)
class Half:
    """One of somebody's profiles, as far as a reader may see it."""

    kind: Kind
    name: Sentence
    answers: tuple[Told, ...]
    showings: tuple[Showing, ...] = ()

    @property
    def photo(self) -> Showing | None:
        return next((each for each in self.showings if each.medium == Showing.Medium.PHOTO), None)

    @property
    def recordings(self) -> tuple[Showing, ...]:
        return tuple(each for each in self.showings if each.medium != Showing.Medium.PHOTO)


@dataclass(frozen=True)
class Profile:
    """What a reader may see of somebody: their halves, and what the circle has checked."""

    seen: Masked
    halves: tuple[Half, ...]
    checks: tuple[Check, ...] = field(default=())

    @property
    def photo(self) -> Showing | None:
        return next((half.photo for half in self.halves if half.photo is not None), None)


BASICS = ("people.name", "people.contact", "people.hats")


def profile_of(actor: Actor, person: Person, purpose: Purpose = Purpose.VIEW) -> Profile:
    """Somebody's profile as this reader may see it. What they may not see might as well not exist."""
    codes = [*BASICS, CHECKS.code, *(each.code for each in PICTURES.values())]
    held = list(Answer.objects.filter(person=person, is_shown=True).defer("plain_draft", "sealed_draft"))
    # Only what there is to be read is asked for: looking at an empty page is not written down.
    codes += [QUESTIONS[each.question].section for each in held if each.question in QUESTIONS]
    seen = masked_many(actor, [person], purpose, codes)[0]
    said = vocabulary()
    answers = {each.question: each for each in held}
    shown = Showing.objects.filter(person=person, is_shown=True).order_by("medium")
    showings = [each for each in shown if seen.may(PICTURES[Kind(each.profile)].code)]
    halves = [half for half in (_half(kind, answers, showings, seen, said) for kind in ORDER) if half is not None]
    checks = latest_checks(person) if seen.may(CHECKS.code) else ()
    return Profile(seen, tuple(halves or _of_both(answers, seen, said)), tuple(checks))


def profile_for(actor: Actor, person: Person, purpose: Purpose = Purpose.VIEW) -> Profile | None:
    """The same, for whoever may know the name; None for everybody else, to whom it is nobody's. Two who get to know
    each other know it by their yes, and read it with just what else is shared with them."""
    found = profile_of(actor, person, purpose)
    if found.seen.may("people.name"):
        return found
    if isinstance(actor, OnBehalf) or not stands(actor, person, Relation.MATCHED):
        return None
    named = {**found.seen.values, "name": person.name, "known_as": person.known_as}
    return replace(found, seen=replace(found.seen, values=named))


def looking_purpose(reader: Person) -> Purpose:
    """What somebody looks for: stewards and co-ordinators for their task, everybody else to read."""
    return Purpose.ADMIN if reader.wears(*HOSTS) else Purpose.VIEW


def _half(
    kind: Kind, answers: Mapping[str, Answer], showings: Iterable[Showing], seen: Masked, said: Vocabulary
) -> Half | None:
    """One half, if there is anything of its own to be read; what belongs to both does not make a half."""
    told_here = _told(kind, answers, seen, said)
    own = [each for each in showings if each.profile == kind]
    if not own and not any(each.question.part == kind for each in told_here):
        return None
    return Half(kind, KIND_NAMES[kind], tuple(each for each in told_here if not each.is_empty), tuple(own))


def _told(kind: Kind, answers: Mapping[str, Answer], seen: Masked, said: Vocabulary) -> list[Told]:
    return [
        told(question, answers[question.code].shown, said, answers[question.code].checked_on)
        for question in ORDER[kind]
        if question.code in answers and seen.may(question.section)
    ]


def _of_both(answers: Mapping[str, Answer], seen: Masked, said: Vocabulary) -> list[Half]:
    """What belongs to both halves, when nothing more of either may be read: whoever may read it finds it."""
    common = [each for each in _told(Kind.GETTING, answers, seen, said) if not each.is_empty]
    return [Half(Kind.GETTING, _("About me"), tuple(common))] if common else []


def latest_checks(person: Person) -> list[Check]:
    """How each check stands: the newest line of each kind."""
    newest: dict[tuple[str, str], Check] = {}
    for check in Check.objects.filter(person=person).order_by("on", "id"):
        newest[check.kind, check.route] = check
    return list(newest.values())


def readable(actor: Actor, person: Person, codes: Iterable[str]) -> frozenset[str]:
    """Of these questions, those whose answers whoever writes may see. Taking something down is no right to read it."""
    asked = [QUESTIONS[code] for code in codes]
    purpose = Purpose.VIEW if isinstance(actor, OnBehalf) else Purpose.ADMIN
    seen = masked_many(actor, [person], purpose, [question.section for question in asked])[0]
    return frozenset(question.code for question in asked if seen.may(question.section))
