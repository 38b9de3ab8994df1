"""The same law as in `judge`, told to the database, so that lists are narrowed before they are counted, cut or sorted.

A test holds the two together: whatever people chose, a list has exactly those whom `decide` lets the reader see.
"""

from collections.abc import Iterator

from django.db.models import Case, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from kernel.sections import Audience, Purpose, Scope, Section, section_called
from kernel.time import now
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.decide import BY_CHOICE, WIDE_ENOUGH, glass_covers
from tenant_apps.privacy.facts import wish_of
from tenant_apps.privacy.models import BreakGlass, NamedReader
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

    def is_one_of(self, people: "list[object] | QuerySet[object, object]") -> Q:
        return self.has(pk__in=people)


def _by_choice(reader: Reader, section: Section, purpose: Purpose, path: Path) -> list[Q]:
    """Those who share it with everybody like the reader, and those near to the reader who share it with such people.

    Whoever left shares nothing any more.
    """
    if _everybody_shares(section, _widest(reader, purpose)):
        return [path.has(left_at=None)]
    shares = NOBODY
    for audience, people in _near(reader, section, purpose):
        if (wishes := _shared_with(section, audience)) is not None:
            shares |= wishes & people
    if shares is NOBODY:
        return []
    return [path.is_one_of(_with_wishes(section).filter(shares, left_at=None).values("pk"))]


def _widest(reader: Reader, purpose: Purpose) -> Audience:
    """The audience that takes in whoever stands to somebody as this reader does to all."""
    if reader.hand is None:
        return Audience.PUBLIC
    return Audience.MATCHED if reader.matches(purpose) else Audience.CIRCLE


def _near(reader: Reader, section: Section, purpose: Purpose) -> Iterator[tuple[Audience, Q]]:
    """Each audience that takes in the reader, with the people whose audience it must be: everybody's for the widest,
    then those of whom rooms know that the reader is near to them, and those who named the reader for this."""
    yield _widest(reader, purpose), EVERYBODY
    if reader.hand is not None:
        needed = dict(WIDE_ENOUGH)
        for relation, source in sources():
            yield needed[relation], Q(pk__in=source(reader.hand))
        named = NamedReader.objects.filter(reader=reader.hand, choice__section=section.code)
        yield Audience.NAMED, Q(pk__in=named.values("choice__person"))


def _everybody_shares(section: Section, audience: Audience) -> bool:
    """Whether no choice can keep it from this audience."""
    return audience <= min(section.floor, section.ceiling)


def _shared_with(section: Section, audience: Audience) -> Q | None:
    """Who of `_with_wishes` lets this audience see the section; None when nobody can."""
    if audience > section.ceiling:
        return None
    if audience <= section.floor:
        return EVERYBODY
    shares = Q(wish__gte=audience)
    if section.in_office is not None and audience <= section.in_office:
        officers = Hat.objects.worn(today()).filter(
            kind__in=Hat.OFFICES, person__left_at=None, person__suspended_at=None
        )
        shares |= Q(pk__in=officers.values("person"))
    return shares


def _with_wishes(section: Section) -> "QuerySet[Person]":
    """Everybody, with what they chose for this section as `wish`; else what follows from their stance, or the default.

    The query of `facts.Facts.wish`, for all at once.
    """
    stances = [When(stance__preset=preset.value, then=Value(int(wish_of(preset, section)))) for preset in Preset]
    return Person.objects.annotate(
        chose=FilteredRelation("choice", condition=Q(choice__section=section.code)),
        wish=Coalesce("chose__audience", Case(*stances, default=Value(int(section.default)))),
    )
