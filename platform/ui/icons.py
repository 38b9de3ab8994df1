"""The picture a phone keeps on its home screen: the circle's logo, else its first letter in its own colours.

An icon's address carries a fingerprint of all it is made from, so it may be kept for a year and changes when the circle
changes its look. A maskable icon fills the whole square, because phones cut their own shape out of it.
"""

import hashlib
import io
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ui.palette import palette
from ui.templatetags.vocabulary import LOGO
from ui.theme import A_YEAR, EDITION, brand_of

if TYPE_CHECKING:
    from PIL import Image, ImageDraw  # slow to load; a page only needs the icons' addresses

SIZES: Final = (192, 512)
KINDS: Final = {"any": "icon", "maskable": "icon-maskable"}
SAFE_PART: Final = 0.8  # phones keep the inner four fifths of a maskable icon, whatever shape they cut


def icons(circle: Any) -> list[dict[str, str]]:
    """What a manifest says about icons: two sizes, each as it is and to be cut to shape."""
    seal = fingerprint(circle)
    return [
        {
            "src": f"/{name}-{size}.{seal}.png",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for purpose, name in KINDS.items()
        for size in SIZES
    ]


def fingerprint(circle: Any) -> str:
    """Changes with the colours, the first letter and the logo, and with nothing else."""
    made_from = "|".join((EDITION, *brand_of(circle), initial(circle), _logo(circle)))
    return hashlib.sha256(made_from.encode()).hexdigest()[:12]


def initial(circle: Any) -> str:
    """The first letter of the name, when it is one that can be drawn everywhere; else nothing."""
    name = str(circle.name if circle else settings.FEDERATION_NAME)
    letters = unicodedata.normalize("NFKD", name).upper()
    return next((letter for letter in letters if "A" <= letter <= "Z"), "") if letters[:1].isalpha() else ""


@require_safe
def icon_png(request: HttpRequest, kind: str, size: str, seal: str) -> HttpResponse:
    """One icon as a PNG picture that may be kept for a year."""
    circle = getattr(request, "circle", None)
    if seal != fingerprint(circle):
        raise Http404
    whole = kind == KINDS["maskable"]
    name = _logo(circle)
    picture = _from_logo(name, int(size), whole=whole) if name else None
    brand, accent = brand_of(circle)
    response = HttpResponse(
        picture or drawn(brand, accent, initial(circle), int(size), whole), content_type="image/png"
    )
    response["Cache-Control"] = A_YEAR
    return response


@lru_cache(maxsize=256)
def drawn(brand: str, accent: str, letter: str, size: int, whole: bool) -> bytes:
    """A letter, or our mark, on the circle's own colour."""
    from PIL import Image, ImageDraw, ImageFont

    colours = palette(brand, accent).light
    field = Image.new("RGBA", (size, size), colours["fill"] if whole else (0, 0, 0, 0))
    pen = ImageDraw.Draw(field)
    if not whole:
        pen.rounded_rectangle((0, 0, size - 1, size - 1), radius=size * 0.22, fill=colours["fill"])
    within = size * (SAFE_PART if whole else 0.94)
    if letter:
        pen.text((size / 2, size / 2), letter, colours["on-fill"], ImageFont.load_default(within * 0.62), anchor="mm")
    else:
        _mark(pen, size, within * 0.8, colours["on-fill"])
    return _png(field)


def _mark(pen: "ImageDraw.ImageDraw", size: int, across: float, colour: str) -> None:
    """Two heads under one roof of a circle that stays open, as in `ui/mark.html`, forty units across."""
    corner, unit = (size - across) / 2, across / 40

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return (corner + left * unit, corner + top * unit, corner + right * unit, corner + bottom * unit)

    pen.arc(box(2, 2, 38, 38), 118, 118 + 274, fill=colour, width=round(3.5 * unit))
    for middle in (14.5, 25.5):
        pen.ellipse(box(middle - 4.5, 13.5, middle + 4.5, 22.5), fill=colour)
        pen.arc(box(middle - 5.5, 25, middle + 5.5, 34), 180, 360, fill=colour, width=round(3 * unit))


def _logo(circle: Any) -> str:
    name = str(getattr(circle, "logo", "") or "")
    return name if LOGO.fullmatch(name) else ""


def _from_logo(name: str, size: int, *, whole: bool) -> bytes | None:
    """The logo in the middle of a white square; nothing when its file is not there."""
    from PIL import Image

    try:
        with default_storage.open(name) as file, Image.open(file) as logo:
            logo.load()
            picture = logo.convert("RGBA")
    except OSError:
        return None
    room = round(size * (SAFE_PART * 0.85 if whole else 0.9))
    ratio = min(room / picture.width, room / picture.height)
    picture = picture.resize((max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))))
    field = Image.new("RGBA", (size, size), "white")
    field.alpha_composite(picture, ((size - picture.width) // 2, (size - picture.height) // 2))
    return _png(field)


def _png(picture: "Image.Image") -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()
