"""How people write without knowing how to: paragraphs, lists and links, read from plain text into plain things.

An empty line begins a new paragraph. Lines that begin with "- " are a list, lines like "1. " a numbered one. A link is
[words](address); an address by itself becomes a link as well. Addresses begin with https, http, mailto or tel, and
nothing else becomes a link. What comes out is data; templates write it, escaped.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SCHEMES: Final = ("https", "http", "mailto", "tel")
# An address may hold one pair of brackets, as some encyclopedias' do; each part is bounded, so nothing takes long.
_LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\(((?:[^()\s]|\([^()\s]{0,100}\)){1,500})\)|(https?://[^\s<>\"()\[\]]{1,500})"
)
_BULLET = re.compile(r"[-*•] +")
_NUMBER = re.compile(r"\d{1,3}[.)] +")
_TURNS_THE_PAGE = re.compile("[\u202a-\u202e\u2066-\u2069]")
WRONG_ADDRESS = _("“%(address)s” cannot be a link. Addresses begin with https://, http://, mailto: or tel:")


@dataclass(frozen=True)
class Piece:
    """Some words, and where they lead if they are a link."""

    words: str
    href: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """A paragraph ("p"), a list ("ul") or a numbered list ("ol"), line by line."""

    kind: str
    lines: tuple[Line, ...]


def plain(text: str) -> str:
    """One spelling, plain line ends, no spaces at the ends of lines."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def check(text: str) -> None:
    """Raises ValidationError when there is a link that would lead nowhere good, or a sign nobody can see."""
    hidden = any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in text)
    if hidden or _TURNS_THE_PAGE.search(text):
        raise ValidationError(_("This holds signs that cannot be shown. Type it again."), code="control_signs")
    for found in _LINK.finditer(text):
        address = found[2] or found[3]
        if not may_lead_to(address):
            raise ValidationError(WRONG_ADDRESS, code="address", params={"address": address[:60]})


def may_lead_to(address: str) -> bool:
    """Whether a page of ours may have a link to this address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme.lower() not in SCHEMES or any(ord(sign) < 33 for sign in address):
        return False
    return bool(parts.netloc) if parts.scheme.lower() in ("http", "https") else bool(parts.path)


def read(text: str) -> list[Part]:
    """The text as paragraphs and lists. Whatever it holds, what comes out is safe to show."""
    parts: list[Part] = []
    for chunk in re.split(r"\n\s*\n", plain(text)):
        for number, line in enumerate(chunk.split("\n")):
            kind, words = _kind(line)
            if not words:
                continue
            goes_on = number > 0 or kind != "p"
            if parts and parts[-1].kind == kind and goes_on:
                parts[-1] = Part(kind, (*parts[-1].lines, _pieces(words)))
            else:
                parts.append(Part(kind, (_pieces(words),)))
    return parts


def _kind(line: str) -> tuple[str, str]:
    for kind, mark in (("ul", _BULLET), ("ol", _NUMBER)):
        if found := mark.match(line):
            return kind, line[found.end() :].strip()
    return "p", line.strip()


def _pieces(words: str) -> Line:
    pieces: list[Piece] = []
    done = 0
    for found in _LINK.finditer(words):
        address, said = found[2] or found[3], found[1] or found[3]
        bare = ""
        if found[3]:  # the full stop after an address is the sentence's
            address = said = said.rstrip(".,;:!?")
            bare = found[3][len(said) :]
        if not may_lead_to(address):
            continue
        pieces += [Piece(words[done : found.start()]), Piece(said, address)]
        done = found.end() - len(bare)
    pieces.append(Piece(words[done:]))
    return tuple(piece for piece in pieces if piece.words)
