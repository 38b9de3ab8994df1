"""The doctor looks, says what is wrong in a sentence, and what to do about it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dev import doctor
from dev.doctor import FAIL, OK, WARN, Patient
from tests.dev.federation import free_port
from tests.dev.workers import ROOT


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return Patient(tmp_path, 8000)


def test_what_is_installed_is_compared_with_the_lock(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = patient.home / "requirements.lock"
    monkeypatch.setattr(doctor, "LOCK_FILE", lock)
    lock.write_text("django==0.1 \\\n    --hash=sha256:0\nnever-made==2.0\nabsent==1 ; sys_platform == 'win32'\n")
    found = doctor.dependencies(patient)
    assert found.state == WARN
    assert "never-made missing (locked: 2.0)" in found.sentence
    assert "django" in found.sentence
    assert "absent" not in found.sentence
    assert "make up" in found.do


def test_a_home_never_used_is_told_to_start(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = doctor.database(patient)
    assert (found.state, found.do) == (WARN, "Run `coopbox up`.")


def test_a_port_somebody_else_has_fails_with_the_way_out(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PAGE_WITHIN_S", 0.2)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        patient.port = other.getsockname()[1]
        found = doctor.port(patient)
    assert found.state == FAIL
    assert "choose another" in found.do


def test_what_cannot_be_known_is_not_called_well(patient: Patient) -> None:
    assert {doctor.walls(patient).state, doctor.migrations(patient).state, doctor.worker(patient).state} == {WARN}


def test_a_full_disk_and_an_empty_one(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.disk(patient).state in (OK, WARN)
    monkeypatch.setattr(doctor, "TOO_LITTLE_SPACE_MB", 10**12)
    assert doctor.disk(patient).state == FAIL


def test_a_server_that_does_not_answer_fails_and_programs_can_read_it(tmp_path: Path) -> None:
    nowhere = "postgresql://coopbox_app:secret@127.0.0.1:1/coopbox"
    asked = subprocess.run(
        [sys.executable, "-m", "config.cli", "doctor", "--json", "--home", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": nowhere, "DATABASE_OWNER_URL": nowhere, "COOPBOX_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(asked.stdout)
    database = next(check for check in answer["checks"] if check["name"] == "Database")
    assert asked.returncode == 1
    assert answer["ok"] is False
    assert database["state"] == FAIL
    assert "Check DATABASE_URL" in database["do"]
    assert "secret" not in asked.stdout


def typed(*words: str, **said: str) -> subprocess.CompletedProcess[str]:
    """A command, in a folder nobody uses, with these settings and none of ours."""
    ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "COOPBOX_HOME", "DJANGO_SETTINGS_MODULE", "BROKER_URL")
    environment = {key: value for key, value in os.environ.items() if key not in ours} | said
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *words],
        cwd=said.get("PWD", ROOT),
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must look like postgresql://login:password@host:5432/name."),
        ({"DATABASE_URL": "postgresql://a:b@host:port/x"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL_FILE": "/nope"}, "DATABASE_URL_FILE must name a file that can be read: FileNotFoundError."),
        ({"SECRET_KEY_FILE": "/nope"}, "SECRET_KEY_FILE must name a file that can be read: FileNotFoundError."),
        ({"CIRCLE_LOGINS": "/nope"}, "CIRCLE_LOGINS must name a JSON file that can be read: FileNotFoundError."),
        ({"LOG_LEVEL": "much"}, "LOG_LEVEL must be one of "),
    ],
)
def test_a_setting_that_makes_no_sense_is_told_first_and_the_rest_is_looked_at(
    tmp_path: Path, setting: dict[str, str], said: str
) -> None:
    looked = typed("doctor", "--json", "--home", str(tmp_path), **setting)
    found = {check["name"]: check for check in json.loads(looked.stdout)["checks"]}
    assert looked.returncode == 1
    assert found["Settings"]["state"] == FAIL
    assert said in found["Settings"]["sentence"]
    assert (found["Python"]["state"], found["Mail"]["state"]) == (OK, WARN)
    assert not looked.stderr


@pytest.mark.parametrize("command", ["doctor", "up --port {port}", "circle list"])
def test_damaged_secrets_are_one_sentence_that_says_what_to_do(tmp_path: Path, command: str) -> None:
    (tmp_path / "secrets.json").write_text("{bad")
    asked = typed(*command.format(port=free_port()).split(), COOPBOX_HOME=str(tmp_path))
    said = asked.stdout + asked.stderr
    assert asked.returncode == 1
    assert f"{tmp_path}/secrets.json is damaged: put it back from a backup, or remove it" in said
    assert "Traceback" not in said
    assert (tmp_path / "secrets.json").read_text() == "{bad"


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("doctor", "config.settings.nope"),
        ("circle list", "nowhere.at.all"),
        ("manage check", "."),
    ],
)
def test_settings_that_are_not_there_are_one_sentence(tmp_path: Path, command: str, named: str) -> None:
    home = {"COOPBOX_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": named}
    asked = typed(*command.split(), **home)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr == (
        f"DJANGO_SETTINGS_MODULE says {named!r}, and there are no such settings: unset it, or say"
        " config.settings.production.\n"
    )


@pytest.mark.parametrize("command", ["doctor", "circle list", "up --port {port}"])
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CACHE_URL", "foo", "CACHE_URL must look like redis://host"),
        ("PUBLIC_PORT", "abc", "PUBLIC_PORT must be a port from 1 to 65535, or unset, not 'abc'."),
    ],
)
def test_a_setting_that_makes_no_sense_is_said_before_anything_is_started(
    tmp_path: Path, name: str, value: str, sentence: str, command: str
) -> None:
    asked = typed(*command.format(port=free_port()).split(), COOPBOX_HOME=str(tmp_path), **{name: value})
    said = asked.stdout + asked.stderr
    assert asked.returncode == 1
    assert sentence in said
    assert "Traceback" not in said
    assert not (tmp_path / "pg").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["up", "--home", ""], 2, "the home is empty"),
        (["doctor", "--home", " "], 2, "the home is empty"),
        (["up", "--port", "0"], 2, "a port is a number from 1 to 65535"),
        (["up", "--port", "99999"], 2, "a port is a number from 1 to 65535"),
        (["up", "--home", "/proc/xx"], 1, "Coopbox cannot write in /proc/xx"),
    ],
)
def test_a_home_or_a_port_that_is_none_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    asked = typed(*words, PWD=str(tmp_path))
    assert asked.returncode == code
    assert said in asked.stderr
    assert "Traceback" not in asked.stderr
    assert list(tmp_path.iterdir()) == []
