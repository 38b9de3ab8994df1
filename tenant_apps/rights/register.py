"""The register of processing and the assessment of risks, read from what the code really declares.

Which columns there are, which section each is in, how sensitive that is, whom it is shown to, whether it is locked,
what becomes of it: all of it is asked of the models, the sections and the answers. So neither can say what is not so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.answers import Part, parts
from kernel.errors import Sentence
from kernel.sections import SENSITIVE, UNREGISTERED, Audience, Class, Section, section_of, sections, why_nobodys
from tenant_apps.people.models import Hat
from tenant_apps.privacy.words import AUDIENCES
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.rights.answering import points_at_somebody
from tenant_apps.rights.book import BASES, RULES, Basis
from tenant_apps.vault.fields import SealedTextField

# Why each kind of section is held. What a section is decides; a few are held for a reason of their own.
_OF_SECTION: Final = {"people.reasons": "accountability", "rights.holds": "safeguarding"}
_OF_CLASS: Final = {Class.SPECIAL: "health", Class.SAFETY: "health"}
_OF_ROOM: Final = {
    "people": "membership",
    "profiles": "support",
    "helping": "support",
    "privacy": "accountability",
    "rights": "accountability",
    "journal": "accountability",
    "entry": "membership",
    "inviting": "membership",
    "tools": "consent",
    "enquiries": "support",
}
_OTHERWISE: Final = "membership"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table, and what is declared of it."""

    model: str
    name: str
    section: Section
    is_locked: bool

    @property
    def code(self) -> str:
        return f"{self.model}.{self.name}"


@dataclass(frozen=True, slots=True)
class Held:
    """One section with the columns that are in it, and what becomes of them."""

    section: Section
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]

    @property
    def first(self) -> Sentence:
        """Whom it is shown to until the person says otherwise."""
        return AUDIENCES[self.section.default]

    @property
    def widest(self) -> Sentence:
        return AUDIENCES[self.section.ceiling]

    @property
    def hats(self) -> list[Sentence]:
        """The same readers, as people call them."""
        called = dict(Hat.Kind.choices)
        return [called.get(hat, hat) for hat in self.readers]

    @property
    def readers(self) -> tuple[str, ...]:
        """The hats that see it for a duty, whatever was chosen."""
        return tuple(sorted({hat for hats in self.section.duties.values() for hat in hats}))

    @property
    def locked(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_locked)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules of keeping that hold some of it."""
        return tuple(code for code in RULES if any(code in part.rules for part in self.parts))


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the register of processing (UK GDPR, article 30): why, what, who sees it, for how long."""

    basis: Basis
    held: tuple[Held, ...]

    @property
    def is_special(self) -> bool:
        return any(each.section.klass in (Class.SPECIAL, Class.SAFETY) for each in self.held)

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(code for code in RULES if any(code in each.rules for each in self.held))


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong with one section, what stands in the way, and what is left open."""

    held: Held
    harm: Sentence
    measures: tuple[Sentence, ...]
    left_open: tuple[Sentence, ...]


def columns() -> list[Column]:
    """Every column of every table of a circle that is in a section."""
    found = []
    for model in _models():
        label = f"{model._meta.app_label}.{model.__name__}"
        for field in model._meta.concrete_fields:
            section = section_of(f"{label}.{field.name}")
            if section is not UNREGISTERED and section.code:
                found.append(Column(label, field.name, section, isinstance(field, SealedTextField)))
    return found


def undeclared() -> list[str]:
    """Columns of tables that point at somebody, and of which nobody has said what they are."""
    return [
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in _models()
        if points_at_somebody(model)
        for field in model._meta.concrete_fields
        if _nobody_said(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    ]


def held() -> list[Held]:
    """Every section with what is in it, by its code. One that has no column of its own is there as well."""
    every = columns()
    found = []
    for section in sections():
        own = tuple(column for column in every if column.section.code == section.code) + _answered(section)
        covered = {column.model for column in own}
        found.append(Held(section, own, tuple(part for part in parts() if part.covers & covered)))
    return found


def _answered(section: Section) -> tuple[Column, ...]:
    """A question of the profile is a row and no column: its answers stand in these, locked or not."""
    question = next((each for each in QUESTIONS.values() if each.section == section.code), None)
    if question is None:
        return ()
    kind = "sealed" if question.sealed else "plain"
    names = (f"{kind}_draft", f"{kind}_shown")
    return tuple(Column("profiles.Answer", name, section, question.sealed) for name in names)


def activities() -> list[Activity]:
    """The register: each reason to hold something, with all that is held for it."""
    every = held()
    by_basis = {code: tuple(each for each in every if basis_of(each.section) == code) for code in BASES}
    return [Activity(BASES[code], found) for code, found in by_basis.items() if found]


def basis_of(section: Section) -> str:
    """Why a section is held: its own reason, else what its class asks for, else the room's."""
    room = section.code.split(".")[0]
    if section.code in _OF_SECTION:
        return _OF_SECTION[section.code]
    if _OF_ROOM.get(room) == "accountability":
        return "accountability"
    return _OF_CLASS.get(section.klass) or _OF_ROOM.get(room, _OTHERWISE)


