"""“View as”: what somebody finds about a person who stands so to them, by the decision itself and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from kernel.sections import Purpose, Relation, Section, section_called, sections
from tenant_apps.people.models import Person
from tenant_apps.privacy.contents import Line, lines_of
from tenant_apps.privacy.decide import judge
from tenant_apps.privacy.facts import own_facts
from tenant_apps.privacy.relations import Standing

NAME: Final = "people.name"
EYES: Final[Mapping[str, tuple[Sentence, frozenset[Relation]]]] = {
    "team": (_("my team"), frozenset({Relation.TEAMMATE, Relation.CIRCLE, Relation.ANYONE})),
    "match": (_("somebody I may be matched with"), frozenset({Relation.MATCHED, Relation.CIRCLE, Relation.ANYONE})),
    "circle": (_("a stranger in my circle"), frozenset({Relation.CIRCLE, Relation.ANYONE})),
    "anyone": (_("anybody outside"), frozenset({Relation.ANYONE})),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What such a reader finds of a person: with its lines and why, what they would if it were filled in, the rest."""

    shown: list[tuple[Section, list[Line], Sentence]]
    empty: list[Section]
    hidden: list[Section]


def found_by(whom: str, person: Person) -> Found:
    """What they find who stand so to this person. Whoever may not know the name finds nobody, and so nothing else."""
    _said, relations = EYES[whom]
    facts, standing = own_facts(person), Standing(relations=relations)
    in_office = person.pk in facts.officers
    decisions = {
        each: judge(each, facts.wish(person.pk, each), standing, Purpose.VIEW, subject_in_office=in_office)
        for each in sections()
    }
    is_found = decisions[section_called(NAME)].allow
    allowed = [(each, decision.why) for each, decision in decisions.items() if is_found and decision.allow]
    lines = lines_of(person, [each.code for each, _why in allowed])
    return Found(
        shown=[(each, lines[each.code], why) for each, why in allowed if lines[each.code]],
        empty=[each for each, _why in allowed if not lines[each.code]],
        hidden=[each for each, decision in decisions.items() if not (is_found and decision.allow)],
    )
