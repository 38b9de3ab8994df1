"""The e-mail that says something waits behind the sign-in. It never says what."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenant_apps.people.models import Person
from tenants.context import CircleRef


def say_something_waits(person: Person, circle: CircleRef, *, key: str, is_question: bool = False) -> None:
    """The same letter when it goes out twice after a crash. A question has to be answered before anything goes on."""
    told = {"federation": settings.FEDERATION_NAME}
    with translation.override(circle.language):
        ready, asked = _("%(federation)s: something is ready for you"), _("%(federation)s: a question for you")
        subject = (asked if is_question else ready) % told
        body = render_to_string("rights/mail/waits.txt", {"circle": circle, "is_question": is_question})
    known_by = {"Message-ID": f"<{key}@{settings.FEDERATION_DOMAIN}>"}
    EmailMessage(subject, body, to=[person.email], headers=known_by).send()


def say_forgotten(address: str, circle: CircleRef) -> None:
    """The last letter: that it is done, and whom to ask. It goes out as the address is forgotten, and only once."""
    with translation.override(circle.language):
        subject = _("%(federation)s: it is done") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("rights/mail/forgotten.txt", {"circle": circle})
    EmailMessage(subject, body, to=[address]).send()
