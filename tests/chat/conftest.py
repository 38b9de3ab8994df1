"""Iris has a team, and the circle may talk in a Rocket.Chat of its own."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tenant_apps.chat import services
from tenant_apps.chat.keys import keys_of
from tenant_apps.chat.models import Server
from tenant_apps.people.models import Person
from tests.chat.rocketchat import Double, served
from tests.teams.conftest import adah_acts, here, inside, iris_team

__all__ = ["adah_acts", "here", "inside", "iris_team"]


@pytest.fixture(params=["8", "9"])
def double(request, settings) -> Iterator[Double]:
    """A Rocket.Chat, of version 8 and of version 9."""
    server = Double(request.param, limit=1000)
    with served(server) as address:
        settings.OUTGOING_NEAR = [address.removeprefix("http://")]
        server.address = address
        yield server


@pytest.fixture
def chosen(double, inside, iris_team, cast) -> SimpleNamespace:
    """Cora lets the circle talk there, by a press here; and all of it is in step."""
    for person in Person.objects.signing_in():
        person.refresh_from_db()
    server = choose(double, cast)
    inside.tell()
    return SimpleNamespace(server=server, double=double, tell=inside.tell)


def choose(double: Double, cast, **more) -> Server:
    keys = {"user_id": double.keys.user_id, "token": double.keys.token, "secret": double.keys.secret}
    said = {"sign_in": Server.SignIn.TOKEN, **keys, **more}
    server = services.choose_server(double.address, **said, by=cast.cora)
    double.keys = keys_of(server)  # with the secret by which it tells us what is said
    return server
