"""Colour arithmetic: sRGB, OKLCH and WCAG contrast. Pure, no dependency.

OKLCH describes a colour as the eye does: lightness 0 to 1, chroma (0 is grey, about 0.3 the most a screen can show) and
hue in degrees. Changing only the lightness there keeps the colour looking like itself.
"""

import math
import re
from typing import NamedTuple

Rgb = tuple[float, float, float]

_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class Oklch(NamedTuple):
    """A colour by lightness, chroma and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float


def normal_hex(colour: str) -> str:
    """Write a colour the one way used everywhere: `#0f766e`. Raises ValueError for anything that is not a colour."""
    match = _HEX.fullmatch(colour.strip())
    if match is None:
        raise ValueError(f"Not a colour like #0f766e: {colour!r}")
    digits = match[1].lower()
    return "#" + ("".join(d * 2 for d in digits) if len(digits) == 3 else digits)


def contrast(one: str, other: str) -> float:
    """How well one colour reads on the other: 1 (not at all) to 21 (black on white), as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def from_hex(colour: str) -> Oklch:
    """Describe a hex colour by lightness, chroma and hue."""
    red, green, blue = (_to_linear(part) for part in _parts(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Oklch) -> str:
    """The nearest colour a screen can show with the same lightness and hue: only the chroma gives way."""
    low, high = 0.0, colour.chroma
    if _on_screen(_linear(colour)):
        low = high
    else:
        for _ in range(18):
            middle = (low + high) / 2
            if _on_screen(_linear(colour._replace(chroma=middle))):
                low = middle
            else:
                high = middle
    red, green, blue = (round(_from_linear(part) * 255) for part in _linear(colour._replace(chroma=low)))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _parts(colour: str) -> Rgb:
    digits = normal_hex(colour)[1:]
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def _luminance(colour: str) -> float:
    red, green, blue = (_to_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _from_linear(part: float) -> float:
    part = max(0.0, min(1.0, part))
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _linear(colour: Oklch) -> Rgb:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _on_screen(parts: Rgb) -> bool:
    return all(-1e-4 <= part <= 1.0001 for part in parts)
