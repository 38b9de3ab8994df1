"""What is known of people, sorted into sections: how sensitive each is, and the least and most who may see it.

An app says in its `sections.py` what its tables hold of people, and who needs it for a duty:

    section("people.contact", _("How to reach them"), Class.CONTACT, Audience.TEAM,
            fields=("people.Person.email", "people.Person.phone"), duties={Purpose.ADMIN: ("steward",)})
    nobodys("people.Hat.consented_at", why="when they said yes; shown with the hat")

What is in no section is for the person alone, and a test of the house fails. Who may see a section is decided in
`tenant_apps.privacy`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from kernel.errors import Sentence


class Audience(IntEnum):
    """Whom a person lets see something, from nobody to everybody. The numbers stand in rows, with room between."""

    ONLY_ME = 0
    NAMED = 10
    TEAM = 20
    MATCHED = 30
    CIRCLE = 40
    FEDERATION = 50
    PUBLIC = 60


class Class(StrEnum):
    """How sensitive something is."""

    OPEN = "open"
    PERSONAL = "personal"
    CONTACT = "contact"
    SPECIAL = "special"
    SAFETY = "safety"
    FINANCE = "finance"

    @property
    def floor(self) -> Audience:
        """The narrowest audience somebody may choose: what keeps a person safe is always known to their team."""
        return Audience.TEAM if self is Class.SAFETY else Audience.ONLY_ME

    @property
    def ceiling(self) -> Audience:
        """The widest audience somebody may choose."""
        return CEILINGS[self]

    @property
    def is_sensitive(self) -> bool:
        """Whether nobody else reads it unless it could be written down that they did."""
        return self in SENSITIVE


CEILINGS: Final[Mapping[Class, Audience]] = {
    Class.OPEN: Audience.PUBLIC,
    Class.PERSONAL: Audience.FEDERATION,
    Class.CONTACT: Audience.CIRCLE,
    Class.SPECIAL: Audience.TEAM,
    Class.SAFETY: Audience.TEAM,
    Class.FINANCE: Audience.NAMED,
}
SENSITIVE: Final = frozenset({Class.SPECIAL, Class.SAFETY, Class.FINANCE})


class Relation(StrEnum):
    """How a reader stands to a person. A reader may stand in several ways at once."""

    SELF = "self"
    DELEGATE = "delegate"
    NAMED = "named"
    TEAMMATE = "teammate"
    MATCHED = "matched"
    CIRCLE = "circle"
    FEDERATION = "federation"
    ANYONE = "anyone"


class Purpose(StrEnum):
    """What something is looked at for."""

    VIEW = "view"
    CARE = "care"
    MATCH = "match"
    ADMIN = "admin"
    EXPORT = "export"
    SAFEGUARDING = "safeguarding"
    AUDIT = "audit"


class Scope(StrEnum):
    """What an authority to act for somebody reaches to."""

    CARE = "care"
    HEALTH = "health"
    CONTACT = "contact"
    SCHEDULE = "schedule"
    MONEY = "money"
    ACCESS_LOG = "access_log"
    DATA_REQUEST = "data_request"


SCOPES: Final[Mapping[Class, Scope]] = {
    Class.OPEN: Scope.CARE,
    Class.PERSONAL: Scope.CARE,
    Class.CONTACT: Scope.CONTACT,
    Class.SPECIAL: Scope.HEALTH,
    Class.SAFETY: Scope.CARE,
    Class.FINANCE: Scope.MONEY,
}


class SectionWrong(TypeError):
    """A section was declared that could not be kept: a mistake in the program."""


@dataclass(frozen=True, slots=True)
class Section:
    """One thing people decide about as a whole. `duties`: which hats see it for which purpose whatever is chosen."""

    code: str
    name: Sentence
    klass: Class
    default: Audience
    floor: Audience
    ceiling: Audience
    scope: Scope
    fields: tuple[str, ...] = ()
    duties: Mapping[Purpose, frozenset[str]] = field(default_factory=dict, hash=False)
    in_office: Audience | None = None

    def clamp(self, chosen: int, *, holds_office: bool = False) -> Audience:
        """What somebody chose, held between the narrowest and the widest there may be."""
        floor = self.floor
        if holds_office and self.in_office is not None:
            floor = max(floor, self.in_office)
        return Audience(min(max(chosen, floor), self.ceiling))

    @property
    def choices(self) -> tuple[Audience, ...]:
        """The audiences one may choose from."""
        return tuple(each for each in Audience if self.floor <= each <= self.ceiling)


UNREGISTERED: Final = Section(
    code="",
    name="",
    klass=Class.SPECIAL,
    default=Audience.ONLY_ME,
    floor=Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.DATA_REQUEST,
)
"""What nobody declared: for the person alone."""

_sections: dict[str, Section] = {}
_of_field: dict[str, str] = {}
_nobodys: dict[str, str] = {}


def section(
    code: str,
    name: Sentence,
    klass: Class,
    default: Audience,
    *,
    fields: Iterable[str] = (),
    floor: Audience | None = None,
    ceiling: Audience | None = None,
    scope: Scope | None = None,
    duties: Mapping[Purpose, Iterable[str]] | None = None,
    in_office: Audience | None = None,
) -> Section:
    """Declare a section: its name for people, its class, and whom it is shown to until the person says otherwise.

    `fields` are written `app.Model.field`. `floor` and `ceiling` may be narrower than the class's, never wider.
    `in_office` is the floor for whoever holds an office. Declaring the same again is nothing; otherwise refused.
    """
    made = Section(
        code=code,
        name=name,
        klass=klass,
        default=default,
        floor=klass.floor if floor is None else floor,
        ceiling=klass.ceiling if ceiling is None else ceiling,
        scope=SCOPES[klass] if scope is None else scope,
        fields=tuple(fields),
        duties={purpose: frozenset(kinds) for purpose, kinds in (duties or {}).items()},
        in_office=in_office,
    )
    _check(made)
    _sections[code] = made
    for each in made.fields:
        _of_field[each] = code
    return made


def _check(made: Section) -> None:
    klass = made.klass
    if not klass.floor <= made.floor <= made.default <= made.ceiling <= klass.ceiling:
        raise SectionWrong(f"{made.code}: floor, default and ceiling must stand in this order, within their class.")
    if made.in_office is not None and not made.floor <= made.in_office <= made.ceiling:
        raise SectionWrong(f"{made.code}: what is known of officers lies between floor and ceiling.")
    if _sections.get(made.code, made) != made:
        raise SectionWrong(f"Two sections are called {made.code}.")
    for each in made.fields:
        if each.count(".") != 2 or _of_field.get(each, made.code) != made.code or each in _nobodys:
            raise SectionWrong(f"{each} is in two sections, or is not written app.Model.field.")


def nobodys(*fields: str, why: str) -> None:
    """Say that these fields (`app.Model.field`, or `app.Model.*`) are in no member's section, and why."""
    for each in fields:
        if not why or each.count(".") != 2 or each in _of_field:
            raise SectionWrong(f"{each} is in a section, has no reason, or is not written app.Model.field.")
        _nobodys[each] = why


def sections() -> tuple[Section, ...]:
    """Every section that the apps declare, in the order of their codes."""
    return tuple(_sections[code] for code in sorted(_sections))


def section_called(code: str) -> Section:
    """The section of this code; the one that is for the person alone when nobody declared it."""
    return _sections.get(code, UNREGISTERED)


def section_of(field_name: str) -> Section:
    """The section a field `app.Model.field` is in; the one that is for the person alone when it is in none."""
    app, model, _name = field_name.split(".")
    code = _of_field.get(field_name) or _of_field.get(f"{app}.{model}.*", "")
    return section_called(code)


def why_nobodys(field_name: str) -> str:
    """Why a field is in no member's section; empty when nobody said so."""
    app, model, _name = field_name.split(".")
    return _nobodys.get(field_name) or _nobodys.get(f"{app}.{model}.*", "")
