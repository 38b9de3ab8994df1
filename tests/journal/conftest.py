from pathlib import Path

import pytest

from tests.journal import listening
from tests.journal.rooms import elland, hebden, two_rooms  # noqa: F401


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The world outside the database, where senders leave their mark: one line for each call."""
    place = tmp_path / "outside"
    monkeypatch.setenv(listening.OUTSIDE, str(place))
    return place


@pytest.fixture(autouse=True)
def _quiet_listeners() -> None:
    listening.moods.clear()
