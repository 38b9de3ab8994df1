"""Who sees each question, in plain words, for the pages on which somebody writes."""

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.errors import Sentence
from kernel.sections import Audience, section_called
from tenant_apps.people.models import Person
from tenant_apps.privacy.facts import wish_of
from tenant_apps.privacy.models import Choice, Stance
from tenant_apps.privacy.words import AUDIENCES, Preset
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
    """Whom this person lets see each answer, by the question's code: what they chose, held between what may be."""
    wanted = list(questions)
    stance = Stance.objects.filter(person=person).first()
    preset = Preset(stance.preset) if stance is not None else None
    codes = [question.section for question in wanted]
    chosen = dict(Choice.objects.filter(person=person, section__in=codes).values_list("section", "audience"))
    found = {}
    for question in wanted:
        section = section_called(question.section)
        audience = section.clamp(chosen.get(section.code, wish_of(preset, section)))
        found[question.code] = Seen(audience, AUDIENCES[audience], ICONS[audience])
    return found
