"""Cora brings a list; what the worker would do is done when a test says so."""

from collections.abc import Callable, Iterator

import pytest

from tenant_apps.importing import services
from tenant_apps.importing.models import Import
from tenant_apps.journal.services import deliver_due
from tenants.context import circle_context, in_circle


@pytest.fixture
def here(calderdale, cast) -> Iterator[None]:
    with in_circle(calderdale):
        yield


@pytest.fixture
def work(calderdale) -> Callable[[], None]:
    """The worker has a turn."""

    def turn() -> None:
        with circle_context(calderdale):
            for _again in range(3):  # what was told may announce more
                deliver_due()

    return turn


@pytest.fixture
def looked(calderdale, cast, work) -> Callable[..., Import]:
    """A list that was looked through, with the columns as they name themselves."""

    def look(text: str | bytes, by=None) -> Import:
        with in_circle(calderdale):
            made = services.begin(text, by=by or cast.cora)
            services.say_columns(made, made.columns, by=by or cast.cora)
        work()
        return again(made)

    def again(made: Import) -> Import:
        with in_circle(calderdale):
            return Import.objects.get(pk=made.pk)

    return look


@pytest.fixture
def brought(calderdale, cast, work, looked) -> Callable[..., Import]:
    """A list that was brought in."""

    def bring(text: str | bytes) -> Import:
        made = looked(text)
        with in_circle(calderdale):
            services.confirm(made, by=cast.cora)
        work()
        with in_circle(calderdale):
            return Import.objects.get(pk=made.pk)

    return bring
