"""The same law as in `judge`, told to the database, so that lists are narrowed before they are counted, cut or sorted.

A test holds the two together: whatever people chose, a list has exactly those whom `decide` lets the reader see.
"""

from django.db.models import Q, QuerySet

from kernel.sections import Audience, Purpose, Scope, Section, section_called
from kernel.time import now
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.privacy.decide import BY_CHOICE, GLASS_COVERS, decided
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
    if purpose is Purpose.SAFEGUARDING and reader.hand is not None and wanted.klass in GLASS_COVERS:
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
    """The few who are near to the reader, asked one by one; and all who share with everybody like the reader.

    A team has some dozens of people, so their ids stand in the query; the database sorts out a circle's thousands.
    """
    conditions = []
    if reader.hand is not None:
        near = _near(reader, reader.hand, section)
        allowed = decided(reader, near, (section,), purpose) if near else {}
        conditions.append(path.is_one_of([pk for pk, by_code in allowed.items() if by_code[section.code].allow]))
    audience = Audience.PUBLIC
    if reader.hand is not None:
        audience = Audience.MATCHED if reader.matches(purpose) else Audience.CIRCLE
    if (shares := _shared_with(section, audience, path)) is not None:
        conditions.append(shares & path.has(left_at=None))  # whoever left shares nothing any more
    return conditions


def _near(reader: Reader, hand: Person, section: Section) -> list[Person]:
    """Those of whom rooms know that the reader is near to them, and those who named the reader for this."""
    named = NamedReader.objects.filter(reader=hand, choice__section=section.code).values("choice__person")
    near = Q(pk__in=named)
    for _relation, source in sources():
        near |= Q(pk__in=source(hand))
    return list(Person.objects.present().filter(near))


def _shared_with(section: Section, audience: Audience, path: Path) -> Q | None:
    """Whose audience for this section takes this one in; None when nobody's can."""
    if audience > section.ceiling:
        return None
    if audience <= section.floor:
        return EVERYBODY
    shares = _wished(section, audience, path)
    if section.in_office is not None and audience <= section.in_office:
        officers = Hat.objects.worn(today()).filter(
            kind__in=Hat.OFFICES, person__left_at=None, person__suspended_at=None
        )
        shares |= path.is_one_of(officers.values("person"))
    return shares


def _wished(section: Section, audience: Audience, path: Path) -> Q:
    """Those who chose this audience or a wider one; of the others, those whose stance, or the default, says so."""
    chosen = Choice.objects.filter(section=section.code)
    said_yes = path.is_one_of(chosen.filter(audience__gte=audience).values("person"))
    said_no = path.is_one_of(chosen.filter(audience__lt=audience).values("person"))
    wide = [preset.value for preset in Preset if wish_of(preset, section) >= audience]
    if section.default >= audience:
        narrow = path.is_one_of(Stance.objects.exclude(preset__in=wide).values("person"))
        return ~said_no & (~narrow | said_yes)
    if not wide:
        return said_yes
    return said_yes | (path.is_one_of(Stance.objects.filter(preset__in=wide).values("person")) & ~said_no)
