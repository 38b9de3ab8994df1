"""A recording says what Iris says in it, and not where, when or with what it was made."""

import contextlib
import io
import random
import struct

import pytest
from django.core.exceptions import ValidationError

from tenant_apps.profiles import recordings
from tests.profiles import recorded
from tests.profiles.recorded import PLACE, SOUND, bound, box, element, leaf

SOUNDS = {
    "WAV": recorded.wav,
    "MP3": recorded.mp3,
    "M4A with large boxes": recorded.m4a,
    "Ogg of Opus": recorded.ogg,
    "Ogg of Vorbis": recorded.ogg_vorbis,
    "WebM of Opus": recorded.webm,
    "WebM of Vorbis": recorded.webm_vorbis,
}
FILMS = {"MP4": recorded.mp4, "WebM": recorded.film}


@pytest.mark.parametrize("made", SOUNDS.values(), ids=SOUNDS)
def test_where_a_recording_was_made_is_struck_out_and_the_sound_stays(made):
    raw = made()
    assert PLACE in raw
    kept = recordings.sound(io.BytesIO(raw))
    assert PLACE not in kept.data
    assert SOUND in kept.data


@pytest.mark.parametrize("made", FILMS.values(), ids=FILMS)
def test_where_a_film_was_made_is_struck_out_and_nothing_moves(made):
    raw = made()
    kept = recordings.film(io.BytesIO(raw))
    assert PLACE in raw
    assert PLACE not in kept.data
    assert (len(kept.data), kept.data.index(SOUND)) == (len(raw), raw.index(SOUND))


@pytest.mark.parametrize("made", SOUNDS.values(), ids=SOUNDS)
def test_what_was_kept_once_is_kept_again_as_it_is(made):
    kept = recordings.sound(io.BytesIO(made())).data
    assert recordings.sound(io.BytesIO(kept)).data == kept


def test_what_lies_between_the_pieces_of_an_mp4_is_gone_as_is_the_hour():
    raw = recorded.mp4()
    kept = recordings.film(io.BytesIO(raw)).data
    assert b"between" in raw
    assert b"between" not in kept
    assert struct.pack(">I", 3_900_000_000) not in kept


def test_the_pages_of_an_ogg_are_numbered_anew_and_carry_their_own_sum():
    kept = recordings.sound(io.BytesIO(recorded.ogg())).data
    silent = b"OpusTags" + bytes(8)
    assert kept == bound(
        leaf(2, 0, b"OpusHead" + bytes(11)), leaf(0, 0, silent), leaf(0, 960, SOUND), leaf(4, 1920, SOUND)
    )


def cut_off_in_a_frame() -> bytes:
    return recorded.FRAMES + recorded.FRAME[:100]


def test_an_mp3_that_was_cut_off_in_its_last_frame_is_kept_without_it():
    assert recordings.sound(io.BytesIO(cut_off_in_a_frame())).data == recorded.FRAMES


def test_a_wav_of_a_recorder_that_never_wrote_its_length_is_kept():
    raw = recorded.wav()
    assert SOUND in recordings.sound(io.BytesIO(raw[:4] + bytes(4) + raw[8:])).data


HIDDEN = b"What nobody is to find behind the sound. " * 20
BEHIND = {
    "WAV": recorded.wav() + HIDDEN,
    "MP3": recorded.FRAMES + HIDDEN,
    "Ogg": recorded.ogg() + HIDDEN,
    "WebM": element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067) + element(0x1A45DFA3, HIDDEN),
}


@pytest.mark.parametrize("raw", BEHIND.values(), ids=BEHIND)
def test_a_recording_with_something_behind_it_is_refused_with_a_sentence(raw):
    with pytest.raises(ValidationError) as refused:
        recordings.sound(io.BytesIO(raw))
    assert refused.value.code == "two_things"
    assert refused.value.messages == [str(recordings.MORE_FOLLOWS)]


NONE = {
    "two bytes of an MP3, and then words": b"\xff\xfb" + HIDDEN,
    "a frame of an MP3, and then words": recorded.FRAME + HIDDEN,
    "an MP3 of two kinds": recorded.FRAMES[:834] + b"\xff\xfb\x98\x00" + bytes(400),
    "a WAV without sound": recorded.wav().replace(b"data", b"dada"),
    "a WAV of a coding that nobody plays": recorded.wav().replace(b"fmt \x10\0\0\0\x01", b"fmt \x10\0\0\0\x55"),
    "a WAV that says twice how to play it": recorded.wav().replace(b"bext", b"data"),
    "an Ogg with a page that is not whole": recorded.ogg().replace(SOUND, SOUND[::-1], 1),
    "an Ogg of two streams": recorded.ogg_vorbis() + recorded.ogg(),
    "an Ogg of neither Opus nor Vorbis": bound(
        leaf(2, 0, b"\x80theora" + bytes(40)), leaf(0, 0, b"x"), leaf(4, 9, b"x")
    ),
    "an Ogg without sound": bound(leaf(2, 0, b"OpusHead" + bytes(11)), leaf(4, 0, b"OpusTags" + bytes(8))),
    "another kind of Matroska": recorded.webm(name=b"matroska"),
    "a WebM of a coding that nobody plays": recorded.webm(coding=b"A_MS/ACM"),
    "a WebM with a film in it": recorded.film(),
    "a WebM that is cut off in its heads": recorded.webm()[:90],
    "an MP4 with a film in it": recorded.mp4(),
    "an MP4 whose sound is elsewhere": recorded.m4a().replace(b"url \0\0\0\x01", b"url \0\0\0\x00"),
    "an MP4 that points out of its heap": recorded.m4a().replace(
        box(b"stco", bytes(4) + struct.pack(">II", 1, 28)), box(b"stco", bytes(4) + struct.pack(">II", 1, 4))
    ),
    "an MP4 with something behind it": recorded.m4a() + b"words",
}


@pytest.mark.parametrize("raw", NONE.values(), ids=NONE)
def test_what_only_begins_like_a_recording_is_refused_with_a_sentence(raw):
    with pytest.raises(ValidationError) as refused:
        recordings.sound(io.BytesIO(raw))
    assert refused.value.code == "not_a_recording"
    assert refused.value.messages == [str(recordings.NOT_A_SOUND)]


def damaged(raw: bytes) -> list[bytes]:
    """Cut off anywhere, or with a few wrong bytes."""
    chance = random.Random(4)
    found = [raw[:end] for end in (*range(0, min(len(raw), 1500), 7), *range(1500, len(raw), 4999))]
    for _time in range(300):
        wrong = bytearray(raw)
        for _byte in range(chance.randint(1, 4)):
            wrong[chance.randrange(min(len(wrong), 1500))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        found.append(bytes(wrong))
    return found


@pytest.mark.parametrize("made", {**SOUNDS, **FILMS}.values(), ids={**SOUNDS, **FILMS})
@pytest.mark.parametrize("read", [recordings.sound, recordings.film])
def test_a_damaged_recording_is_kept_or_refused_with_a_sentence_and_nothing_else_happens(made, read):
    for raw in damaged(made()):
        with contextlib.suppress(ValidationError):
            assert read(io.BytesIO(raw)).data
