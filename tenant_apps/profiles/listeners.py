"""What follows when answers grew old: their person is told by e-mail that something waits, and not what."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.models import Person
from tenant_apps.profiles.events import ProfileGrewOld
from tenants.context import current_circle, in_circle


@sends_for(ProfileGrewOld)
def ask_them(event: ProfileGrewOld, told: Told) -> None:
    """One short letter, if they can sign in and still have an address. Nothing in it says what they wrote."""
    circle = current_circle()
    with in_circle(circle):
        person = Person.objects.able().filter(pk=event.person_id, account_id__isnull=False).exclude(email="").first()
    if person is None:
        return
    with translation.override(circle.language):
        subject = _("%(federation)s: a question for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("profiles/mail/still_right.txt", {"circle": circle})
    headers = {"Message-ID": f"<{told.key}@{settings.FEDERATION_DOMAIN}>"}
    EmailMessage(subject, body, to=[person.email], headers=headers).send()
