"""The letters of coming and going: asked in, asked something, put on hold, and ended. Nothing personal in a subject:
subjects are read over shoulders."""

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from shared_apps.identity.guesses import may_guess
from tenant_apps.inviting.codes import link_secret, short_code
from tenant_apps.inviting.models import Invitation
from tenant_apps.people.models import Person
from tenants.context import CircleRef

A_DAY: Final = 86400
# To one address from all circles together, so that nobody's letter box is filled by inviting them everywhere.
MOST_A_DAY: Final = 10


def send_question(person: Person, circle: CircleRef, *, key: str) -> None:
    """Tell somebody that they are asked something here, and not what: that stands behind the sign-in."""
    with translation.override(circle.language):
        subject = _("%(federation)s: a question for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("inviting/mail/question.txt", {"circle": circle})
    EmailMessage(subject, body, to=[person.email], headers=_known_by(key)).send()


def send_on_hold(person: Person, talk_to: Person, circle: CircleRef, *, key: str) -> None:
    """Tell somebody that they cannot come in for now, and whom to talk to. Why is for that talk."""
    _send_letter("on_hold", person, circle, key, talk_to=talk_to.called)


def send_ended(person: Person, circle: CircleRef, *, key: str) -> None:
    """Tell somebody whose membership a steward ended that it has ended, and whom to ask."""
    _send_letter("ended", person, circle, key)


def _send_letter(name: str, person: Person, circle: CircleRef, key: str, **facts: str) -> None:
    with translation.override(circle.language):
        subject = _("%(federation)s: a letter for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string(f"inviting/mail/{name}.txt", {"circle": circle, **facts})
    EmailMessage(subject, body, to=[person.email], headers=_known_by(key)).send()


def send_invitation(invitation: Invitation, circle: CircleRef, *, key: str) -> bool:
    """Hand the e-mail in. False when this address has had so many today that this one is left out."""
    if not may_guess("invitation-mail", invitation.email, most=MOST_A_DAY, seconds=A_DAY):
        return False
    with translation.override(circle.language):
        facts = {
            "circle": circle,
            "invitation": invitation,
            "inviter": invitation.invited_by.called,
            "link": f"{circle.url}/welcome/{link_secret(invitation)}/",
            "code": short_code(invitation),
            "until": invitation.expires_at,
        }
        subject = _("%(federation)s: an invitation for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("inviting/mail/invitation.txt", facts)
    EmailMessage(subject, body, to=[invitation.email], headers=_known_by(key)).send()
    return True


def _known_by(key: str) -> dict[str, str]:
    """A letter that goes out twice after a crash is the same letter to whoever sorts the post."""
    return {"Message-ID": f"<{key}@{settings.FEDERATION_DOMAIN}>"}
