"""What is known of people for matching: what they show to the circle, and what they keep to themselves but let be used.

What is hidden counts only for whoever said yes to it, and then it can only leave somebody out: it has no part in any
order or reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet, UUIDField

from kernel.sections import Audience, section_called
from tenant_apps.matching.models import Offer
from tenant_apps.people.models import today
from tenant_apps.privacy.facts import chosen_by
from tenant_apps.profiles import questions
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.rights.models import Consent
from tenants.questions import Question, Slot

MATCH: Final = "match"
ASKED: Final = (
    questions.LANGUAGES,
    questions.INTERESTS,
    questions.SKILLS,
    questions.TRAINING,
    questions.CULTURE,
    questions.PETS,
    questions.SMOKING,
    questions.GENDER,
)
# What can be shown to somebody one has not met yet. Nobody can be asked for by any of the rest, such as faith.
CAN_BE_SHOWN: Final = frozenset(
    facet.code
    for question in ASKED
    for facet in question.facets
    if section_called(question.section).ceiling >= Audience.CIRCLE
) | {"courses"}
# What somebody says of their home, and what of it somebody who comes cannot bear.
ANIMALS: Final = frozenset({"dog", "cat", "birds", "small", "other"})
UNBEARABLE: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "smoking-fine": {"no": frozenset({"inside", "outside", "vaping"}), "outside": frozenset({"inside", "vaping"})},
    "homes": {"dog": frozenset({"dog"}), "cat": frozenset({"cat"}), "smoke": frozenset({"inside"})},
    "pets-fine": {
        "rather-not": frozenset({"dog", "cat", "birds", "small", "other"}),
        "allergic": frozenset({"dog", "cat"}),
        "allergic-dogs": frozenset({"dog"}),
        "allergic-cats": frozenset({"cat"}),
        "allergic-birds": frozenset({"birds"}),
    },
}
# What somebody is allergic to comes along on the clothes of whoever lives with it.
ALLERGIC: Final[Mapping[str, frozenset[str]]] = {
    code: homes for code, homes in UNBEARABLE["pets-fine"].items() if code.startswith("allergic")
}
# Said in an offer, to be used and not to be read.
OF_OFFER: Final = ("homes",)
HOME: Final = ("smoking", "pets")
Codes = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Facts:
    """One person's codes by facet: shown to the circle, and hidden but let be used."""

    shown: Codes = field(default_factory=dict)
    hidden: Codes = field(default_factory=dict)

    @property
    def home(self) -> frozenset[str]:
        """What their home is like, as far as they show it."""
        return _home(self.shown)

    @property
    def hidden_home(self) -> frozenset[str]:
        return _home(self.hidden)

    @property
    def allergies(self) -> frozenset[str]:
        """With what at home nobody should come to them, as far as it may be used."""
        return _allergies(self.shown) | self.hidden_allergies

    @property
    def hidden_allergies(self) -> frozenset[str]:
        return _allergies(self.hidden)

    @property
    def all(self) -> Codes:
        """Both together: what they know of themselves."""
        return {**self.hidden, **self.shown}


def cannot_bear(said: Codes, home: frozenset[str]) -> bool:
    """Whether somebody who says this cannot be in such a home."""
    return any(
        not home.isdisjoint(forbids.get(code, frozenset()))
        for facet, forbids in UNBEARABLE.items()
        for code in said.get(facet, ())
    )


def _ids() -> Slot:
    return Slot("ids", UUIDField())


def _what_they_said() -> "QuerySet[Answer, Any]":
    rows = Answer.objects.filter(person__among=_ids(), is_shown=True, question__in=[each.code for each in ASKED])
    return rows.values_list("person_id", "question", "plain_shown")


_SAID: Final = Question(_what_they_said)
_MUST: Final = Question(lambda: Offer.objects.open().filter(person__among=_ids()).values_list("person_id", "must"))


def facts_of(people: Collection[UUID]) -> dict[UUID, Facts]:
    """What is known of these people, in as many questions for one as for a thousand."""
    ids = set(people)
    if not ids:
        return {}
    said = _SAID.ask(ids=list(ids))
    sections = tuple(section_called(each.section) for each in ASKED)
    chosen = chosen_by({person for person, _question, _held in said}, sections)
    shown: dict[UUID, Codes] = {each: {} for each in ids}
    kept = []
    for person, question, held in said:
        if (
            chosen is not None
            and chosen.audience(person, section_called(QUESTIONS[question].section)) >= Audience.CIRCLE
        ):
            shown[person].update(_codes(held))
        else:
            kept.append((person, held))
    hidden = _let_be_used(ids, kept)
    for person, must in _MUST.ask(ids=list(ids)):
        if homes := must.get("homes"):  # said for this alone, and nobody reads it
            hidden[person]["homes"] = tuple(homes)
    return {each: Facts(shown[each], hidden[each]) for each in ids}


def _let_be_used(ids: Collection[UUID], kept: Collection[tuple[UUID, Mapping[str, Any]]]) -> dict[UUID, Codes]:
    """Of what is kept to themselves, that of whoever said yes to its being used."""
    found: dict[UUID, Codes] = {each: {} for each in ids}
    if not kept:
        return found
    yes = Consent.objects.standing().filter(purpose=MATCH, person__among={person for person, _held in kept})
    agreed = set(yes.values_list("person_id", flat=True))
    for person, held in kept:
        if person in agreed:
            found[person].update(_codes(held))
    return found


def _home(said: Codes) -> frozenset[str]:
    return frozenset(code for facet in HOME for code in said.get(facet, ()))


def _allergies(said: Codes) -> frozenset[str]:
    return frozenset(home for code in said.get("pets-fine", ()) for home in ALLERGIC.get(code, frozenset()))


def _codes(answer: Mapping[str, Any]) -> Codes:
    found = {facet: tuple(codes) for facet, codes in answer.get("facets", {}).items()}
    day = today().isoformat()
    rows = (row for row in answer.get("rows", ()) if "course" in row and row.get("expires_on", day) >= day)
    if courses := tuple(row["course"] for row in rows):
        found["courses"] = courses
    return found
