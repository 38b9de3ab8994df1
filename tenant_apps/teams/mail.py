"""The letter that says that something waits in a team. It never says what, and names nobody: that stands behind the
sign-in."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.errors import Sentence
from tenant_apps.people.models import Person
from tenants.context import CircleRef


def write_to(person: Person, circle: CircleRef, path: str, words: Sentence, *, key: str) -> None:
    """To somebody who signs in here and has an address, in the language they read. `words` are lazy."""
    if not person.may_come_in or person.account_id is None or not person.email:
        return
    with translation.override(person.reads_in(circle)):
        subject = _("%(federation)s: something in your team") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("teams/mail/life.txt", {"circle": circle, "path": path, "words": str(words)})
    headers = {"Message-ID": f"<{key}@{settings.FEDERATION_DOMAIN}>"}
    EmailMessage(subject, body, to=[person.email], headers=headers).send()
