"""Which column of a list is what. Guessed from its name in several languages; whoever brings it may say otherwise."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken, Sentence
from tenant_apps.merging.likeness import plain

FIELDS: Final[Mapping[str, Sentence]] = {
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "known_as": _("Likes to be called"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "reach_by": _("Best way to reach them"),
    "contact_note": _("How to reach them"),
    "how_joined": _("How they joined"),
    "joined_on": _("Joined on"),
    "language": _("Language"),
}
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "full name", "person", "member", "enw", "nazwisko i imie", "imie i nazwisko", "ad soyad", "isim"),
    "first_name": ("first name", "firstname", "forename", "given name", "enw cyntaf", "imie", "ad"),
    "last_name": ("last name", "lastname", "surname", "family name", "cyfenw", "nazwisko", "soyad"),
    "known_as": ("known as", "likes to be called", "preferred name", "nickname", "called"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "e bost", "e posta", "eposta"),
    "phone": ("phone", "telephone", "mobile", "tel", "phone number", "mobile number", "ffon", "telefon"),
    "reach_by": ("best way to reach them", "best way", "preferred contact", "contact by", "reach by"),
    "contact_note": ("how to reach them", "contact note", "note on contact"),
    "how_joined": ("how they joined", "how joined", "source"),
    "joined_on": ("joined on", "joined", "member since", "since", "date joined", "start date"),
    "language": ("language", "iaith", "jezyk", "dil"),
}
# Columns of lists that would say what somebody may do here. They are never taken.
RIGHTS: Final = ("hat", "hats", "role", "roles", "rights", "office", "permission", "permissions", "account", "password")


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Number of a column to what it seems to be; each thing once."""
    found: dict[str, str] = {}
    for place, title in enumerate(header):
        said = plain(title)
        fits = next((field for field, words in WORDS.items() if said in words), "")
        if fits and fits not in found.values():
            found[str(place)] = fits
    return found


def of_rights(header: Sequence[str]) -> list[str]:
    """The columns that say what somebody may do, for the sentence that says they are not taken."""
    return [title for title in header if plain(title) in RIGHTS]


def checked(columns: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    """The columns as somebody chose them: each thing at most once, and a name among them."""
    chosen = {place: field for place, field in columns.items() if field}
    if any(field not in FIELDS or not place.isdigit() or int(place) >= len(header) for place, field in chosen.items()):
        raise RuleBroken(code="unknown_column", errors={"columns": [_("Choose from the list what each column is.")]})
    if len(set(chosen.values())) != len(chosen):
        raise RuleBroken(code="column_twice", errors={"columns": [_("Two columns cannot be the same thing.")]})
    if not {"name", "first_name", "last_name"} & set(chosen.values()):
        raise RuleBroken(code="no_name", errors={"columns": [_("Say which column holds the name.")]})
    return chosen
