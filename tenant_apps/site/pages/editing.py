"""One form holds a whole page while it is written: every button on it saves what was typed, whatever else it does."""

from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.ids import parse_uuid
from kernel.words import tidy
from tenant_apps.people.models import Person
from tenant_apps.site.models import TITLE, Page, Picture
from tenant_apps.site.pages.blocks import HEADING, KINDS, MOST_BLOCKS, PICTURE, TEXT, Block, new_block
from tenant_apps.site.pages.services import keep_picture
from tenant_apps.site.pages.text import check, plain

LONGEST: Final = {HEADING: 120, TEXT: 5000}
LONGEST_ALT: Final = 300


def seen_in(request: HttpRequest) -> int:
    """The number of the draft somebody had before their eyes; 0 when a form does not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


@dataclass
class Typed:
    """A page as somebody has typed it, not saved yet, with what is wrong by the key of the block ("" for the title)."""

    title: str
    blocks: list[Block]
    seen: int
    in_menu: bool
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> "Typed":
        """What is saved, to begin with."""
        return cls(page.title, list(page.blocks), page.number, page.in_menu)

    @classmethod
    def sent(cls, request: HttpRequest, page: Page) -> "Typed":
        """What came with the form."""
        typed = cls(
            title=tidy(request.POST.get("title", "")[: TITLE * 4]),
            blocks=[],
            seen=seen_in(request),
            in_menu="in_menu" in request.POST or not page.is_own,
        )
        if not typed.title:
            typed.errors[""] = _("Give the page a title.")
        elif len(typed.title) > TITLE:
            typed.errors[""] = _("This title is very long. Use at most 120 letters.")
        for entry in request.POST.get("order", "").split()[:MOST_BLOCKS]:
            key, _colon, kind = entry.partition(":")
            if kind in KINDS and key.isalnum() and len(key) <= 16:
                typed._take(request, key, kind)
        return typed

    def _take(self, request: HttpRequest, key: str, kind: str) -> None:
        def said(name: str) -> str:
            return request.POST.get(f"{name}-{key}", "")

        if kind == PICTURE:
            known = parse_uuid(said("picture"))
            alt, caption = tidy(said("alt")[:2000]), tidy(said("caption")[:2000])
            block = new_block(kind, key=key, picture=str(known or ""), alt=alt, caption=caption)
            if max(len(block["alt"]), len(block["caption"])) > LONGEST_ALT:
                self.errors[key] = _("Say it in fewer words: at most 300 letters.")
        else:
            longest = LONGEST[kind]
            words = said("words")[: longest * 2]
            block = new_block(kind, key=key, words=tidy(words) if kind == HEADING else plain(words))
            if len(block["words"]) > longest:
                self.errors[key] = _("This is too long: %(most)s letters at most. Make two pieces of it.") % {
                    "most": longest
                }
            else:
                self._look_at(block)
        self.blocks.append(block)

    def _look_at(self, block: Block) -> None:
        try:
            check(block["words"])
        except ValidationError as wrong:
            self.errors[block["key"]] = " ".join(wrong.messages)

    def take_pictures(self, request: HttpRequest, *, by: Person) -> None:
        """Keep the pictures that came along: all of them, or none when one of them is no picture."""
        kept: list[tuple[Block, str, Picture]] = []
        for block in self.blocks:
            sent = request.FILES.get(f"file-{block['key']}")
            if block["kind"] != PICTURE or sent is None:
                continue
            try:
                picture = keep_picture(sent, by=by)
            except ValidationError as no:
                self.errors[block["key"]] = " ".join(no.messages)
            else:
                kept.append((block, block["picture"], picture))
                block["picture"] = str(picture.pk)
        if self.errors:  # the page is shown again, and nothing of this is saved
            for block, before, picture in kept:
                block["picture"] = before
                default_storage.delete(picture.file)

    def do(self, what: str) -> str:
        """Change the order of the pieces, add one or take one away. Returns the key of the piece to look at."""
        verb, _colon, which = what.partition(":")
        at = next((n for n, block in enumerate(self.blocks) if block["key"] == which), None)
        if verb == "add" and which in KINDS:
            self.blocks.append(new_block(which))
            return str(self.blocks[-1]["key"])
        if at is None:
            return ""
        if verb == "remove":
            del self.blocks[at]
            return ""
        other = at + {"up": -1, "down": 1}.get(verb, 0)
        if 0 <= other < len(self.blocks):
            self.blocks[at], self.blocks[other] = self.blocks[other], self.blocks[at]
        return which

    def order(self) -> str:
        return " ".join(f"{block['key']}:{block['kind']}" for block in self.blocks)
