"""The three doors. What is known of people is read through them, and nowhere else.

- `masked` (and `masked_many`): one person, or a page of a list, with only what this reader may see in it.
- `visible` and `shown`: a queryset narrowed to those of whom a section may be seen, and a column that is empty where it
  may not, so that lists, counts, sorting and search know no more than the reader.
- `require`: may they see this section? If not, there is nothing.

A look that has to be written down is written down before anything is handed over, in the same transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from kernel.errors import NotFound
from kernel.sections import Purpose, Section, section_called, section_of, sections
from tenant_apps.people.models import Person
from tenant_apps.privacy.decide import WHY_APPOINTED, Basis, Decision, decided
from tenant_apps.privacy.facts import glasses_of
from tenant_apps.privacy.looking import write_down
from tenant_apps.privacy.narrowing import may_be_seen
from tenant_apps.privacy.relations import Who, name_sources, reader_of, tasks_of


@dataclass(frozen=True)
class Masked:
    """One person as this reader may see them. What they may not see is None; it cannot be changed or asked for more.

    Columns of `people.Person` are read by their own names: `masked.phone`. Other rooms ask `may("profile.food")` before
    they fetch what is theirs.
    """

    id: UUID
    decisions: Mapping[str, Decision]
    values: Mapping[str, Any] = field(repr=False)

    @property
    def pk(self) -> UUID:
        return self.id

    def may(self, code: str) -> bool:
        """Whether this section may be seen."""
        decision = self.decisions.get(code)
        return decision is not None and decision.allow

    @property
    def allowed(self) -> tuple[str, ...]:
        """The codes of the sections that may be seen."""
        return tuple(code for code, decision in self.decisions.items() if decision.allow)

    @property
    def called(self) -> str:
        """What to call them, if their name may be known; else nothing."""
        return self.values.get("known_as") or self.values.get("name") or ""

    @property
    def is_present(self) -> bool:
        """Whether they are of this circle, as far as this reader may know."""
        return self.left_at is None

    @property
    def is_suspended(self) -> bool:
        """Whether their place is on hold, as far as this reader may know."""
        return self.suspended_at is not None

    def __getattr__(self, name: str) -> Any:
        if name in _COLUMNS:
            return self.values.get(name)
        if name in _IN_WORDS:
            return lambda: str(_IN_WORDS[name].get(self.values.get(name[4:-8]), ""))
        raise AttributeError(name)

    def __str__(self) -> str:
        return f"person {self.id}"


_COLUMNS = frozenset(column.name for column in Person._meta.concrete_fields)
# As on models: `get_reach_by_display` says a choice in words.
_IN_WORDS = {
    f"get_{column.name}_display": dict(column.flatchoices)
    for column in Person._meta.concrete_fields
    if column.flatchoices
}


def masked(
    actor: Who, person: Person, purpose: Purpose = Purpose.VIEW, sections: Iterable[str] | None = None
) -> Masked:
    """One person as this reader may see them. `sections` are the codes a page shows, by default those of the list of
    people. Nothing to be seen at all is NotFound, the same as somebody who is not there."""
    view = masked_many(actor, [person], purpose, sections)[0]
    if not view.allowed:
        raise NotFound
    return view


def masked_many(
    actor: Who,
    people: Collection[Person],
    purpose: Purpose = Purpose.VIEW,
    sections: Iterable[str] | None = None,
) -> list[Masked]:
    """The same for a page of a list, in their order. Those of whom nothing may be seen have nothing in them."""
    wanted = _wanted(sections)
    decisions = _looked(actor, people, wanted, purpose)
    return [_mask(person, wanted, decisions[person.pk]) for person in people]


# What somebody may have been asked to do one thing for: to be with somebody, or to look into something for them.
FOR_ONE_THING: Final = frozenset({Purpose.CARE, Purpose.ADMIN})


def require(actor: Who, person: Person, section: str, purpose: Purpose = Purpose.VIEW) -> Decision:
    """Go on only if they may see this section, or were appointed for one thing that needs it; otherwise it does not
    exist. A look for such a thing is written down even where they might have looked anyway: it was handed over so."""
    wanted, reader = section_called(section), reader_of(actor)
    decision = _looked(reader, [person], (wanted,), purpose)[person.pk][wanted.code]
    is_themselves = reader.hand is not None and reader.helps is None
    is_written_down = decision.allow and decision.log
    may_be_appointed = purpose in FOR_ONE_THING and is_themselves and not is_written_down
    if not may_be_appointed or wanted.code not in tasks_of(reader.hand, person):
        if decision.allow:
            return decision
        raise NotFound
    appointed = Decision(True, WHY_APPOINTED, Basis.APPOINTED, log=True)
    write_down(reader.actor, {person.pk: {wanted.code: appointed}}, purpose)
    return appointed


def visible(
    actor: Who, people: "QuerySet[Any]", section: str, purpose: Purpose = Purpose.VIEW, through: str = ""
) -> "QuerySet[Any]":
    """Only those of whom this reader may see the section, sorted out by the database. `through` is the path from the
    rows to the person, such as `"person"`, when they are not people themselves. Nothing is written down: this says who
    is in a list, and what stands in it is read through `masked_many`."""
    return people.filter(may_be_seen(actor, section, purpose, through))


def known_by_name(actor: Who, people: "QuerySet[Any]") -> "QuerySet[Any]":
    """Of these people, those whose names this reader may know, or knows anyway: see `name_source`. For choosing among
    people, and for nothing else of theirs."""
    reader = reader_of(actor)
    known = may_be_seen(reader, "people.name", Purpose.VIEW, "")
    if not known or reader.hand is None:
        return people.filter(known)
    anyway = [Q(pk__in=source(reader.hand)) for source in name_sources()]
    return people.filter(reduce(or_, anyway, known))


def shown(actor: Who, field_name: str, purpose: Purpose = Purpose.VIEW) -> Combinable:
    """A column of `people.Person`, empty where this reader may not see it: sort, filter and search lists by this."""
    column = Person._meta.get_field(field_name)
    section = section_of(f"people.Person.{field_name}")
    allowed = may_be_seen(actor, section.code, purpose)
    if not allowed:  # no condition: everybody's
        return F(field_name)
    kind = type(column)(max_length=column.max_length, null=True) if column.max_length else type(column)(null=True)
    return Case(When(allowed, then=F(field_name)), default=Value(None), output_field=kind)


def _looked(
    actor: Who, people: Collection[Person], wanted: tuple[Section, ...], purpose: Purpose
) -> dict[UUID, dict[str, Decision]]:
    """Decide, and write down what has to be, before anything is handed over."""
    reader = reader_of(actor)
    decisions = decided(reader, people, wanted, purpose)
    if any(each.allow and each.log for by_code in decisions.values() for each in by_code.values()):
        write_down(reader.actor, decisions, purpose, glasses_of(reader, purpose))
    return decisions


def _wanted(codes: Iterable[str] | None) -> tuple[Section, ...]:
    if codes is None:
        return tuple(each for each in sections() if each.code.startswith("people."))
    return tuple(section_called(code) for code in codes)


def _mask(person: Person, wanted: Iterable[Section], decisions: Mapping[str, Decision]) -> Masked:
    values = {
        name.rsplit(".", 1)[1]: getattr(person, name.rsplit(".", 1)[1])
        for section in wanted
        if decisions[section.code].allow
        for name in section.fields
        if name.startswith("people.Person.")
    }
    return Masked(person.pk, MappingProxyType(dict(decisions)), MappingProxyType(values))
