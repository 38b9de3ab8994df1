"""Pictures and recordings: drawn anew or struck clean, and refused when they are two things at once."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponseBase
from django.test import RequestFactory
from PIL import Image

from tenant_apps.profiles import recordings
from tenant_apps.profiles.models import Showing
from tenant_apps.profiles.playing import played
from tenant_apps.profiles.services import keep_showing, show_showing
from tenant_apps.profiles.shape import Kind
from tenants.context import in_circle
from tests.profiles.recorded import FRAMES, mp4


def jpeg(**options) -> bytes:
    sheet = Image.new("RGB", (64, 48), "#0f766e")
    out = io.BytesIO()
    sheet.save(out, "JPEG", **options)
    return out.getvalue()


def where_it_was_taken() -> bytes:
    """A JPEG that tells the position of somebody's kitchen."""
    exif = Image.Exif()
    exif[0x010E] = "Iris in her kitchen"
    exif[0x8825] = {1: "N", 2: (53.0, 44.0, 30.0), 3: "W", 4: (2.0, 0.0, 45.0)}
    return jpeg(exif=exif)


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.sh", "echo hello")
    return out.getvalue()


def test_where_a_picture_was_taken_is_gone():
    raw = where_it_was_taken()
    assert b"Iris in her kitchen" in raw
    kept = recordings.picture(io.BytesIO(raw))
    picture = Image.open(io.BytesIO(kept.data))
    assert (picture.format, picture.size) == ("WEBP", (64, 48))
    assert not picture.getexif()
    assert b"kitchen" not in kept.data


@pytest.mark.parametrize(
    "raw",
    [
        jpeg() + zipped(),
        jpeg() + b"<script>alert(1)</script>",
        b"%PDF-1.7\n" + jpeg(),
        jpeg(comment=b"<?php system('ls'); ?>"),
        b"GIF89a" + b"<html><body>" + bytes(100),
    ],
    ids=["archive", "page", "document", "program", "page-in-a-gif"],
)
def test_a_picture_that_is_something_else_as_well_is_refused(raw):
    with pytest.raises(ValidationError) as refused:
        recordings.picture(io.BytesIO(raw))
    assert refused.value.code == "two_things"


def test_an_mp3_is_kept_without_its_tags():
    tagged = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"Mankinhole" + FRAMES + b"TAG" + b"Hebden Bridge".ljust(125)
    kept = recordings.sound(io.BytesIO(tagged))
    assert (kept.content_type, kept.data) == ("audio/mpeg", FRAMES)


@pytest.mark.parametrize(
    "raw", [b"", b"hello", mp4()[:30], b"RIFF\x00\x00\x00\x00AVI ", jpeg(), b"\x1a\x45\xdf\xa3matroska"]
)
@pytest.mark.parametrize("read", [recordings.sound, recordings.film])
def test_what_is_no_recording_is_refused_whatever_it_is_called(raw, read):
    with pytest.raises(ValidationError):
        read(io.BytesIO(raw))


def test_what_is_too_big_is_refused():
    with pytest.raises(ValidationError) as refused:
        recordings.film(io.BytesIO(bytes(recordings.MOST_RECORDING + 1)))
    assert refused.value.code == "too_big"


@pytest.mark.django_db
def test_cora_puts_a_picture_into_her_profile_and_others_meet_it_once_it_is_shown(browser_of, calderdale, cast):
    cora, otto = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.otto)
    sent = io.BytesIO(where_it_was_taken())
    sent.name = "me.jpg"
    address = "/me/profile/giving/show/photo/"
    assert cora.post(address, {"file": sent, "told": "Cora with a mug"}).status_code == 302
    with in_circle(calderdale):
        held = Showing.objects.get(person=cast.cora)
    there = f"/people/{cast.cora.pk}/showing/{held.pk}/"
    assert cora.get(there).status_code == 200
    assert otto.get(there).status_code == 404
    assert cora.post(address, {"do": "show"}).status_code == 302
    answer = otto.get(there)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert there in otto.get(f"/people/{cast.cora.pk}/").text
    assert browser_of(calderdale).get(there).status_code == 302
    assert cora.post(address, {"do": "remove"}).status_code == 302
    assert otto.get(there).status_code == 404


@pytest.mark.django_db
def test_a_picture_for_the_team_is_met_by_nobody_else(browser_of, calderdale, cast):
    with in_circle(calderdale):
        held = keep_showing(cast.iris, Kind.GETTING, "photo", io.BytesIO(jpeg()), by=cast.iris)
        show_showing(held, by=cast.iris)
        assert default_storage.exists(held.file)
    there = f"/people/{cast.iris.pk}/showing/{held.pk}/"
    assert browser_of(calderdale, cast.iris).get(there).status_code == 200
    assert browser_of(calderdale, cast.otto).get(there).status_code == 404
    assert browser_of(calderdale, cast.iris).get(f"/people/{cast.otto.pk}/showing/{held.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_lie_about_a_picture_is_told_beside_the_file(browser_of, calderdale, cast):
    sent = io.BytesIO(jpeg() + zipped())
    sent.name = "me.jpg"
    page = browser_of(calderdale, cast.sol).post("/me/profile/giving/show/photo/", {"file": sent})
    assert page.status_code == 422
    assert "more than it seems to be" in page.text


def test_a_recording_is_played_in_parts_as_telephones_ask_for_it():
    def asked(part: str | None) -> HttpResponseBase:
        more = {} if part is None else {"HTTP_RANGE": part}
        return played(RequestFactory().get("/", **more), ContentFile(bytes(range(100))), "audio/mpeg", {})

    def got(response: HttpResponseBase) -> tuple[int, bytes]:
        return response.status_code, b"".join(response) if response.streaming else response.content

    whole = bytes(range(100))
    assert got(asked(None)) == (200, whole)
    assert asked(None).headers["Accept-Ranges"] == "bytes"
    for part, expected in {"bytes=0-1": whole[:2], "bytes=90-": whole[90:], "bytes=-5": whole[-5:],
                           "bytes=10-500": whole[10:], "bytes=-500": whole}.items():  # fmt: skip
        assert got(asked(part)) == (206, expected), part
    assert asked("bytes=0-1").headers["Content-Range"] == "bytes 0-1/100"
    for part in ("bytes=100-", "bytes=5-2", "bytes=-0"):
        assert asked(part).status_code == 416, part
    for part in ("bytes=-", "lines=1-2", "bytes=0-1,5-6", "nonsense"):
        assert got(asked(part)) == (200, whole), "what is not understood is passed over"
