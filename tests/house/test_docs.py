"""The documents say what is so: settings, commands, links and files, asked of the code itself."""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from config.cli import parser

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTINGS = ROOT / "docs" / "operating" / "settings.md"
COMMANDS = ROOT / "docs" / "operating" / "commands.md"
NAMING_FILES = [ROOT / "docs" / "architecture.md", *sorted((ROOT / "docs" / "security").glob("*.md"))]

NOT_READ, NOTHING, MUST = "not used", "nothing", "must be set"
# What holds with `coopbox up` although the environment variable's own default is another.
WITH_UP = {
    "DATABASE_URL": "the embedded PostgreSQL",
    "DATABASE_OWNER_URL": "the embedded PostgreSQL",
    "PUBLIC_PORT": "the port of `coopbox up`",
    "SECRET_KEY": "made once, kept in `COOPBOX_HOME`",
    "VAULT_KEY": "made once, kept in `COOPBOX_HOME`",
    "SHRED_LEDGER": "`shredded` in `COOPBOX_HOME`",
    "MEDIA_ROOT": "`files` in `COOPBOX_HOME`",
    "EXPORTS_ROOT": "`exports` in `COOPBOX_HOME`",
}
SAFE = {
    "SECRET_KEY": "k" * 60,
    "VAULT_KEY": "vault-" * 10,
    "DATABASE_URL": "postgresql://coopbox_app:x@db.example/coopbox",
    "BROKER_URL": "redis://broker.example:6379/0",
    "CACHE_URL": "redis://cache.example:6379/1",
    "FEDERATION_DOMAIN": "circles.example",
    "EMAIL_URL": "smtp://mail.example:587/",
}
ASK = """
import importlib, json, sys
from dataclasses import asdict
importlib.import_module(sys.argv[1])
from config import env
print(json.dumps({name: asdict(setting) for name, setting in env.KNOWN.items()}))
"""


def run(code: str, module: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "COOPBOX_HOME": "/nonexistent", **settings}
    command = [sys.executable, "-c", code, module]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@cache
def known(module: str) -> dict[str, dict[str, str]]:
    """Every setting that one set of settings reads, as the code describes it."""
    settings = SAFE if module == "production" else {"FEDERATION_DOMAIN": SAFE["FEDERATION_DOMAIN"]}
    done = run(ASK, f"config.settings.{module}", settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def required() -> frozenset[str]:
    """What production asks for when nothing at all is set."""
    said = run(ASK, "config.settings.production", {}).stderr
    return frozenset(re.findall(r"^- ([A-Z_]+) is missing", said, re.MULTILINE))


def default_in(module: str, name: str) -> str:
    """What stands in the table for a setting nobody set."""
    setting = known(module).get(name)
    if setting is None:
        return NOT_READ
    if module == "production" and name in required():
        return MUST
    if module == "dev" and name in WITH_UP:
        return WITH_UP[name]
    default = setting["default"].replace(f"{ROOT}/", "").replace(SAFE["FEDERATION_DOMAIN"], "FEDERATION_DOMAIN")
    return f"`{default}`" if default else NOTHING


def cells(page: Path) -> Iterator[list[str]]:
    """The rows of the tables of a page."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def written() -> dict[str, list[str]]:
    return {row[0].strip("`| "): row[1:] for row in cells(SETTINGS)}


def test_every_setting_stands_on_the_page_and_no_other():
    read = {name for module in ("base", "dev", "production") for name in known(module)}
    assert set(written()) == read


@pytest.mark.parametrize("name", sorted(written()))
def test_a_setting_is_described_as_it_is(name: str):
    in_code = known("production").get(name) or known("dev")[name]
    kind, with_up, in_production, meaning = written()[name]
    assert kind == in_code["kind"]
    assert {meaning} == {known(module)[name]["meaning"] for module in ("dev", "production") if name in known(module)}
    assert with_up == default_in("dev", name)
    assert in_production == default_in("production", name)


def test_what_holds_with_up_is_what_holds_with_up(tmp_path: Path):
    ask = """import importlib, sys; m = importlib.import_module(sys.argv[1])
print(m.PUBLIC_SCHEME, m.MEDIA_ROOT, m.SECRET_KEY)"""
    home = {"COOPBOX_HOME": str(tmp_path)}
    first, again = (run(ask, "config.settings.dev", home).stdout.split() for _ in range(2))
    assert first == again
    assert first[:2] == ["http", f"{tmp_path}/files"]
    assert (tmp_path / "secrets.json").exists()
    assert run(ask, "config.settings.dev", home | {"PUBLIC_SCHEME": "https"}).stdout.split()[0] == "https"


def subcommands(of: argparse.ArgumentParser, before: str) -> Iterator[str]:
    """Every command one can type, without its arguments."""
    below = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield before
    for action in below:
        for name, made in action.choices.items():
            yield from subcommands(made, f"{before} {name}")


def test_every_command_stands_on_the_page_and_no_other():
    on_page = {row[0].strip("`| ") for row in cells(COMMANDS)}
    assert on_page == set(subcommands(parser(), "coopbox"))


@pytest.mark.parametrize("row", list(cells(COMMANDS)), ids=lambda row: row[0])
def test_every_example_of_a_command_can_be_typed(row: list[str]):
    example = re.findall(r"`(coopbox[^`]*)`", row[-1])[0]
    assert example.startswith(row[0].strip("`| "))
    parser().parse_args([word.strip('"') for word in re.findall(r'"[^"]*"|\S+', example)][1:])


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^\s*```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    links = re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", prose(page))
    here = [link.split("#")[0] for pair in links for link in pair if link and "://" not in link]
    assert [link for link in here if link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", NAMING_FILES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path):
    named = re.findall(r"`([\w.]+(?:/[\w.-]+)+|[\w-]+\.(?:toml|lock|md))`", prose(page))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_tests_that_are_named_exist():
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = {name for page in DOCS for name in re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8"))}
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []


def test_the_readme_names_the_two_commands_and_stays_short():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make up" in text
    assert "make test" in text
    assert text.count("\n") < 90


def test_pictures_are_small():
    assert [path.name for path in (ROOT / "docs" / "pictures").iterdir() if path.stat().st_size > 200_000] == []


def test_every_decision_is_in_the_list_and_no_number_is_given_twice():
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"\((0\d+-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == records
    numbers = [int(name[:4]) for name in records]
    assert numbers == list(range(1, len(numbers) + 1))
