"""The three doors. What is known of people is read through them, and nowhere else.

- `masked` (and `masked_many`): one person, or a page of a list, with only what this reader may see in it.
- `visible` and `shown`: a queryset narrowed to those of whom a section may be seen, and a column that is empty where it
  may not, so that lists, counts, sorting and search know no more than the reader.
- `require`: may they see this section? If not, there is nothing.

A look that has to be written down is written down before anything is handed over, in the same transaction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from kernel.actors import Actor
from kernel.errors import NotFound
from kernel.sections import Purpose, Section, section_called, section_of, sections
from tenant_apps.people.models import Person
from tenant_apps.privacy.decide import Decision, decide_all
from tenant_apps.privacy.relations import reader_of


@dataclass(frozen=True, slots=True)
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

    def __getattr__(self, name: str) -> Any:
        if name in _COLUMNS:
            return self.values.get(name)
        raise AttributeError(name)

    def __str__(self) -> str:
        return f"person {self.id}"


_COLUMNS = frozenset(column.name for column in Person._meta.concrete_fields)


def masked(
    actor: Actor | None, person: Person, purpose: Purpose = Purpose.VIEW, sections: Iterable[str] | None = None
) -> Masked:
    """One person as this reader may see them. `sections` are the codes a page shows, by default those of the list of
    people. Nothing to be seen at all is NotFound, the same as somebody who is not there."""
    view = masked_many(actor, [person], purpose, sections)[0]
    if not view.allowed:
        raise NotFound
    return view


def masked_many(
    actor: Actor | None,
    people: Collection[Person],
    purpose: Purpose = Purpose.VIEW,
    sections: Iterable[str] | None = None,
) -> list[Masked]:
    """The same for a page of a list, in their order."""
    wanted = _wanted(sections)
    decided = decide_all(actor, people, wanted, purpose)
    return [_mask(person, wanted, decided[person.pk]) for person in people]


def require(actor: Actor | None, person: Person, section: str, purpose: Purpose = Purpose.VIEW) -> Decision:
    """Go on only if they may see this section; otherwise it does not exist."""
    wanted = section_called(section)
    decision = decide_all(actor, [person], [wanted], purpose)[person.pk][wanted.code]
    if not decision.allow:
        raise NotFound
    return decision


def visible(
    actor: Actor | None, people: "QuerySet[Person]", section: str, purpose: Purpose = Purpose.VIEW, through: str = ""
) -> "QuerySet[Any]":
    """Only those of whom this reader may see the section, sorted out by the database. `through` is the path from the
    rows to the person, such as `"person"`, when they are not people themselves."""
    return people.filter(may_be_seen(actor, section, purpose, through))


def shown(actor: Actor | None, field_name: str, purpose: Purpose = Purpose.VIEW) -> Combinable:
    """A column of `people.Person`, empty where this reader may not see it: sort, filter and search lists by this."""
    column = Person._meta.get_field(field_name)
    section = section_of(f"people.Person.{field_name}")
    allowed = may_be_seen(actor, section.code, purpose)
    return Case(When(allowed, then=F(field_name)), default=Value(None), output_field=type(column)(null=True))


def may_be_seen(actor: Actor | None, section: str, purpose: Purpose, through: str = "") -> Q:
    """The condition behind `visible`."""
    reader = reader_of(actor)
    me = f"{through}__pk" if through else "pk"
    wanted = section_called(section)
    if reader.is_system or reader.offices & wanted.duties.get(purpose, frozenset()):
        return Q()
    return Q(**{me: reader.hand.pk}) if reader.hand is not None else Q(pk__in=[])


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
