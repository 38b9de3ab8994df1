"""An archive of an older release finds its tables as they were, moves in, and is brought up to date."""

import pytest

from provisioning import circles, homes, migrate
from shared_apps.runs.models import Run
from tests.archive.carrying import bring_in, export, open_todmorden, rows, said


@pytest.fixture
def of_today(fresh_house, tmp_path):
    """An archive of a circle of the release before the next one."""
    circle = open_todmorden()
    return export(circle).replace(tmp_path / "old.coopbox"), rows(circle.schema, "people_person")


def test_an_older_archive_is_imported_as_it_was_and_migrated(of_today, settings):
    path, people = of_today
    settings.MIGRATION_MODULES = {"plum": "tests.plum.one_column"}
    outcome = migrate.migrate_all()
    assert not outcome.failed
    assert outcome.captured
    run = bring_in(path, "hebden")
    assert run.state == Run.State.DONE, said(run)
    schema = circles.find("hebden").schema_name
    assert len(rows(schema, "people_person")) == len(people)
    assert homes.drift(schema) == []
