"""A browser at the host where circles are started, with or without somebody's link."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from shared_apps.applications.models import Application
from tests import world
from ui import traps

ANSWERS: dict[str, dict[str, Any]] = {
    "/1-name/": {"name": "Todmorden Care Circle"},
    "/2-place/": {"place": "Todmorden", "places": "Walsden, Cornholme"},
    "/3-address/": {"slug": "todmorden"},
    "/4-people/": {"name_1": "Pat Moss", "email_1": "pat@garden.example"},
    "/5-look/": {"look": "plum"},
    "/6-kind/": {"mode": "community"},
    "/6-kind/society/": {"society": "none"},
    "/6-kind/recipe/": {"recipe": "community"},
    "/7-agree/": {"agreed_by": "Pat Moss", "agreed": "on", "agreement": "1", "wording": "plain"},
}


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests fill in forms faster than people do."""
    monkeypatch.setattr(traps, "QUICKEST", 0.0)


@pytest.fixture
def at_start(settings: Any) -> Callable[[], Client]:
    """A browser at the start host that nobody knows."""
    return lambda: world.browser(settings.START_HOST)


def newest_link() -> str:
    found = re.search(r"/resume/\S+", mail.outbox[-1].body)
    assert found
    return found.group()


@pytest.fixture
def pat(db: None, at_start: Callable[[], Client], unhurried: None) -> Client:
    """Pat, who has just opened the link that came by e-mail."""
    client = at_start()
    page = client.get("/begin/").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown
    client.post("/begin/", {"email": "pat@garden.example", "shown": shown[1]})
    client.get(newest_link())
    return client


def seen_on(client: Client, path: str) -> str:
    """The version of the answer that a page shows."""
    found = re.search(r'name="seen" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def answer(client: Client, path: str, **other: Any) -> Any:
    """Answer one page as somebody would who has just opened it."""
    return client.post(path, {**ANSWERS[path], "seen": seen_on(client, path), **other})


def answer_all(client: Client, **slug: str) -> Application:
    mine = client.get("/4-people/").context["form"]["email_1"].value()
    others = {"/3-address/": slug, "/4-people/": {"email_1": mine}}
    for path in ANSWERS:
        response = answer(client, path, **others.get(path, {}))
        assert response.status_code == 302, response.content.decode()
    return Application.objects.get(email="pat@garden.example")
