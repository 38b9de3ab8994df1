"""What a page is made of: headings, text and pictures, kept as plain data and shown from it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.ids import parse_uuid
from tenant_apps.site.models import Picture
from tenant_apps.site.pages.text import Part, read

HEADING, TEXT, PICTURE = "heading", "text", "picture"
KINDS: Final[Mapping[str, str | Promise]] = {HEADING: _("Heading"), TEXT: _("Text"), PICTURE: _("Picture")}
MOST_BLOCKS: Final = 40

Block = dict[str, Any]
"""A block as it is kept: key and kind; words (heading, text); picture, alt and caption (picture)."""


@dataclass(frozen=True)
class Shown:
    """A block as a template writes it."""

    kind: str
    words: str = ""
    parts: tuple[Part, ...] = ()
    picture: Picture | None = None
    alt: str = ""
    caption: str = ""


def new_block(kind: str, **filled: Any) -> Block:
    """An empty block, or one filled with something to begin with."""
    empty = {"picture": "", "alt": "", "caption": ""} if kind == PICTURE else {"words": ""}
    return {"key": secrets.token_hex(4), "kind": kind, **empty, **filled}


def pictures_in(blocks: Iterable[Block]) -> set[UUID]:
    """The pictures a page shows."""
    found = (parse_uuid(block.get("picture")) for block in blocks if block["kind"] == PICTURE)
    return {each for each in found if each is not None}


def shown(blocks: Iterable[Block]) -> list[Shown]:
    """A page's blocks for its template, with their pictures in one question. What is still empty is left out."""
    blocks = list(blocks)
    wanted = pictures_in(blocks)
    pictures = Picture.objects.in_bulk(wanted) if wanted else {}
    return [each for block in blocks if (each := _shown(block, pictures)) is not None]


def _shown(block: Block, pictures: Mapping[UUID, Picture]) -> Shown | None:
    if block["kind"] == PICTURE:
        known = parse_uuid(block.get("picture"))
        picture = pictures.get(known) if known else None
        return Shown(PICTURE, picture=picture, alt=block["alt"], caption=block["caption"]) if picture else None
    words = block["words"]
    if not words:
        return None
    return Shown(HEADING, words=words) if block["kind"] == HEADING else Shown(TEXT, parts=tuple(read(words)))
