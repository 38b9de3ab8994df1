"""What a decision needs to know, loaded for any number of people in the same few queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, SmallIntegerField, UUIDField, Value

from kernel.sections import Audience, Purpose, Relation, Scope, Section, section_called, sections
from kernel.time import now
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy import among  # noqa: F401, the lookup `among`
from tenant_apps.privacy.models import BreakGlass, Choice, NamedReader, Stance
from tenant_apps.privacy.relations import KEEPERS, Reader, Standing, sources
from tenant_apps.privacy.words import PRESETS, Preset
from tenants.questions import Question, Slot


@dataclass(slots=True)
class Facts:
    """What people chose, how the reader stands to them, and who of them holds an office."""

    choices: dict[tuple[UUID, str], int] = field(default_factory=dict)
    stances: dict[UUID, Preset] = field(default_factory=dict)
    named: set[tuple[UUID, str]] = field(default_factory=set)
    officers: set[UUID] = field(default_factory=set)
    restricted: set[UUID] = field(default_factory=set)
    standings: dict[UUID, Standing] = field(default_factory=dict)

    def wish(self, person_id: UUID, section: Section) -> int:
        """What they chose for this section; else what follows from their stance; else the section's default."""
        chosen = self.choices.get((person_id, section.code))
        if chosen is not None:
            return chosen
        return wish_of(self.stances.get(person_id), section)

    def audience(self, person_id: UUID, section: Section) -> Audience:
        """Who sees this section of them now."""
        return section.clamp(self.wish(person_id, section), holds_office=person_id in self.officers)

    def standing(self, person_id: UUID, code: str) -> Standing:
        """How the reader stands to this person where this section is concerned: by name, it differs by section.

        Whoever was forgotten is read by those who keep what must be kept, and no hat reaches further.
        """
        standing = self.standings[person_id]
        if person_id in self.restricted and section_called(code).scope is not Scope.DATA_REQUEST:
            standing = replace(standing, offices=standing.offices & KEEPERS, broke_glass=False)
        if (person_id, code) in self.named:
            return replace(standing, relations=standing.relations | {Relation.NAMED})
        return standing


def wish_of(stance: Preset | None, section: Section) -> int:
    """What counts for a section that somebody did not decide about by itself."""
    return section.default if stance is None else PRESETS[stance][section.klass]


def facts_about(reader: Reader, subjects: Collection[Person], wanted: tuple[Section, ...], purpose: Purpose) -> Facts:
    """Look up what is needed, and nothing where the answer is known anyway."""
    facts = Facts()
    ids = [subject.pk for subject in subjects]
    others = [pk for pk in ids if reader.hand is None or pk != reader.hand.pk]
    chosen = [] if reader.is_system else [each for each in wanted if not reader.has_duty(each, purpose)]
    near: dict[Relation, set[UUID]] = {}
    if others and chosen:
        _load(facts, near, reader, others, chosen)
    broken = glasses_of(reader, purpose)
    facts.restricted = {subject.pk for subject in subjects if subject.restricted_at is not None}
    absent = {subject.pk for subject in subjects if not subject.is_present}
    facts.named = {(person_id, code) for person_id, code in facts.named if person_id not in absent}
    for subject in subjects:
        facts.standings[subject.pk] = _standing(reader, subject, near, subject.pk in broken, purpose)
    return facts


_NOBODY: Final = Reader(None, None, frozenset(), None, frozenset())


def own_facts(person: Person) -> Facts:
    """What somebody chose, for themselves to see."""
    return chosen_by([person.pk], sections())


def chosen_by(ids: Collection[UUID], wanted: Iterable[Section]) -> Facts:
    """Who sees these sections of these people, whoever reads: enough for `audience`, and for no decision."""
    facts = Facts()
    if ids:
        _load(facts, {}, _NOBODY, ids, list(wanted))
    return facts


def glasses_of(reader: Reader, purpose: Purpose) -> dict[UUID, UUID]:
    """Of whom the reader may see what was not shared just now, with the break-glass that says why: the newest."""
    if purpose is not Purpose.SAFEGUARDING or reader.hand is None:
        return {}
    broken = BreakGlass.objects.by(reader.hand).broken(now()).order_by("began_at")
    return dict(broken.values_list("person_id", "pk"))


