"""The register, the assessment and the document say what the code does, and nothing else."""

import json

import pytest

from config import cli_privacy
from kernel.sections import Audience, Class, Section, sections
from tenant_apps.rights import register, written
from tenant_apps.rights.book import BASES


def test_every_section_stands_in_the_register_once_with_a_reason():
    listed = [each.section.code for activity in register.activities() for each in activity.held]
    assert sorted(listed) == sorted(section.code for section in sections())
    assert {register.basis_of(section) for section in sections()} <= set(BASES)


def test_every_column_in_a_section_stands_in_the_document():
    document = cli_privacy.DOCUMENT.read_text(encoding="utf-8")
    assert written.in_step(document) == document, "Run `coopbox privacy document`."


def test_every_table_that_points_at_somebody_says_what_its_columns_are():
    assert register.undeclared() == []


def test_what_is_special_is_always_assessed_and_says_when_its_words_are_not_locked():
    assessed = {risk.held.section.code: risk for risk in register.risks()}
    for each in register.held():
        if each.section.klass in (Class.SPECIAL, Class.SAFETY, Class.FINANCE) and each.columns:
            assert each.section.code in assessed
    complaints = assessed["rights.complaints"]
    assert any("as they were typed" in str(each) for each in complaints.left_open)
    assert not any("locked" in str(each) for each in complaints.measures)


def test_a_new_section_finds_its_reason_by_what_it_is():
    made = Section("pets.vet", "", Class.SPECIAL, *(Audience.ONLY_ME,) * 3, scope=next(iter(sections())).scope)
    assert register.basis_of(made) == "health"


@pytest.mark.parametrize("verb", [cli_privacy.register, cli_privacy.assessment])
def test_the_command_answers_people_and_programs(verb, capsys):
    answer = verb(None)
    assert json.dumps(answer.data)
    assert any(line.startswith("# ") for line in answer.lines)
