"""Logos that strangers send: opened with suspicion, drawn anew, and kept as our own picture.

What is kept was never in the file that came: its points are copied onto an empty square, so that nothing else (where a
photo was taken, a script behind the picture, a second picture inside it) comes along.
"""

import io
import warnings
from typing import IO, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

KINDS: Final = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES: Final = 2_000_000
MOST_POINTS: Final = 16_000_000  # opened, that is 64 MB of memory
SMALLEST_SIDE: Final = 32
SIZE: Final = 512
SIZES: Final = (512, 192, 64)

TOO_BIG = _("This picture is too big. Choose one under 2 MB.")
TOO_WIDE = _("This picture has too many points. Choose one of 4,000 by 4,000 or less.")
TOO_SMALL = _("This picture is too small to be seen. Choose one of at least 32 by 32 points.")
NOT_ONE = _("This is not a picture that we can open. Choose a PNG, JPEG, WebP or GIF file.")


def made_anew(sent: IO[bytes]) -> bytes:
    """A square PNG of `SIZE` points with the picture in its middle. Raises ValidationError with a sentence."""
    raw = sent.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValidationError(TOO_BIG, code="too_big")
    return _png(_fitted(_opened(raw), SIZE))


def sizes(png: bytes) -> dict[int, bytes]:
    """A kept logo at every size that pages and phones use, by its side."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as kept:
        whole = kept.convert("RGBA")
    return {side: _png(whole.resize((side, side), Image.Resampling.LANCZOS)) for side in SIZES}


def _opened(raw: bytes) -> Image.Image:
    """The first picture in the file, the right way up. How large it says to be is looked at before it is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what only seems odd to Pillow is refused as well
            picture = Image.open(io.BytesIO(raw), formats=KINDS)
            wide, high = picture.size
            if wide * high > MOST_POINTS:
                raise ValidationError(TOO_WIDE, code="too_wide")
            if min(wide, high) < SMALLEST_SIDE:
                raise ValidationError(TOO_SMALL, code="too_small")
            picture.draft("RGB", (SIZE * 2, SIZE * 2))
            picture.load()
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except ValidationError:
        raise
    except Image.DecompressionBombError as bomb:
        raise ValidationError(TOO_WIDE, code="too_wide") from bomb
    except Exception as lie:  # Pillow raises a dozen kinds for files that are not what they say
        raise ValidationError(NOT_ONE, code="not_a_picture") from lie


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    smaller = ImageOps.contain(picture, (side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side))
    square.paste(smaller, ((side - smaller.width) // 2, (side - smaller.height) // 2))
    return square


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
