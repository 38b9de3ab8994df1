"""A circle's colours: from one brand colour (and perhaps an accent) to everything a page needs, in light and in dark.

Every pair of colours that carries meaning is solved for contrast, not picked by eye, so a circle may choose any brand.
Names of the tokens, as used in the stylesheet (`var(--paper)`):

- surfaces: paper (the page), card, sunk (wells), tint and tint-2 (soft brand and accent)
- words on any surface: ink, ink-2 (quieter), link, brand, brand-strong, accent, good, warn, bad, info
- a button: fill, fill-hover, on-fill (its words), fill-edge (its outline)
- lines: line (decoration only), edge (inputs, 3:1)
- focus: focus and focus-ink, the same in every circle
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ui.colour import Oklch, contrast, from_hex, normal_hex, to_hex

Tokens = dict[str, str]

SURFACES = ("paper", "card", "sunk", "tint", "tint-2")
MOODS = {"good": 150.0, "warn": 70.0, "bad": 25.0, "info": 245.0}
FOCUS = {"focus": "#ffd400", "focus-ink": "#14110d"}
WORDS_ON_SURFACES = {
    "ink": 7.0,
    "ink-2": 4.5,
    "link": 4.5,
    "brand": 4.5,
    "brand-strong": 4.5,
    "accent": 4.5,
    "good": 4.5,
    "warn": 4.5,
    "bad": 4.5,
    "info": 4.5,
    "edge": 3.0,
    "fill-edge": 3.0,
}

_STEP = 0.005
_GREY_BELOW = 0.02


class Palette(NamedTuple):
    """The same names in both modes; values are `#rrggbb`."""

    light: Tokens
    dark: Tokens


class Pair(NamedTuple):
    """Two colours that meet on a page, how well they read, and how well they must."""

    mode: str
    words: str
    surface: str
    ratio: float
    needed: float


@lru_cache(maxsize=512)
def palette(brand: str, accent: str = "") -> Palette:
    """All colours for a circle whose brand is, say, `#0f766e`. Without an accent, one is found 60 degrees along."""
    main = from_hex(normal_hex(brand))
    second = from_hex(normal_hex(accent)) if accent else main._replace(hue=(main.hue + 60) % 360)
    return Palette(_light(main, second), _dark(main, second))


def pairs(colours: Palette) -> Iterator[Pair]:
    """Every pair of colours that must be readable, with what it reaches; the promise the tests hold us to."""
    for mode, tokens in (("light", colours.light), ("dark", colours.dark)):
        wanted = [(words, surface, needed) for words, needed in WORDS_ON_SURFACES.items() for surface in SURFACES]
        wanted += [("on-fill", "fill", 4.5), ("on-fill", "fill-hover", 4.5), ("focus-ink", "focus", 4.5)]
        wanted += [(mood, f"{mood}-tint", 4.5) for mood in MOODS]
        wanted += [("ink", f"{mood}-tint", 7.0) for mood in MOODS]
        for words, surface, needed in wanted:
            yield Pair(mode, words, surface, contrast(tokens[words], tokens[surface]), needed)


def stylesheet(colours: Palette) -> str:
    """The colours as CSS custom properties: light, dark when the device asks, and either when the reader does."""
    light, dark = _block("light", colours.light), _block("dark", colours.dark)
    return (
        "@layer theme{"
        f":root{{{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}"
        "}"
    )


def scoped_stylesheet(selector: str, colours: Palette) -> str:
    """The same for one part of a page, such as another circle's card on the federation's home."""
    light, dark = _block("", colours.light), _block("", colours.dark)
    return (
        "@layer theme{"
        f"{selector}{{{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]) {selector}{{{dark}}}}}"
        f":root[data-theme=dark] {selector}{{{dark}}}"
        "}"
    )


def _block(scheme: str, tokens: Tokens) -> str:
    properties = "".join(f"--{name}:{value};" for name, value in tokens.items())
    return f"color-scheme:{scheme};{properties}" if scheme else properties


def _light(main: Oklch, second: Oklch) -> Tokens:
    lightness, chroma, hue = main
    tinge = min(chroma, 0.012) if chroma >= _GREY_BELOW else 0.0
    tokens = {
        "paper": to_hex(Oklch(0.982, tinge * 0.55, hue)),
        "card": "#ffffff",
        "sunk": to_hex(Oklch(0.955, tinge, hue)),
        "tint": to_hex(Oklch(0.94, min(chroma, 0.035), hue)),
        "tint-2": to_hex(Oklch(0.945, min(second.chroma, 0.035), second.hue)),
    }
    surfaces = [tokens[name] for name in SURFACES]

    def words(start: float, colour_chroma: float, colour_hue: float, needed: float) -> str:
        return _readable(Oklch(start, colour_chroma, colour_hue), surfaces, needed, -_STEP)

    tokens |= {
        "ink": words(0.28, tinge * 1.6, hue, 10),
        "ink-2": words(0.50, tinge * 1.6, hue, 5.5),
        "brand": words(min(lightness, 0.56), chroma, hue, 4.6),
        "brand-strong": words(min(lightness, 0.56) - 0.10, chroma, hue, 7),
        "link": words(min(lightness, 0.50), max(chroma, 0.09) if tinge else chroma, hue, 5.5),
        "accent": words(min(second.lightness, 0.58), second.chroma, second.hue, 4.6),
        "line": to_hex(Oklch(0.89, tinge, hue)),
        "edge": words(0.66, tinge * 1.6, hue, 3.05),
    }
    tokens |= _moods(tokens, Oklch(0.95, 0.035, 0), Oklch(0.52, 0.13, 0), -_STEP)
    tokens |= _light_button(main, tokens["brand"])
    return tokens | FOCUS


def _dark(main: Oklch, second: Oklch) -> Tokens:
    lightness, chroma, hue = main
    tinge = min(chroma, 0.012) if chroma >= _GREY_BELOW else 0.0
    tokens = {
        "paper": to_hex(Oklch(0.185, tinge, hue)),
        "card": to_hex(Oklch(0.225, tinge * 1.2, hue)),
        "sunk": to_hex(Oklch(0.155, tinge, hue)),
        "tint": to_hex(Oklch(0.29, min(chroma, 0.045), hue)),
        "tint-2": to_hex(Oklch(0.29, min(second.chroma, 0.045), second.hue)),
    }
    surfaces = [tokens[name] for name in SURFACES]

    def words(start: float, colour_chroma: float, colour_hue: float, needed: float) -> str:
        return _readable(Oklch(start, colour_chroma, colour_hue), surfaces, needed, _STEP)

    tokens |= {
        "ink": words(0.93, tinge, hue, 10),
        "ink-2": words(0.74, tinge, hue, 5.5),
        "brand": words(max(lightness, 0.76), min(chroma, 0.13), hue, 5.5),
        "brand-strong": words(max(lightness, 0.84), min(chroma, 0.10), hue, 7),
        "link": words(max(lightness, 0.80), min(max(chroma, 0.08), 0.12) if tinge else chroma, hue, 5.5),
        "accent": words(max(second.lightness, 0.78), min(second.chroma, 0.12), second.hue, 4.6),
        "line": to_hex(Oklch(0.34, tinge, hue)),
        "edge": words(0.55, tinge * 1.4, hue, 3.05),
    }
    tokens |= _moods(tokens, Oklch(0.27, 0.045, 0), Oklch(0.78, 0.12, 0), _STEP)
    tokens |= {
        "fill": tokens["brand"],
        "fill-hover": tokens["brand-strong"],
        "on-fill": _readable(Oklch(0.17, tinge, hue), [tokens["brand"], tokens["brand-strong"]], 4.6, -_STEP),
        "fill-edge": tokens["brand"],
    }
    return tokens | FOCUS


def _light_button(main: Oklch, outline: str) -> Tokens:
    """A button is the brand itself. Bright brands keep their colour and take dark words, so yellow stays yellow."""
    darkest_kept = to_hex(main._replace(lightness=main.lightness - 0.06))
    if contrast(darkest_kept, "#ffffff") >= 4.6:
        fill = _readable(main, ["#ffffff"], 4.6, -_STEP)
        hover = to_hex(from_hex(fill)._replace(lightness=from_hex(fill).lightness - 0.09))
        return {"fill": fill, "fill-hover": hover, "on-fill": "#ffffff", "fill-edge": outline}
    fill = to_hex(main)
    hover = to_hex(main._replace(lightness=main.lightness + (0.05 if main.lightness < 0.9 else -0.05)))
    dark = Oklch(0.20, min(main.chroma, 0.03), main.hue)
    return {
        "fill": fill,
        "fill-hover": hover,
        "on-fill": _readable(dark, [fill, hover], 4.6, -_STEP),
        "fill-edge": outline,
    }


def _moods(tokens: Tokens, tint: Oklch, words: Oklch, step: float) -> Tokens:
    """Good, warn, bad and info: the same meaning in every circle, whatever its brand."""
    surfaces = [tokens[name] for name in SURFACES]
    found: Tokens = {}
    for mood, hue in MOODS.items():
        found[f"{mood}-tint"] = to_hex(tint._replace(hue=hue))
        found[mood] = _readable(words._replace(hue=hue), [*surfaces, found[f"{mood}-tint"]], 4.6, step)
    return found


def _readable(wish: Oklch, surfaces: Iterable[str], needed: float, step: float) -> str:
    """The colour nearest to the wish, going only darker (step < 0) or lighter, that reads on every surface."""
    against = list(surfaces)
    lightness = wish.lightness
    while 0 <= lightness <= 1:
        candidate = to_hex(_warm_when_dark(wish._replace(lightness=lightness)))
        if all(contrast(candidate, surface) >= needed for surface in against):
            return candidate
        lightness += step
    return "#000000" if step < 0 else "#ffffff"


def _warm_when_dark(colour: Oklch) -> Oklch:
    """Yellow made dark looks like olive mud, so as it darkens it turns to amber and bronze, as painters do it."""
    if not 70 < colour.hue < 125:
        return colour
    darkness = max(0.0, min(1.0, (0.80 - colour.lightness) / 0.25))
    return colour._replace(hue=colour.hue - (colour.hue - 62) * darkness)
