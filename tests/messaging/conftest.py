"""Iris has a team, and the people in it talk."""

import pytest

from tenant_apps.messaging import services
from tenant_apps.messaging.gatherings import kind_called
from tests.teams.conftest import adah_acts, here, iris_team

__all__ = ["adah_acts", "here", "iris_team"]


@pytest.fixture
def talk(here, iris_team):
    """The conversation of Iris's team."""
    return services.the_thread(kind_called("team"), iris_team.pk, by=iris_team.owner)
