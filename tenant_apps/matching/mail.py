"""The e-mail that says that something about getting to know somebody waits behind the sign-in; never what, or whom."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tenant_apps.people.models import Person
from tenants.context import CircleRef


def write_to(letters: Mapping[Person, str], circle: CircleRef, *, key: str, off_at: datetime | None = None) -> None:
    """To each of them who signs in and has an address, with the path where it stands; in the language they read.
    `off_at`: for when a visit was arranged that does not take place, so that nobody sets out."""
    for number, (person, path) in enumerate(letters.items()):
        if person.may_come_in and person.account_id is not None and person.email:
            _write(person, circle, path, key=f"{key}.{number}", off_at=off_at)


def _write(person: Person, circle: CircleRef, path: str, *, key: str, off_at: datetime | None) -> None:
    with translation.override(person.reads_in(circle)), timezone.override(circle.time_zone):
        said = _("%(federation)s: a visit does not take place") if off_at else _("%(federation)s: something to look at")
        subject = said % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("matching/mail/look.txt", {"circle": circle, "path": path, "off_at": off_at})
    headers = {"Message-ID": f"<{key}@{settings.FEDERATION_DOMAIN}>"}
    EmailMessage(subject, body, to=[person.email], headers=headers).send()
