"""A circle to take along, an archive of it, and another deployment to bring it into."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from provisioning.archive import tables
from tenants import directory
from tenants.context import CircleRef
from tests.archive import carrying
from tests.provisioning.conftest import fresh_house
from tests.provisioning.living import sweep_out, told

__all__ = ["fresh_house", "told"]


@pytest.fixture(autouse=True)
def _impatient(settings, monkeypatch) -> None:
    """Nobody waits for other processes or wakes a worker here."""
    settings.RUN_WAKER = ""
    monkeypatch.setattr(directory, "until_known", directory.forget)


@pytest.fixture
def visitors(committed) -> Iterator[None]:
    """Circles that are brought in beside the two of every test are swept out afterwards."""
    yield
    from tenants.models import Circle

    slugs = Circle.objects.using("owner").exclude(slug__in=("calderdale", "clapton")).values_list("slug", flat=True)
    sweep_out(list(slugs))


@pytest.fixture
def archive(visitors, calderdale: CircleRef, tmp_path: Path) -> SimpleNamespace:
    """Calderdale's archive, and what stood in each of its tables and files when it was written."""
    carrying.put_files(calderdale)
    before = {table: carrying.rows(calderdale.schema, table) for table in tables.exported()}
    made = carrying.export(calderdale)
    path = made.replace(tmp_path / "calderdale.coopbox")
    return SimpleNamespace(path=path, rows=before, files=carrying.files(calderdale), circle=calderdale)