def officers_among(ids: Collection[UUID]) -> set[UUID]:
    """Those who hold an office today: whoever has power over others is known by name."""
    return set(_officers(ids, today()).values_list("person_id", flat=True))


def _officers(ids: "Collection[UUID] | Slot", day: "date | Slot") -> "QuerySet[Hat]":
    worn = Hat.objects.worn(day).filter(person__among=ids, kind__in=Hat.OFFICES)
    return worn.filter(person__left_at=None, person__suspended_at=None)


def _question(*, of_offices: bool, of_relations: bool) -> "QuerySet[Any, Any]":
    """All that is known of some people where one reader is concerned: each row says what it is, about whom, and two
    things more."""
    ids, codes = Slot("ids", UUIDField()), Slot("codes", CharField())
    asked = [
        _rows(
            Choice.objects.filter(person__among=ids, section__among=codes), "choice", "person_id", "section", "audience"
        )
    ]
    asked.append(_rows(Stance.objects.filter(person__among=ids), "stance", "person_id", "preset"))
    if of_offices:
        asked.append(_rows(_officers(ids, Slot("day", DateField())), "officer", "person_id", "kind"))
    if of_relations:
        hand, at = Slot("hand", UUIDField()), Slot("at", DateTimeField())
        named = NamedReader.objects.filter(reader=hand, choice__person__among=ids, choice__section__among=codes)
        asked.append(_rows(named, "named", "choice__person_id", "choice__section"))
        for relation, source in sources():
            close = source(hand, at)
            (person,) = close.query.values_select
            close = close.filter(**{f"{person}__among": ids})
            asked.append(_rows(close, "near", person, Value(str(relation), CharField())))
    return asked[0].union(*asked[1:], all=True)


_QUESTIONS: Final = tuple(  # by whether offices, and whether relations are asked for, too
    tuple(Question(partial(_question, of_offices=offices, of_relations=relations)) for relations in (False, True))
    for offices in (False, True)
)


def _load(
    facts: Facts, near: dict[Relation, set[UUID]], reader: Reader, ids: Collection[UUID], wanted: list[Section]
) -> None:
    """What there is of these people where this reader is concerned, in one question."""
    question = _QUESTIONS[any(section.in_office is not None for section in wanted)][reader.hand is not None]
    hand = reader.hand.pk if reader.hand is not None else None
    codes = [section.code for section in wanted]
    for what, person_id, text, number in question.ask(ids=list(ids), codes=codes, hand=hand, day=today(), at=now()):
        match what:
            case "choice":
                facts.choices[person_id, text] = number
            case "stance":
                facts.stances[person_id] = Preset(text)
            case "officer":
                facts.officers.add(person_id)
            case "named":
                facts.named.add((person_id, text))
            case "near":
                near.setdefault(Relation(text), set()).add(person_id)


def _rows(
    found: "QuerySet[Any]", what: str, person: str, text: str | Value, number: str | None = None
) -> "QuerySet[Any, Any]":
    """A queryset as rows of four columns, so that several can be asked together."""
    told = F(text) if isinstance(text, str) else text
    count = Value(0, SmallIntegerField()) if number is None else F(number)
    rows = found.order_by().annotate(w=Value(what, CharField()), p=F(person), t=told, n=count)
    return rows.values_list("w", "p", "t", "n")


def _standing(
    reader: Reader, subject: Person, near: dict[Relation, set[UUID]], broke_glass: bool, purpose: Purpose
) -> Standing:
    relations = {relation for relation, ids in near.items() if subject.pk in ids} | {Relation.ANYONE}
    if reader.hand is not None:
        relations.add(Relation.CIRCLE)
        if reader.matches(purpose):
            relations.add(Relation.MATCHED)
    if not subject.is_present:
        relations.clear()  # whoever left shares nothing any more
    if reader.hand is not None and subject.pk == reader.hand.pk:
        relations.add(Relation.SELF)
    helps = reader.helps == subject.pk and bool(reader.scopes)
    if helps:
        relations.add(Relation.DELEGATE)
    return Standing(
        relations=frozenset(relations),
        scopes=reader.scopes if helps else frozenset(),
        offices=reader.offices,
        broke_glass=broke_glass,
        is_system=reader.is_system,
    )
