"""Find people by what they ticked: languages, skills, when they can come. Only by answers that the reader may see.

Everything that was asked has to fit. An answer that somebody does not share with the reader fits nothing, so a list
tells no more than the profiles in it. What is special by law (health, faith, how somebody communicates, what they lived
through) and what is kept in cipher is not searched at all.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken, Sentence
from kernel.sections import Purpose
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import visible
from tenant_apps.privacy.relations import Who
from tenant_apps.profiles import facets
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import INTERESTS, LANGUAGES, OFFERS, SKILLS, TIMES_GIVING, TRAINING
from tenant_apps.profiles.reading import day_name
from tenant_apps.profiles.shape import DAYS, Question
from tenant_apps.profiles.vocabulary import Vocabulary

Asked = Mapping[str, tuple[str, ...]]
UNKNOWN: Final = _("Choose from the answers shown. One of yours is not known here.")
DAY, PART, TRAINED = "day", "part", facets.COURSES.code
# From when to when, by the clock on the wall. A night is the evening's end or the morning's beginning.
PARTS: Final[Mapping[str, tuple[Sentence, str, str]]] = {
    "morning": (_("In the morning"), "06:00", "12:00"),
    "afternoon": (_("In the afternoon"), "12:00", "17:00"),
    "evening": (_("In the evening"), "17:00", "22:00"),
    "night": (_("At night"), "22:00", "06:00"),
}


class _Holds(Func):
    """Whether a JSON path finds something. A path that does not fit the answer finds nothing."""

    function = "jsonb_path_exists"
    template = "%(function)s(%(expressions)s, true)"
    output_field = BooleanField()


class _Path(Func):
    template = "(%(expressions)s)::jsonpath"


class _Facts(Func):
    template = "(%(expressions)s)::jsonb"


def _holds(path: str, **facts: str) -> _Holds:
    """`path` is ours alone: nothing that anybody typed stands in it."""
    return _Holds(F("plain_shown"), _Path(Value(path)), _Facts(Value(json.dumps(facts))))


@dataclass(frozen=True, slots=True)
class Sieve:
    """One thing to find people by. `fits` says, for one code, which of the shown answers to `question` hold it."""

    code: str
    label: Sentence
    question: Question
    choices: Callable[[Vocabulary], Iterable[tuple[str, Sentence]]]
    fits: Callable[[str], Any]


def _ticked(question: Question, facet: Any, label: Sentence) -> Sieve:
    return Sieve(
        facet.code,
        label,
        question,
        lambda said: said.choices(facet.code, said.retired.get(facet.code, ())),
        lambda code: Q(plain_shown__facets__contains={facet.code: [code]}),
    )


def _trained(code: str) -> Q:
    """In a training that has not run out. Codes are the circle's own words, so they come as a value of the path."""
    path = "$.rows[*] ? (@.course == $code && (!exists(@.expires_on) || @.expires_on >= $day))"
    return Q(_holds(path, code=code, day=today().isoformat()))


def _on_a_day(code: str) -> Q:
    return Q(plain_shown__week__has_key=code)


def _in_a_part(code: str, day: str = "*") -> Q:
    """Somebody is free for some of it. A span that ends before it begins goes on past midnight."""
    _label, begins, ends = PARTS[code]
    spans = f"strict $.week.{day}[*]"
    if begins < ends:
        return Q(_holds(f'{spans} ? (@[0] < "{ends}" && (@[1] > "{begins}" || @[1] < @[0]))'))
    return Q(_holds(f'{spans} ? (@[1] > "{begins}" || @[0] < "{ends}" || @[1] < @[0])'))


SIEVES: Final = (
    _ticked(LANGUAGES, facets.LANGUAGES, _("Languages")),
    _ticked(SKILLS, facets.SKILLS, _("What they know about")),
    _ticked(OFFERS, facets.OFFERS, _("What they are glad to do")),
    Sieve(TRAINED, _("Training"), TRAINING, lambda said: said.choices(TRAINED), _trained),
    _ticked(INTERESTS, facets.INTERESTS, _("What they enjoy")),
    Sieve(DAY, _("On which day"), TIMES_GIVING, lambda _said: [(day, day_name(day)) for day in DAYS], _on_a_day),
    Sieve(
        PART,
        _("At which time of day"),
        TIMES_GIVING,
        lambda _said: [(code, label) for code, (label, _begins, _ends) in PARTS.items()],
        _in_a_part,
    ),
    _ticked(TIMES_GIVING, facets.WHEN, _("What else about the time")),
    _ticked(TIMES_GIVING, facets.TRAVEL, _("How they get about")),
)


def asked_for(sent: Any, said: Vocabulary) -> Asked:
    """What was asked for, by sieve, out of an address. Raises RuleBroken for a code that nobody knows here."""
    asked, wrong = {}, {}
    for sieve in SIEVES:
        codes = tuple(dict.fromkeys(code for code in sent.getlist(sieve.code) if code))
        known = {code for code, _label in sieve.choices(said)}
        if any(code not in known for code in codes):
            wrong[sieve.code] = [UNKNOWN]
        elif codes:
            asked[sieve.code] = codes
    if wrong:
        raise RuleBroken(UNKNOWN, code="unknown_term", errors=wrong)
    return asked


def who_fit(people: "QuerySet[Person]", asked: Asked, *, to: Who, purpose: Purpose) -> "QuerySet[Person]":
    """Of these people, those who let this reader see answers that hold everything that was asked."""
    by_question: dict[Question, list[Q]] = {}
    for sieve in SIEVES:
        if (codes := asked.get(sieve.code)) and not (sieve.code == DAY and asked.get(PART)):
            days = asked.get(DAY, ("*",)) if sieve.code == PART else ()
            fits = [_in_a_part(code, day) for code in codes for day in days] or [sieve.fits(code) for code in codes]
            by_question.setdefault(sieve.question, []).extend(fits)
    for question, fits in by_question.items():
        people = visible(to, people, question.section, purpose)
        people = people.filter(pk__in=_answers(question, fits).values("person"))
    return people


def _answers(question: Question, fits: Iterable[Q]) -> "QuerySet[Answer]":
    found = Answer.objects.filter(question=question.code, is_shown=True)
    for each in fits:
        found = found.filter(each)
    return found.order_by()


def in_words(asked: Asked, said: Vocabulary) -> list[tuple[Sentence, str, str, str]]:
    """What was asked, for people: the sieve's label and the term's, with their codes."""
    return [
        (sieve.label, str(dict(sieve.choices(said)).get(code, code)), sieve.code, code)
        for sieve in SIEVES
        for code in asked.get(sieve.code, ())
    ]
