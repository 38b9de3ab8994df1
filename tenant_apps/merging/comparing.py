"""Two entries side by side, as far as the reader may see them: what stands in each, and which to take."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence
from kernel.sections import Purpose, section_of
from tenant_apps.merging.services.asking import ANSWER
from tenant_apps.people.models import Person
from tenant_apps.people.services import CORRECTABLE
from tenant_apps.privacy.doors import Masked, masked_many
from tenant_apps.privacy.relations import Who
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.questions import QUESTIONS

COLUMNS: Final = CORRECTABLE
KEPT, GONE = "kept", "gone"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison. `likely` is which of the two is taken unless somebody says otherwise."""

    code: str
    label: Sentence
    kept: str
    gone: str
    likely: str = KEPT

    @property
    def differs(self) -> bool:
        return self.kept != self.gone


def side_by_side(by: Who, kept: Person, gone: Person) -> list[Row]:
    """What the circle wrote down about both, and the questions both answered in their profiles."""
    codes = sorted({section_of(f"people.Person.{column}").code for column in COLUMNS})
    ours, theirs = masked_many(by, [kept, gone], Purpose.ADMIN, codes)
    rows = [_row(column, ours, theirs) for column in COLUMNS if ours.may(_code(column)) and theirs.may(_code(column))]
    return rows + _answers(by, kept, gone)


def _code(column: str) -> str:
    return section_of(f"people.Person.{column}").code


def _row(column: str, ours: Masked, theirs: Masked) -> Row:
    label = LABELS.get(column) or Person._meta.get_field(column).verbose_name  # type: ignore[union-attr]
    mine, other = getattr(ours, column), getattr(theirs, column)
    likely = GONE if other and (not mine or (column == "joined_on" and other < mine)) else KEPT
    return Row(column, label, _in_words(ours, column), _in_words(theirs, column), likely)


LABELS: Final = {"language": _("Language"), "contact_note": _("How to reach them")}


def _in_words(person: Masked, column: str) -> str:
    value: Any = getattr(person, column)
    if not value:
        return ""
    if column == "joined_on":
        return date_format(value, "j E Y")
    if column == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    return str(getattr(person, f"get_{column}_display")()) if column in ("how_joined", "reach_by") else str(value)


def _answers(by: Who, kept: Person, gone: Person) -> list[Row]:
    """Questions that both answered. What they said is not shown here: it is enough to know whose answer stays."""
    both = set(_answered(kept.pk)) & set(_answered(gone.pk))
    if not both:
        return []
    wanted = {code: QUESTIONS[code] for code in sorted(both) if code in QUESTIONS}
    seen = masked_many(by, [kept, gone], Purpose.VIEW, [question.section for question in wanted.values()])
    here, there = _("An answer"), _("Another answer")
    return [
        Row(f"{ANSWER}{code}", question.title, str(here), str(there))
        for code, question in wanted.items()
        if all(each.may(question.section) for each in seen)
    ]


def _answered(person_id: UUID) -> "list[str]":
    return list(Answer.objects.filter(person=person_id).values_list("question", flat=True))
