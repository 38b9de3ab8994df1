"""Browsers at the desk: Nadia directs, Oskar operates, Sana supports, Stella keeps the standards."""

from datetime import timedelta

from django.conf import settings
from django.test import Client

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.console.models import Officer
from shared_apps.console.services import officers
from shared_apps.console.sessions import Bearer, ConsoleSessionStore
from shared_apps.federation.services.facts import today
from shared_apps.identity.proof import Proof
from tenants.context import in_console

CAST = {
    "nadia": ("Nadia Rahman", "director"),
    "oskar": ("Oskar Lind", "operator"),
    "sana": ("Sana Mirza", "support"),
    "stella": ("Stella Novak", "standards"),
}
TWO_STEPS = ("code", "app")


def appoint(first: str, *, hat: str = "", until_in: int = 365) -> Officer:
    """An officer of the cast with their hat, which they have said yes to."""
    name, usual = CAST.get(first, (first.title(), "support"))
    with in_console():
        term = officers.give(
            name=name,
            email=f"{first}@federation.example",
            hat=hat or usual,
            until_on=today() + timedelta(days=until_in),
            by=SYSTEM,
            said_yes=True,
        )
    return term.officer


def browser(officer: Officer | None = None, *, proved: timedelta = timedelta(0), methods=TWO_STEPS) -> Client:
    """A browser at the console; signed in, and having proved it that long ago, when an officer is given."""
    client = Client(HTTP_HOST=settings.CONSOLE_HOST)
    if officer is not None:
        with in_console():
            session = ConsoleSessionStore()
            session.sign_in(Bearer(officer.account_id, 1, Proof(now() - proved, methods)))
            session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
