"""Whoever signs in is told when another entry is to be theirs, or has become theirs. The e-mail does not say whose."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.merging.events import MergeAsked, PeopleMerged
from tenant_apps.people.models import Person
from tenants.context import current_circle, in_circle


@sends_for(MergeAsked, PeopleMerged)
def say_it_to_them(event: MergeAsked | PeopleMerged, told: Told) -> None:
    """Both of them, as far as they sign in here: they can say no before it is done, and undo it afterwards."""
    circle = current_circle()
    with in_circle(circle):
        both = Person.objects.present().filter(pk__in=[event.person_id, event.other_id])
        people = list(both.exclude(account_id=None).exclude(email="").order_by("id"))
    for person in people:
        with translation.override(person.reads_in(circle)):
            subject = _("%(federation)s: is this you, too?") % {"federation": settings.FEDERATION_NAME}
            is_done = isinstance(event, PeopleMerged)
            body = render_to_string("merging/mail/twice.txt", {"circle": circle, "is_done": is_done})
        known_by = {"Message-ID": f"<{told.key}.{person.pk}@{settings.FEDERATION_DOMAIN}>"}
        EmailMessage(subject, body, to=[person.email], headers=known_by).send()
