"""What an ask and an offer say, together with what stands in the two profiles: for finding words, and only for that.

Every facet carries the section it was read from; who may see it is asked of privacy before a word is shown.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from tenant_apps.matching.explaining import Known, Side
from tenant_apps.matching.models import Ask, Offer, Pay
from tenant_apps.matching.sections import OFFERS
from tenant_apps.people.models import today
from tenant_apps.profiles import questions, shape
from tenant_apps.profiles.models import Answer
from tenants.context import current_circle
from tenants.questions import Question, Slot

# What is looked at in a profile to find words. None of it is sealed; what is special by law is not looked at at all.
ASKED: Final = (questions.LANGUAGES, questions.INTERESTS, questions.SKILLS, questions.TRAINING)
Shown = Mapping[str, Mapping[str, Any]]
"""By question, what somebody shows to those who may see it."""


def _what_they_show() -> "QuerySet[Answer, Any]":
    codes = [each.code for each in ASKED]
    rows = Answer.objects.filter(person__among=Slot("ids", UUIDField()), question__in=codes, is_shown=True)
    return rows.values_list("person_id", "question", "plain_shown")


_SHOWN: Final = Question(_what_they_show)


def answers_of(people: Collection[UUID]) -> dict[UUID, dict[str, Mapping[str, Any]]]:
    """What these people show in their profiles, in one question to the database."""
    found: dict[UUID, dict[str, Mapping[str, Any]]] = {pk: {} for pk in people}
    for person, question, shown in _SHOWN.ask(ids=list(people)):
        found[person][question] = shown
    return found


def side_of_ask(ask: Ask, shown: Shown) -> Side:
    """What is asked for, and what the asker says of themselves. What an ask says is there to be answered: it needs no
    further yes to be a reason."""
    must, like = _codes(ask.must), _codes(ask.like)

    def wanted(facet: str) -> Known:
        return Known(tuple(dict.fromkeys((*must.get(facet, ()), *like.get(facet, ())))))

    everybodys = current_circle().language.split("-")[0]
    languages = tuple(code for code in _ticked(shown, questions.LANGUAGES, "languages") if code != everybodys)
    facets = {
        "tasks": Known(tuple(ask.tasks)),
        "wanted_languages": wanted("languages"),
        "wanted_interests": wanted("interests"),
        "skills": wanted("skills"),
        "courses": wanted("courses"),
        "languages": Known(languages, questions.LANGUAGES.section),
        "interests": Known(_ticked(shown, questions.INTERESTS, "interests"), questions.INTERESTS.section),
    }
    return Side(ask.person_id, _said(facets), ask.week)


def side_of_offer(offer: Offer, shown: Shown) -> Side:
    """What is offered, and what the giver says of themselves."""
    facets = {
        "tasks": Known(tuple(offer.tasks), OFFERS.code),
        "gladly": Known(tuple(offer.gladly), OFFERS.code),
        "languages": Known(_ticked(shown, questions.LANGUAGES, "languages"), questions.LANGUAGES.section),
        "interests": Known(_ticked(shown, questions.INTERESTS, "interests"), questions.INTERESTS.section),
        "skills": Known(_ticked(shown, questions.SKILLS, "skills"), questions.SKILLS.section),
        "courses": Known(_courses(shown), questions.TRAINING.section),
    }
    return Side(offer.person_id, _said(facets), offer.week, OFFERS.code, offer.pay == Pay.VOLUNTARY)


def sections_of(sides: Iterable[Side]) -> tuple[str, ...]:
    """Every section that one of these was read from, each once."""
    return tuple(sorted({section for side in sides for section in side.sections}))


def _said(facets: Mapping[str, Known]) -> dict[str, Known]:
    return {code: known for code, known in facets.items() if known.codes}


def _codes(facets: Any) -> dict[str, tuple[str, ...]]:
    """What must be or is liked, by facet. Whatever is not a list of codes has no words and is left out."""
    if not isinstance(facets, Mapping):
        return {}
    return {str(facet): tuple(map(str, codes)) for facet, codes in facets.items() if isinstance(codes, list)}


def _ticked(shown: Shown, question: shape.Question, facet: str) -> tuple[str, ...]:
    return tuple(shown.get(question.code, {}).get("facets", {}).get(facet, ()))


def _courses(shown: Shown) -> tuple[str, ...]:
    """What somebody learnt and has not run out."""
    day = today().isoformat()
    rows = shown.get(questions.TRAINING.code, {}).get("rows", ())
    return tuple(row["course"] for row in rows if row.get("expires_on", day) >= day)
