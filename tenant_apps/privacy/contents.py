"""What stands in a section, in words: rooms say how to tell it, so that pages here can show all of what is known.

    @tells("people.contact")
    def contact(person: Person, codes: Collection[str]) -> Iterable[tuple[str, Sentence, str]]: ...

Ask only after a door has said yes.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.utils.formats import date_format

from kernel.errors import Sentence
from kernel.sections import section_called
from tenant_apps.people.models import Hat, Person, today

Line = tuple[Sentence, str]
Teller = Callable[[Person, Collection[str]], Iterable[tuple[str, Sentence, str]]]

_tellers: dict[str, Teller] = {}


def tells(*codes: str) -> Callable[[Teller], Teller]:
    """Say how to put these sections into words: section, label and text, line by line. Empty texts are left out. A room
    is asked once for all of its sections that a page shows."""

    def keep(teller: Teller) -> Teller:
        _tellers.update(dict.fromkeys(codes, teller))
        return teller

    return keep


def lines_of(person: Person, codes: Iterable[str]) -> dict[str, list[Line]]:
    """What stands in these sections of somebody, by section; no lines where there is nothing, or no room says."""
    told: dict[str, list[Line]] = {code: [] for code in codes}
    asked: dict[Teller, list[str]] = {}
    for code in told:
        if (teller := _tellers.get(code)) is not None:
            asked.setdefault(teller, []).append(code)
    for teller, wanted in asked.items():
        for code, label, text in teller(person, wanted):
            if text:
                told[code].append((label, text))
    return told


@tells("people.name", "people.contact", "people.membership")
def _columns(person: Person, codes: Collection[str]) -> Iterable[tuple[str, Sentence, str]]:
    for code in codes:
        for name in section_called(code).fields:
            column = Person._meta.get_field(name.rsplit(".", 1)[1])
            if column.name == "account_id":
                continue
            in_words = getattr(person, f"get_{column.name}_display", None)
            value = in_words() if in_words is not None else getattr(person, column.name)
            told = date_format(value, "j E Y") if isinstance(value, date) else str(value or "")
            yield code, column.verbose_name, told


@tells("people.hats")
def _hats(person: Person, codes: Collection[str]) -> Iterable[tuple[str, Sentence, str]]:
    for code in codes:
        for hat in Hat.objects.worn(today()).filter(person=person).order_by("kind"):
            yield code, hat.get_kind_display(), date_format(hat.from_on, "j E Y")
