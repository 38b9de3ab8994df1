"""`coopbox circle export` and `import`: the passphrase is typed or read from a file, and never an argument."""

from pathlib import Path

import pytest

from config import cli_secrets
from kernel.actors import SYSTEM
from kernel.time import now
from provisioning import circles
from provisioning.archive import facts
from shared_apps.federation.models import StageChange
from shared_apps.federation.services import standing
from shared_apps.runs.models import Sealed
from tenants import exports
from tenants.context import CircleRef, in_federation
from tests.archive.carrying import WORDS, open_todmorden, rows
from tests.config.conftest import say
from tests.provisioning.living import sweep_out

__all__ = ["say"]


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    file = tmp_path / "passphrase"
    file.write_text(f"{WORDS}\n")
    file.chmod(0o600)
    return str(file)


def test_a_circle_is_taken_along_and_brought_in_by_two_commands(visitors, say, passphrase, tmp_path):
    circle = open_todmorden()
    people = rows(circle.schema, "people_person")
    file = tmp_path / "todmorden.coopbox"
    words = ("--passphrase-file", passphrase, "--json")
    code, told = say("circle", "export", "todmorden", "--to", str(tmp_path), *words)
    assert (code, told["file"], told["rows"] > 0) == (0, str(file), True)
    assert exports.kept(circle.id) == []
    assert file.stat().st_mode & 0o077 == 0
    assert say("circle", "export", "todmorden", "--to", str(file), *words)[0] == 1  # never over another file
    sweep_out(["todmorden"])
    code, moved = say("circle", "import", str(file), "--as", "hebden", "--signed-by", told["fingerprint"], *words)
    assert (code, moved["slug"], moved["id"]) == (0, "hebden", str(circle.id))
    assert len(rows(circles.find("hebden").schema_name, "people_person")) == len(people)
    assert not Sealed.objects.using("owner").exists()


def test_what_is_refused_ends_with_one_and_a_sentence(visitors, say, passphrase, tmp_path):
    open_todmorden()
    file = tmp_path / "todmorden.coopbox"
    assert say("circle", "export", "todmorden", "--to", str(file), "--passphrase-file", passphrase)[0] == 0
    other = tmp_path / "other"
    other.write_text("another passphrase altogether")
    code, said = say("circle", "import", str(file), "--as", "hebden", "--passphrase-file", str(other))
    assert (code, "Others can read" in said) == (1, True)
    other.chmod(0o600)
    code, said = say("circle", "import", str(file), "--as", "hebden", "--passphrase-file", str(other))
    assert (code, "passphrase does not open" in said) == (1, True)
    code, said = say("circle", "import", str(file), "--as", "todmorden", "--passphrase-file", passphrase)
    assert (code, "taken" in said) == (1, True)
    code, said = say("circle", "import", str(tmp_path / "none"), "--as", "hebden", "--passphrase-file", passphrase)
    assert (code, "There is no file" in said) == (1, True)
    other.write_text("short")
    code, said = say("circle", "export", "todmorden", "--to", str(tmp_path / "new"), "--passphrase-file", str(other))
    assert (code, "longer passphrase" in said) == (1, True)


def test_a_circle_that_moves_in_goes_on_where_it_stood_at_the_address_it_had(visitors, say, passphrase, tmp_path):
    circle, file = open_todmorden(), tmp_path / "todmorden.coopbox"
    note_stages(circle, "open_hosted", "closing")
    assert say("circle", "export", "todmorden", "--to", str(file), "--passphrase-file", passphrase)[0] == 0
    import_it = ("circle", "import", str(file), "--passphrase-file", passphrase)
    sweep_out(["todmorden"])
    code, moved = say(*import_it, "--json")
    assert (code, moved["slug"], moved["id"]) == (0, "todmorden", str(circle.id))
    with in_federation():
        *_there, here = standing.history(circle.id)
    assert (here.to_stage, "moved in from another deployment" in here.why) == ("open_hosted", True)
    code, said = say(*import_it)
    assert code == 1
    assert "had the address “todmorden”" in said
    assert "Say --as and another one." in said


@pytest.mark.parametrize("told", [{}, {"standing": None}, {"standing": {"stages": [{"stage": 1}, {"stage": "x"}]}}])
def test_a_stage_that_makes_no_sense_is_forming(told):
    assert facts.stage(told) == "forming"


def note_stages(circle: CircleRef, *stages: str) -> None:
    """The circle went from stage to stage."""
    with in_federation():
        for stage in stages:
            StageChange(circle_id=circle.id, to_stage=stage).noted(now(), SYSTEM).save(force_insert=True)


def test_at_a_terminal_the_passphrase_is_typed_twice(visitors, say, tmp_path, monkeypatch):
    open_todmorden()
    assert "at a terminal" in say("circle", "export", "todmorden", "--to", str(tmp_path / "a"))[1]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = iter([WORDS, WORDS + "x", WORDS, WORDS])
    monkeypatch.setattr(cli_secrets.getpass, "getpass", lambda prompt: next(typed))
    assert "two different passphrases" in say("circle", "export", "todmorden", "--to", str(tmp_path / "a"))[1]
    assert say("circle", "export", "todmorden", "--to", str(tmp_path / "a"))[0] == 0
