"""A house to type commands in."""

import json

import pytest

from config import cli
from tests.provisioning.conftest import fresh_house

__all__ = ["fresh_house"]


@pytest.fixture
def say(committed, capsys, monkeypatch):
    """Types a command: `code, said = say("circle", "list")`; with --json what was said comes as data."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.test")

    def typed(*words: str):
        try:
            code = cli.main(list(words))
        except SystemExit as mistyped:
            code = mistyped.code
        said = capsys.readouterr()
        if "--json" in words:
            assert not said.err
            return code, json.loads(said.out)
        return code, said.out + said.err

    return typed
