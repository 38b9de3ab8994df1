"""May this reader see this section of this person, for this purpose? One pure function, and what looks up its facts.

`judge` knows no database: it is tested over every cell. `decide` and `decide_all` load the facts, for any number of
people in the same number of queries.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from kernel.sections import Audience, Class, Purpose, Relation, Section, section_called
from tenant_apps.people.models import Person
from tenant_apps.privacy.facts import facts_about
from tenant_apps.privacy.relations import Reader, Standing, Who, reader_of


class Basis(StrEnum):
    """What a decision rests on."""

    SELF = "self"
    DELEGATE = "delegate"
    CHOICE = "choice"
    FLOOR = "floor"
    DUTY = "duty"
    APPOINTED = "appointed"
    BREAK_GLASS = "break_glass"
    SYSTEM = "system"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no; why, in a sentence for the person it is about; on what basis; and whether the look is written down."""

    allow: bool
    why: Sentence
    basis: Basis
    log: bool = False
    relation: Relation | None = None


WIDE_ENOUGH: Final[tuple[tuple[Relation, Audience], ...]] = (
    (Relation.NAMED, Audience.NAMED),
    (Relation.TEAMMATE, Audience.TEAM),
    (Relation.MATCHED, Audience.MATCHED),
    (Relation.CIRCLE, Audience.CIRCLE),
    (Relation.FEDERATION, Audience.FEDERATION),
    (Relation.ANYONE, Audience.PUBLIC),
)
"""The narrowest audience that takes in each relation."""

# Reading one after the other is what somebody chose; copying all of it, or reading the log of who looked, is not.
BY_CHOICE: Final = frozenset({Purpose.VIEW, Purpose.CARE, Purpose.MATCH, Purpose.ADMIN, Purpose.SAFEGUARDING})
GLASS_COVERS: Final = frozenset({Class.OPEN, Class.PERSONAL, Class.CONTACT, Class.SPECIAL, Class.SAFETY})

NO: Final = Decision(False, _("They have not shared this with you."), Basis.NOTHING)
WHY: Final[Mapping[Relation, Sentence]] = {
    Relation.NAMED: _("You chose them by name for this."),
    Relation.TEAMMATE: _("They are in your team, and you share this with your team."),
    Relation.MATCHED: _("You may be matched with them, and you share this with such people."),
    Relation.CIRCLE: _("They are in your circle, and you share this with your circle."),
    Relation.FEDERATION: _("They are in another circle, and you share this with all circles."),
    Relation.ANYONE: _("You share this with everybody."),
}
WHY_FLOOR: Final = _("This must be known for your safety, or because of your office, so it is always shown to them.")
WHY_SELF: Final = _("This is about you.")
WHY_DELEGATE: Final = _("They act for you, and that covers this.")
WHY_DUTY: Final = _("They need this for their task in the circle.")
WHY_APPOINTED: Final = _("They were asked to do one thing for which this is needed.")
WHY_GLASS: Final = _("They gave a reason why it could not wait. You were told, and so was the safeguarding lead.")
WHY_SYSTEM: Final = _("Coopbox did this by itself.")


def judge(
    section: Section,
    chosen: int | None,
    standing: Standing,
    purpose: Purpose,
    *,
    subject_in_office: bool = False,
) -> Decision:
    """The whole of the law. `chosen` is what the person chose for this section, None when they never did."""
    if Relation.SELF in standing.relations:
        return Decision(True, WHY_SELF, Basis.SELF)
    if standing.is_system:
        return Decision(True, WHY_SYSTEM, Basis.SYSTEM, log=purpose is Purpose.EXPORT)
    if Relation.DELEGATE in standing.relations and section.scope in standing.scopes:
        return Decision(True, WHY_DELEGATE, Basis.DELEGATE, log=True, relation=Relation.DELEGATE)
    if not standing.offices.isdisjoint(section.duties.get(purpose, frozenset())):
        return Decision(True, WHY_DUTY, Basis.DUTY, log=_is_noted(section))
    wish = section.default if chosen is None else chosen
    return _by_choice(section, wish, standing, purpose, subject_in_office) or _broken(section, standing, purpose) or NO


def _by_choice(
    section: Section, wish: int, standing: Standing, purpose: Purpose, subject_in_office: bool
) -> Decision | None:
    """What the person lets them see, or has to let them see."""
    if purpose not in BY_CHOICE:
        return None
    audience = section.clamp(wish, holds_office=subject_in_office)
    for relation, needed in WIDE_ENOUGH:
        if audience < needed or relation not in standing.relations:
            continue
        noted = _is_noted(section) and relation is not Relation.ANYONE
        if wish >= needed:
            return Decision(True, WHY[relation], Basis.CHOICE, noted, relation)
        return Decision(True, WHY_FLOOR, Basis.FLOOR, noted, relation)
    return None


def _broken(section: Section, standing: Standing, purpose: Purpose) -> Decision | None:
    """What could not wait."""
    if purpose is Purpose.SAFEGUARDING and standing.broke_glass and glass_covers(section):
        return Decision(True, WHY_GLASS, Basis.BREAK_GLASS, log=True)
    return None


def glass_covers(section: Section) -> bool:
    """What somebody could share and did not. What nobody can share is not opened by this either: the code of a door,
    which is told around a visit alone, a complaint, the papers of an authority, what is withheld from somebody."""
    return section.klass in GLASS_COVERS and section.ceiling > Audience.ONLY_ME


def _is_noted(section: Section) -> bool:
    """Whether an everyday look is written down: at how to reach somebody, and at what is sensitive."""
    return section.klass.is_sensitive or section.klass is Class.CONTACT


def decide(actor: Who, subject: Person, section: str | Section, purpose: Purpose = Purpose.VIEW) -> Decision:
    """May they? Nothing is written down: the doors do that, and only through them is anything read."""
    wanted = section if isinstance(section, Section) else section_called(section)
    return decide_all(actor, [subject], [wanted], purpose)[subject.pk][wanted.code]


def decide_all(
    actor: Who, subjects: Collection[Person], wanted: Iterable[Section], purpose: Purpose = Purpose.VIEW
) -> dict[UUID, dict[str, Decision]]:
    """The same for many people and sections, by person and code, in a number of queries that does not grow."""
    return decided(reader_of(actor), subjects, tuple(wanted), purpose)


def decided(
    reader: Reader, subjects: Collection[Person], wanted: tuple[Section, ...], purpose: Purpose
) -> dict[UUID, dict[str, Decision]]:
    """What `decide_all` says, for a reader who was looked up already."""
    facts = facts_about(reader, subjects, wanted, purpose)
    law: dict[tuple[str, int, Standing, bool], Decision] = {}

    def decision(subject: Person, section: Section) -> Decision:
        """Of a list most stand alike and chose alike: the same question is judged once."""
        asked = (
            section.code,
            facts.wish(subject.pk, section),
            facts.standing(subject.pk, section.code),
            subject.pk in facts.officers,
        )
        if asked not in law:
            _code, wish, standing, in_office = asked
            law[asked] = judge(section, wish, standing, purpose, subject_in_office=in_office)
        return law[asked]

    return {subject.pk: {each.code: decision(subject, each) for each in wanted} for subject in subjects}


def why(actor: Who, subject: Person, section: str, purpose: Purpose = Purpose.VIEW) -> Sentence:
    """Why they can or cannot see it, in one sentence."""
    return decide(actor, subject, section, purpose).why


__all__ = ["Basis", "Decision", "decide", "decide_all", "decided", "judge", "why"]
