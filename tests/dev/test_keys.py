"""A home's secrets are made once, whoever asks first, and are its account's alone."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dev import keys
from dev.place import CannotStart
from tests.dev.workers import ROOT

ASK = "import sys; from pathlib import Path; from dev import keys; print(keys.signing_key(Path(sys.argv[1])))"


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    first = keys.signing_key(tmp_path)
    assert first.startswith("dev-only-")
    assert keys.signing_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    other = tmp_path / "other"
    other.mkdir()
    assert keys.signing_key(other) != first


def test_processes_that_ask_at_the_same_moment_get_the_same(tmp_path: Path) -> None:
    asking = [
        subprocess.Popen([sys.executable, "-c", ASK, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in asking}) == 1


def test_passwords_that_are_there_stay_when_the_key_is_added(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"coopbox_app": "sesame"}')
    keys.signing_key(tmp_path)
    assert keys.keep(tmp_path, ["coopbox_app"]) == {"coopbox_app": "sesame"}


def test_before_there_is_a_home_a_key_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert keys.signing_key(nowhere) != keys.signing_key(nowhere)
    assert not nowhere.exists()


@pytest.mark.parametrize("left", ["half a fi", "{bad", "", "[]", "{}", '{"signing_key": 7}', '{"signing_key": ""}'])
def test_secrets_that_cannot_be_understood_are_never_replaced(tmp_path: Path, left: str) -> None:
    (tmp_path / "secrets.json").write_text(left)
    for ask in (lambda: keys.keep(tmp_path, ["coopbox_app"]), lambda: keys.signing_key(tmp_path)):
        with pytest.raises(CannotStart, match=r"secrets\.json is damaged: put it back from a backup, or remove it"):
            ask()
    assert (tmp_path / "secrets.json").read_text() == left
