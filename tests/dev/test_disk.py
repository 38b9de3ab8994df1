"""A disk that fills is spoken of once at each step, and a page on it says what to do instead of failing oddly."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.test import RequestFactory

from dev import disk
from ui import errors


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many megabytes the disk has left, for a test to change; asked every time."""
    megabytes = [10_000]
    monkeypatch.setattr(disk, "free_megabytes", lambda folder: megabytes[0])
    monkeypatch.setattr(disk, "EVERY_S", 0)
    return megabytes


def test_each_step_is_said_once(left: list[int], tmp_path: Path) -> None:
    told: list[str] = []
    watched = disk.Disk(tmp_path)
    for megabytes in (10_000, 150, 140, 3, 2, 1, 120, 10_000):
        left[0] = megabytes
        watched.look(told.append)
    nearly, full, room = told
    assert nearly.startswith(f"The disk that holds {tmp_path} is nearly full (150 MB left): free at least 200 MB")
    assert full.startswith(f"The disk that holds {tmp_path} is full (3 MB left) and nothing more can be saved: free")
    assert room == f"There is room again on the disk that holds {tmp_path}."


@pytest.mark.usefixtures("committed")
def test_a_page_that_cannot_be_saved_because_the_disk_is_full_says_when_to_try_again(rf: RequestFactory) -> None:
    with connections["owner"].cursor() as cursor:
        try:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'full'; END $$")
        except OperationalError:
            page = errors.fault(rf.get("/", headers={"accept": "text/html"}))
    assert page.status_code == 503
    assert "Please try again in a minute. Nothing you saved is lost." in page.content.decode()