def risks() -> list[Risk]:
    """The assessment: every section that is sensitive, or that may be shown beyond the team, and holds something."""
    worth_it = (each for each in held() if each.columns and _is_risky(each.section))
    found = [Risk(each, _harm(each.section), tuple(_measures(each)), tuple(_left_open(each))) for each in worth_it]
    return sorted(found, key=lambda risk: (not risk.left_open, risk.held.section.code))


def _is_risky(section: Section) -> bool:
    return section.klass in SENSITIVE or section.klass is Class.CONTACT or section.ceiling > Audience.TEAM


def _harm(section: Section) -> Sentence:
    if section.klass in (Class.SPECIAL, Class.SAFETY):
        return _("Somebody learns of health, faith or danger who should not, and it cannot be unlearnt.")
    if section.klass is Class.FINANCE:
        return _("Somebody learns what a person earns, pays or owns, and cheats or pities them.")
    if section.klass is Class.CONTACT:
        return _("Somebody rings, writes or comes round who is not wanted.")
    return _("Somebody learns that a person gets or gives support, and talks about it.")


def _measures(each: Held) -> Iterator[Sentence]:
    section = each.section
    yield _("Every reading goes through one decision; what nobody declared is for the person alone.")
    if section.ceiling <= Audience.TEAM:
        yield _("It can never be shown beyond the person's team, whatever is chosen.")
    if section.default is Audience.ONLY_ME:
        yield _("At first nobody sees it but the person.")
    if section.klass.is_sensitive:
        yield _("Each look by others is written down before it happens; the person can read who looked.")
    if each.locked:
        yield _("It stands in the database locked with a key of the person.")
    if any(part.rules for part in each.parts):
        yield _("It is kept by a dated rule with a source, and goes when the duty ends.")
    elif any(not part.stays for part in each.parts):
        yield _("It goes at once when the person asks to be forgotten.")


def _left_open(each: Held) -> Iterator[Sentence]:
    if each.section.klass in (Class.SPECIAL, Class.SAFETY) and len(each.locked) < len(_words(each)):
        yield _("Some of its words stand in the database as they were typed. Whoever has a copy of it can read them.")
    if each.section.ceiling is Audience.PUBLIC:
        yield _("A person may choose to show it to everybody; it cannot be called back from there.")
    if each.columns and not each.parts:
        yield _("It holds no person's id, so it does not go with a person.")


def _words(each: Held) -> list[Column]:
    """The columns that hold what people typed: those that are locked, and texts of any length."""
    return [column for column in each.columns if column.is_locked or _is_text(column)]


def _is_text(column: Column) -> bool:
    field = apps.get_model(column.model)._meta.get_field(column.name)
    return isinstance(field, (models.TextField, models.JSONField))


def _nobody_said(code: str) -> bool:
    return section_of(code) is UNREGISTERED and not why_nobodys(code)


def _models() -> Iterable[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name in settings.TENANT_APPS and config.name.startswith("tenant_apps."):
            yield from config.get_models(include_auto_created=True)
