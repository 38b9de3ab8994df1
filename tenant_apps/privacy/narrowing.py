"""The same law as in `judge`, told to the database, so that lists are narrowed before they are counted, cut or sorted.

A test holds the two together: whatever people chose, a list has exactly those whom `decide` lets the reader see.
"""

from typing import Any

from django.db.models import Q, QuerySet

from kernel.sections import Audience, Purpose, Scope, Section, section_called
from kernel.time import now
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.decide import BY_CHOICE, WIDE_ENOUGH, glass_covers
from tenant_apps.privacy.facts import wish_of
from tenant_apps.privacy.models import BreakGlass, Choice, NamedReader, Stance
from tenant_apps.privacy.relations import KEEPERS, Reader, Who, reader_of, sources
from tenant_apps.privacy.words import Preset

EVERYBODY = Q()
NOBODY = Q(pk__in=[])


def may_be_seen(actor: Who, section: str, purpose: Purpose = Purpose.VIEW, through: str = "") -> Q:
    """The condition for rows whose person, at `through`, lets this reader see the section."""
    reader, wanted, path = reader_of(actor), section_called(section), Path(through)
    if reader.is_system:
        return EVERYBODY
    if reader.has_duty(wanted, purpose):
        return EVERYBODY if _may_keep(reader, wanted, purpose) else path.has(restricted_at=None)
    allowed = [path.is_one_of([reader.hand.pk])] if reader.hand is not None else []
    if reader.helps is not None and wanted.scope in reader.scopes:
        allowed.append(path.is_one_of([reader.helps]))
    if purpose in BY_CHOICE:
        allowed += _by_choice(reader, wanted, purpose, path)
    if purpose is Purpose.SAFEGUARDING and reader.hand is not None and glass_covers(wanted):
        broken = path.is_one_of(BreakGlass.objects.by(reader.hand).broken(now()).values("person"))
        allowed.append(broken & path.has(restricted_at=None))
    found = NOBODY
    for each in allowed:
        found = each if found is NOBODY else found | each
    return found


def _may_keep(reader: Reader, section: Section, purpose: Purpose) -> bool:
    """Whether their duty reaches those who were forgotten, of whom something has to be kept."""
    keeps = reader.offices & KEEPERS & section.duties.get(purpose, frozenset())
    return bool(keeps) or section.scope is Scope.DATA_REQUEST


class Path:
    """How to say something about the person of a row."""

    def __init__(self, through: str) -> None:
        self.through = through

    def has(self, **what: object) -> Q:
        return Q(**{f"{self.through}__{name}" if self.through else name: value for name, value in what.items()})

    def is_one_of(self, people: "list[object] | QuerySet[Any, Any]") -> Q:
        return self.has(pk__in=people)


def _by_choice(reader: Reader, section: Section, purpose: Purpose, path: Path) -> list[Q]:
    """Those who share it with everybody like the reader, and those near to the reader who share it with such people.

    Whoever left shares nothing any more.
    """
    widest, here = _widest(reader, purpose), path.has(left_at=None)
    if _everybody_shares(section, widest):
        return [here]
    shares = [_shared_with(section, widest, path)]
    if reader.hand is not None:
        needed = dict(WIDE_ENOUGH)
        for relation, source in sources():
            wishes = _shared_with(section, needed[relation], path)
            shares.append(None if wishes is None else path.is_one_of(source(reader.hand, now())) & wishes)
        shares.append(_named(reader.hand, section, path))
    return [each & here for each in shares if each is not None]


def _widest(reader: Reader, purpose: Purpose) -> Audience:
    """The audience that takes in whoever stands to somebody as this reader does to all."""
    if reader.hand is None:
        return Audience.PUBLIC
    return Audience.MATCHED if reader.matches(purpose) else Audience.CIRCLE


def _everybody_shares(section: Section, audience: Audience) -> bool:
    """Whether no choice can keep it from this audience."""
    return audience <= min(section.floor, section.ceiling)


def _shared_with(section: Section, audience: Audience, path: Path) -> Q | None:
    """Who lets this audience see the section; None when nobody can."""
    if audience > section.ceiling:
        return None
    if audience <= section.floor:
        return EVERYBODY
    officers = _officers(section, audience)
    wishes = _wished(section, audience, path)
    return wishes if officers is None else wishes | path.is_one_of(officers)


def _officers(section: Section, audience: Audience) -> "QuerySet[Any, Any] | None":
    """Those whose office lets this audience see it, whatever they chose; None where no office does."""
    if section.in_office is None or audience > section.in_office:
        return None
    worn = Hat.objects.worn(today()).filter(kind__in=Hat.OFFICES)
    return worn.filter(person__left_at=None, person__suspended_at=None).values("person")


def _wished(section: Section, audience: Audience, path: Path) -> Q:
    """Who chose so wide an audience for this section, or else has a stance from which it follows, or the default.

    The answer of `facts.Facts.wish`, as sets of ids: each is read from an index, and those who chose nothing, who are
    most, are in none of them.
    """
    chose = Choice.objects.filter(section=section.code)
    wide = path.is_one_of(chose.filter(audience__gte=audience).values("person"))
    narrow = path.is_one_of(chose.filter(audience__lt=audience).values("person"))
    by_default = section.default >= audience
    others = [preset.value for preset in Preset if (wish_of(preset, section) >= audience) is not by_default]
    stance = path.is_one_of(Stance.objects.filter(preset__in=others).values("person"))
    if by_default:
        return ~narrow & (wide | ~stance) if others else ~narrow
    return wide | (stance & ~narrow) if others else wide


def _named(hand: Person, section: Section, path: Path) -> Q | None:
    """Those who named this reader for the section. A name hangs on the choice it belongs to, so that is the one."""
    if section.ceiling < Audience.NAMED:
        return None
    named = NamedReader.objects.filter(reader=hand, choice__section=section.code)
    if section.floor >= Audience.NAMED:
        return path.is_one_of(named.values("choice__person"))
    found = path.is_one_of(named.filter(choice__audience__gte=Audience.NAMED).values("choice__person"))
    officers = _officers(section, Audience.NAMED)
    if officers is None:
        return found
    return found | (path.is_one_of(named.values("choice__person")) & path.is_one_of(officers))
