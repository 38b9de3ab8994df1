"""Cache, files, locks, channels and signed links belong to the circle they were made in."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import BadSignature

from tenants.context import NoCircle, circle_context, in_federation
from tenants.locks import circle_channel, lock_number
from tenants.signing import sign, unsign


def test_what_one_circle_caches_no_other_finds_nor_the_federation(calderdale, clapton):
    with circle_context(calderdale):
        cache.set("kettle", "on")
        assert cache.get("kettle") == "on"
    with circle_context(clapton):
        assert cache.get("kettle") is None
    with in_federation():
        assert cache.get("kettle") is None


def test_without_a_circle_there_is_no_cache_key_no_file_no_lock_and_no_signature(django_db_setup):
    for attempt in (
        lambda: cache.get("kettle"),
        lambda: default_storage.exists("photo.jpg"),
        lambda: lock_number("rota"),
        lambda: circle_channel("rota"),
        lambda: sign("x", purpose="invite"),
    ):
        with pytest.raises(NoCircle):
            attempt()


def test_a_file_of_one_circle_is_not_there_in_another_and_has_no_public_address(calderdale, clapton):
    with circle_context(calderdale):
        name = default_storage.save("letters/iris.txt", ContentFile(b"dear Iris"))
        assert default_storage.open(name).read() == b"dear Iris"
        with pytest.raises(ValueError, match="no public address"):
            default_storage.url(name)
    with circle_context(clapton):
        assert not default_storage.exists(name)
        for way_out in (f"../{calderdale.id.hex}/{name}", "/etc/passwd", f"../../{name}"):
            with pytest.raises(SuspiciousFileOperation):
                default_storage.open(way_out)


def test_a_symbolic_link_does_not_lead_out_of_a_circles_folder(calderdale, clapton, settings):
    with circle_context(calderdale):
        default_storage.save("iris.txt", ContentFile(b"dear Iris"))
        target = default_storage.path("iris.txt")
    with circle_context(clapton):
        default_storage.save("own.txt", ContentFile(b""))
        from pathlib import Path

        (Path(default_storage.location) / "link.txt").symlink_to(target)
        with pytest.raises(SuspiciousFileOperation):
            default_storage.open("link.txt")


def test_locks_and_channels_of_two_circles_never_meet(calderdale, clapton):
    found = []
    for circle in (calderdale, clapton):
        with circle_context(circle):
            found.append((lock_number("rota"), circle_channel("rota")))
    assert found[0][0] != found[1][0]
    assert found[0][1] != found[1][1]
    assert all(len(channel) <= 63 for _, channel in found)


def test_a_signed_link_means_nothing_elsewhere_for_something_else_or_later(calderdale, clapton):
    with circle_context(calderdale):
        signed = sign({"person": 1}, purpose="invite")
        assert unsign(signed, purpose="invite", max_age=timedelta(hours=1)) == {"person": 1}
        with pytest.raises(BadSignature):
            unsign(signed, purpose="feed", max_age=timedelta(hours=1))
        with pytest.raises(BadSignature):
            unsign(signed, purpose="invite", max_age=timedelta(seconds=-1))
    with circle_context(clapton), pytest.raises(BadSignature):
        unsign(signed, purpose="invite", max_age=timedelta(hours=1))
