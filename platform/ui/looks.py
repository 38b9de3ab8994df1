"""A circle's colours to choose from, and how well words read in them. Pages carry no style: colours come as sheets."""

import hashlib
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.colour import contrast
from ui.palette import Palette, Tokens, pairs, palette, scoped_stylesheet
from ui.theme import EDITION


@dataclass(frozen=True)
class Look:
    """A pair of colours that go well together, by a name one can say."""

    name: str
    called: str | Promise
    brand: str
    accent: str


LOOKS: Final = (
    Look("teal", _("Teal and amber"), "#0f766e", "#d97706"),
    Look("violet", _("Violet and pink"), "#7c3aed", "#db2777"),
    Look("forest", _("Forest and gold"), "#2f6b2f", "#b7791f"),
    Look("sky", _("Sky and coral"), "#0369a1", "#e0583e"),
    Look("brick", _("Brick and slate"), "#b3402e", "#33658a"),
    Look("plum", _("Plum and moss"), "#86286b", "#5b7f2b"),
    Look("sun", _("Sunflower and blue"), "#f2b705", "#1d4f91"),
    Look("ink", _("Night blue and orange"), "#1e3a5f", "#d9622b"),
)
OWN: Final = "own"
READS: Final = 4.5
BY_NAME: Final = {look.name: look for look in LOOKS}


@dataclass(frozen=True)
class Reads:
    """How well something reads at its worst place, and how well it must."""

    what: str | Promise
    ratio: float
    needed: float

    @property
    def is_well(self) -> bool:
        return self.ratio >= self.needed

    @property
    def in_short(self) -> str:
        return f"{self.ratio:.1f}"


def chosen(brand: str, accent: str) -> str:
    """Which of the looks a pair of colours is, or that it is somebody's own."""
    return next((look.name for look in LOOKS if (look.brand, look.accent) == (brand, accent)), OWN)


def how_it_reads(brand: str, accent: str) -> list[Reads]:
    """Words, links and buttons in these colours, each at its worst in light and in dark."""
    found = list(pairs(palette(brand, accent)))
    asked = (("ink", _("Words")), ("link", _("Links")), ("on-fill", _("Buttons")), ("accent", _("Second colour")))
    return [
        Reads(said, *min((pair.ratio, pair.needed) for pair in found if pair.words == token)) for token, said in asked
    ]


def toned(brand: str, accent: str) -> list[str | Promise]:
    """What is said when a chosen colour is too pale to be read and is shown darker where words stand in it.

    Nothing is said of the pairs we offer: what they become is what we chose.
    """
    if chosen(brand, accent) != OWN:
        return []
    light = palette(brand, accent).light
    said = (
        (brand, "brand", _("Your main colour is too pale for words. Words and links in it are darker than you chose.")),
        (accent, "accent", _("Your second colour is too pale for words. Where words stand in it, it is darker.")),
    )
    return [words for asked, token, words in said if light[token] != asked and contrast(asked, light["card"]) < READS]


def sheet_of_looks() -> str:
    """The colours of every look, each inside its own class."""
    return "\n".join(scoped_stylesheet(f".look-{look.name}", palette(look.brand, look.accent)) for look in LOOKS)


def edition() -> str:
    told = "|".join(f"{look.name}{look.brand}{look.accent}" for look in LOOKS)
    return hashlib.sha256(f"{EDITION}|{told}".encode()).hexdigest()[:12]


def both_modes(brand: str, accent: str) -> str:
    """One pair of colours in light and in dark side by side, for the preview."""
    colours: Palette = palette(brand, accent)
    return f"@layer theme{{.in-light{{{_tokens(colours.light)}}}.in-dark{{{_tokens(colours.dark)}}}}}"


def _tokens(tokens: Tokens) -> str:
    return "".join(f"--{name}:{value};" for name, value in tokens.items())
