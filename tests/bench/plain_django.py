"""What plain Django can be asked to do: the same page of one circle, without circles."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponseBase

from kernel.actors import SYSTEM
from shared_apps.identity.services import account_for
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.people.services import add_person, give_hat, link_account
from tenants.context import circle_context
from tenants.models import Circle
from tests.bench import asking

_THE_ONE = Circle(slug="calderdale", name="Calderdale Care Circle", state="open", schema_name="public").ref(
    "calderdale.localhost"
)


class OneCircle:
    """Stands where our front door stands, and only says what the templates print."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.circle = _THE_ONE  # type: ignore[attr-defined]
        with circle_context(_THE_ONE):  # the rooms ask it for the time zone
            return self.get_response(request)


def build() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def sign_in(name: str) -> str:
    """One member with a session. Returns their cookie."""
    account = account_for("calderdale@example.org")
    with circle_context(_THE_ONE):
        person = link_account(add_person(name, email=account.email, by=SYSTEM), account.pk, by=SYSTEM)
        give_hat(person, "supporter", by=SYSTEM)
        session = CircleSessionStore()
        session.sign_in(Bearer(person_id=person.pk, account_id=account.pk, epoch=account.epoch))
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def seconds_for(count: int, path: str, cookie: str, says: str) -> float:
    return asking.seconds_for(count, "calderdale.localhost", path, cookie=cookie, says=says.encode())
