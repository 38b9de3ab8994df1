"""What stands in a section, in words: rooms say how to tell it, so that pages here can show all of what is known.

    @tells("people.contact")
    def contact(person: Person, code: str) -> Iterable[tuple[Sentence, str]]: ...

Ask only after a door has said yes.
"""

from collections.abc import Callable, Iterable

from kernel.errors import Sentence
from kernel.sections import section_called
from tenant_apps.people.models import Hat, Person, today

Line = tuple[Sentence, str]
Teller = Callable[[Person, str], Iterable[Line]]

_tellers: dict[str, Teller] = {}


def tells(*codes: str) -> Callable[[Teller], Teller]:
    """Say how to put these sections into words: label and text, line by line, without what is empty."""

    def keep(teller: Teller) -> Teller:
        _tellers.update(dict.fromkeys(codes, teller))
        return teller

    return keep


def lines_of(person: Person, code: str) -> list[Line]:
    """What stands in this section of somebody; nothing when no room says."""
    teller = _tellers.get(code)
    return [] if teller is None else [(label, text) for label, text in teller(person, code) if text]


@tells("people.name", "people.contact", "people.membership")
def _columns(person: Person, code: str) -> Iterable[Line]:
    for name in section_called(code).fields:
        column = Person._meta.get_field(name.rsplit(".", 1)[1])
        if column.name == "account_id":
            continue
        in_words = getattr(person, f"get_{column.name}_display", None)
        value = in_words() if in_words is not None else getattr(person, column.name)
        yield column.verbose_name, str(value or "")


@tells("people.hats")
def _hats(person: Person, code: str) -> Iterable[Line]:
    for hat in Hat.objects.worn(today()).filter(person=person).order_by("kind"):
        yield hat.get_kind_display(), str(hat.from_on)
