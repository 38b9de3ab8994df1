"""Who sees each question, in plain words, for the pages on which somebody writes."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.errors import Sentence
from kernel.sections import Audience, section_called
from tenant_apps.people.models import Person
from tenant_apps.privacy.words import AUDIENCES
from tenant_apps.profiles.shape import Question


@dataclass(frozen=True)
class Seen:
    """Whom somebody lets see an answer."""

    audience: Audience
    words: Sentence
    icon: str


ICONS = {
    Audience.ONLY_ME: "lock",
    Audience.NAMED: "user-check",
    Audience.TEAM: "users",
    Audience.MATCHED: "handshake",
    Audience.CIRCLE: "circle-dot",
    Audience.FEDERATION: "network",
    Audience.PUBLIC: "globe",
}


def audiences_of(person: Person, questions: Iterable[Question]) -> dict[str, Seen]:
    """Whom this person lets see each answer, by the question's code."""
    found = {}
    for question in questions:
        audience = section_called(question.section).default
        found[question.code] = Seen(audience, AUDIENCES[audience], ICONS[audience])
    return found
