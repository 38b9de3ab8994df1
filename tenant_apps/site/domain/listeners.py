"""What follows: the DNS is looked at outside every transaction, and stewards get an e-mail about what became of it."""

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from shared_apps.federation.services import domains
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.models import Hat, Person
from tenant_apps.site.domain.events import DomainAsked, DomainGivenUp, DomainLookWished, DomainNews
from tenant_apps.site.domain.says import own_domains
from tenants.context import current_circle, in_circle

# What is not worth an e-mail: a steward has just done it.
QUIET: Final = ("given_up",)


@sends_for(DomainAsked, DomainLookWished, DomainGivenUp)
def look_at_domain(event: DomainAsked | DomainLookWished | DomainGivenUp, told: Told) -> None:
    """Ask the DNS, and let follow what follows."""
    domains.look_at(event.claim_id, of=current_circle().id)


@sends_for(DomainNews)
def write_to_stewards(event: DomainNews, told: Told) -> None:
    """Every steward with an e-mail address hears what became of the domain."""
    if event.what in QUIET:
        return
    circle = current_circle()
    with in_circle(circle):
        claim = next((each for each in own_domains() if each.id == event.claim_id), None)
        stewards = Person.objects.present().wearing(Hat.Kind.STEWARD).exclude(email="")
        addressed = sorted({each.email: each.reads_in(circle) for each in stewards}.items())
    if claim is None:
        return
    facts = {"circle": circle, "claim": claim, "what": event.what, "federation": settings.FEDERATION_NAME}
    for number, (address, language) in enumerate(addressed):
        with translation.override(language):
            body = render_to_string("site/domain/mail.txt", facts)
            subject = _("%(federation)s: your circle's web address") % {"federation": settings.FEDERATION_NAME}
        headers = {"Message-ID": f"<{told.key}.{number}@{settings.FEDERATION_DOMAIN}>"}
        EmailMessage(subject, body, to=[address], headers=headers).send()
