"""Pictures that strangers send: drawn anew at a fixed size, nothing in them but what one sees; lies are refused."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shared_apps.applications import logos
from shared_apps.applications.models import Application, Logo
from tests.start.conftest import answer


def a_picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **how) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#7c3aed").save(out, kind, **how)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_bomb(wide: int, high: int) -> bytes:
    """A few kilobytes that say they are a huge picture."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_square_png_and_comes_in_fixed_sizes(kind):
    made = logos.made_anew(io.BytesIO(a_picture(kind)))
    with Image.open(io.BytesIO(made)) as opened:
        assert (opened.format, opened.size) == ("PNG", (512, 512))
    for side, png in logos.sizes(made).items():
        with Image.open(io.BytesIO(png)) as opened:
            assert opened.size == (side, side)


def test_where_a_photo_was_taken_and_what_hides_behind_it_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "taken at Iris's kitchen"
    sent = a_picture("JPEG", exif=exif) + b"<script>alert('Iris')</script>"
    assert b"kitchen" in sent
    made = logos.made_anew(io.BytesIO(sent))
    assert b"kitchen" not in made
    assert b"script" not in made
    with Image.open(io.BytesIO(made)) as opened:
        assert not opened.getexif()
        assert not opened.info.get("exif")


@pytest.mark.parametrize(
    "lie",
    [
        b"",
        b"not a picture at all",
        b"\x89PNG\r\n\x1a\n",
        a_picture()[:60],
        b"GIF89a" + b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99",
        a_picture("BMP"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(lie):
    with pytest.raises(ValidationError, match="not a picture that we can open"):
        logos.made_anew(io.BytesIO(lie))


@pytest.mark.parametrize(("wide", "high"), [(5000, 5000), (50_000, 50_000), (2**31 - 1, 2**31 - 1), (65_000, 1_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(wide, high):
    with pytest.raises(ValidationError):
        logos.made_anew(io.BytesIO(a_bomb(wide, high)))


def test_a_text_that_unpacks_to_hundreds_of_megabytes_is_refused():
    swollen = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"x" * 100_000_000))
    whole = a_picture()
    with pytest.raises(ValidationError):
        logos.made_anew(io.BytesIO(whole[:33] + swollen + whole[33:]))


def test_too_many_bytes_and_too_few_points_are_refused_in_other_words():
    with pytest.raises(ValidationError, match="under 2 MB"):
        logos.made_anew(io.BytesIO(a_picture() + b"x" * logos.MOST_BYTES))
    with pytest.raises(ValidationError, match="too small"):
        logos.made_anew(io.BytesIO(a_picture(size=(8, 8))))


@pytest.mark.django_db
def test_pat_sends_a_logo_sees_it_and_takes_it_away_again(pat, at_start):
    logo = SimpleUploadedFile("../../evil.php", a_picture("JPEG"), content_type="text/html")
    assert answer(pat, "/5-look/", logo=logo).status_code == 302
    kept = Application.objects.get(email="pat@garden.example").logo
    shown = pat.get(f"/5-look/logo/{kept}.png")
    assert shown.headers["Content-Type"] == "image/png"
    assert at_start().get(f"/5-look/logo/{kept}.png").status_code == 302
    other = SimpleUploadedFile("other.png", a_picture(size=(90, 90)))
    answer(pat, "/5-look/", logo=other)
    assert Logo.objects.count() == 1
    answer(pat, "/5-look/", no_logo="on")
    assert Logo.objects.count() == 0


@pytest.mark.django_db
def test_a_lying_logo_is_said_on_the_page(pat):
    lie = SimpleUploadedFile("logo.png", b"MZ this is a program", content_type="image/png")
    assert "not a picture that we can open" in answer(pat, "/5-look/", logo=lie).content.decode()


@pytest.mark.django_db
def test_an_empty_file_and_a_pale_colour_are_said_in_words(pat):
    nothing = SimpleUploadedFile("logo.png", b"", content_type="image/png")
    page = answer(pat, "/5-look/", logo=nothing).content.decode()
    assert "This picture is empty" in page
    assert "submitted file" not in page
    pale = {"look": "own", "brand": "#0f766e", "accent": "#ffffff"}
    assert "Your second colour is too pale for words" in pat.get("/5-look/preview/", pale).content.decode()
    good = {**pale, "accent": "#1d4f91"}
    assert "too pale" not in pat.get("/5-look/preview/", good).content.decode()
    ours = {**pale, "accent": "#d97706"}
    assert "too pale" not in pat.get("/5-look/preview/", ours).content.decode(), "nobody is told off for our own pair"
