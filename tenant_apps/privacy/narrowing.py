"""The same law as in `judge`, told to the database, so that lists are narrowed before they are counted, cut or sorted.

A test holds the two together: whatever people chose, a list has exactly those whom `decide` lets the reader see.
"""

from django.db.models import Q, QuerySet

from kernel.sections import Audience, Purpose, Relation, Scope, Section, section_called
from kernel.time import now
from tenant_apps.people.models import Hat, today
from tenant_apps.privacy.decide import BY_CHOICE, GLASS_COVERS
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
    """One condition for each relation that the section can be shared with."""
    near: list[tuple[Audience, Q]] = [(Audience.PUBLIC, EVERYBODY)]
    if reader.hand is not None:
        named = NamedReader.objects.filter(reader=reader.hand, choice__section=section.code).values("choice__person")
        near += [(Audience.NAMED, path.is_one_of(named)), (Audience.CIRCLE, EVERYBODY)]
        audiences = {
            Relation.TEAMMATE: Audience.TEAM,
            Relation.MATCHED: Audience.MATCHED,
            Relation.FEDERATION: Audience.FEDERATION,
        }
        near += [(audiences[relation], path.is_one_of(source(reader.hand))) for relation, source in sources()]
        if reader.matches(purpose):
            near.append((Audience.MATCHED, EVERYBODY))
    conditions = []
    for audience, is_near in near:
        shares = _shared_with(section, audience, path)
        if shares is not None:
            conditions.append(shares & is_near & path.has(left_at=None))  # whoever left shares nothing any more
    return conditions


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
    wide = [preset.value for preset in Preset if wish_of(preset, section) >= audience]
    stance = Stance.objects.all()
    if section.default >= audience:
        narrow = stance.exclude(preset__in=wide).exclude(person__in=chosen.values("person"))
        said_no = chosen.filter(audience__lt=audience)
        return ~path.is_one_of(said_no.values("person")) & ~path.is_one_of(narrow.values("person"))
    said_yes = path.is_one_of(chosen.filter(audience__gte=audience).values("person"))
    if not wide:
        return said_yes
    open_ones = stance.filter(preset__in=wide).exclude(person__in=chosen.values("person"))
    return said_yes | path.is_one_of(open_ones.values("person"))
