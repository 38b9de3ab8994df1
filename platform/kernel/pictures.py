"""Pictures that people send: opened with suspicion, drawn anew, and kept as pictures of our own.

What is kept was never in the file that came: its points are copied onto an empty sheet, so that nothing else (where a
photo was taken, a script behind the picture, a second picture inside it) comes along.
"""

import io
import warnings
from dataclasses import dataclass
from typing import IO, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

KINDS: Final = ("PNG", "JPEG", "WEBP", "GIF")
ACCEPT: Final = "image/png,image/jpeg,image/webp,image/gif"
MOST_POINTS: Final = 16_000_000  # opened, that is 64 MB of memory
SMALLEST_SIDE: Final = 32
MEGABYTE: Final = 1_000_000

TOO_BIG = _("This picture is too big. Choose one under %(most)s MB.")
TOO_BIG_TO_SEND = _("This picture is too big. Choose a smaller one.")
TOO_WIDE = _("This picture has too many points. Choose one of 4,000 by 4,000 or less.")
TOO_SMALL = _("This picture is too small to be seen. Choose one of at least 32 by 32 points.")
NOT_ONE = _("This is not a picture that we can open. Choose a PNG, JPEG, WebP or GIF file.")


def asking(most_bytes: int) -> dict[str, Any]:
    """What a field for a picture tells the browser, so that it says at once what is too big to be sent."""
    return {"accept": ACCEPT, "data-most": most_bytes, "data-too-big": TOO_BIG_TO_SEND}


@dataclass(frozen=True)
class Photo:
    """A picture drawn anew, ready to be kept: its bytes (WebP) and how large it is, in points."""

    webp: bytes
    width: int
    height: int


def square_png(sent: IO[bytes], *, side: int, most_bytes: int = 2 * MEGABYTE) -> bytes:
    """A square PNG with the picture in its middle. Raises ValidationError with a sentence."""
    return png(_fitted(_opened(_read(sent, most_bytes), sketch=side * 2), side))


def photo(sent: IO[bytes], *, longest: int, most_bytes: int = 4 * MEGABYTE) -> Photo:
    """A picture for a page, no side longer than `longest`. Raises ValidationError with a sentence."""
    picture = _opened(_read(sent, most_bytes), sketch=longest * 2)
    if max(picture.size) > longest:
        picture = ImageOps.contain(picture, (longest, longest), Image.Resampling.LANCZOS)
    sheet = Image.new("RGBA", picture.size)
    sheet.paste(picture)
    out = io.BytesIO()
    sheet.save(out, "WEBP", quality=82, method=4)
    return Photo(out.getvalue(), *sheet.size)


def smaller(kept: bytes, side: int) -> bytes:
    """A square PNG that is ours already, at another size."""
    with Image.open(io.BytesIO(kept), formats=["PNG"]) as whole:
        return png(whole.convert("RGBA").resize((side, side), Image.Resampling.LANCZOS))


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _read(sent: IO[bytes], most_bytes: int) -> bytes:
    raw = sent.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise ValidationError(TOO_BIG, code="too_big", params={"most": most_bytes // MEGABYTE})
    return raw


def _opened(raw: bytes, *, sketch: int) -> Image.Image:
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
            picture.draft("RGB", (sketch, sketch))
            picture.load()
            return ImageOps.exif_transpose(picture).convert("RGBA")
    except ValidationError:
        raise
    except Image.DecompressionBombError as bomb:
        raise ValidationError(TOO_WIDE, code="too_wide") from bomb
    except Exception as lie:  # Pillow raises a dozen kinds for files that are not what they say
        raise ValidationError(NOT_ONE, code="not_a_picture") from lie


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    inside = ImageOps.contain(picture, (side, side), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side))
    square.paste(inside, ((side - inside.width) // 2, (side - inside.height) // 2))
    return square
