"""The way back: a link that opens one application, kept only as a hash, good for a month and easily renewed."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Final

from kernel.errors import NotFound
from kernel.time import now
from shared_apps.applications.models import Application, Link
from shared_apps.identity.services import hashed
from tenants.context import address_of

LIVES: Final = timedelta(days=30)
AT_ONCE: Final = 5  # how many links of one application may be good at the same time: a phone, a laptop, lost mails


def new_link(application: Application) -> str:
    """A fresh secret for this application. The oldest beyond a handful end."""
    secret = token_urlsafe(32)
    Link.objects.create(hash=hashed(secret), application=application, expires_at=now() + LIVES)
    old = list(application.links.values_list("hash", flat=True)[AT_ONCE:])
    Link.objects.filter(hash__in=old).delete()
    return secret


def application_of(secret: str) -> tuple[Application, bool]:
    """The application a link leads to, and whether the link is still good. Raises NotFound when it leads nowhere."""
    link = Link.objects.select_related("application").filter(hash=hashed(secret)).first()
    if link is None:
        raise NotFound
    return link.application, link.expires_at > now()


def address(secret: str, start_host: str) -> str:
    return f"{address_of(start_host)}/resume/{secret}/"
