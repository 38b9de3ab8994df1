"""The letters of coming and going: asked in, asked something, put on hold, and ended. Nothing personal in a subject:
subjects are read over shoulders."""

import logging
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.time import zone
from shared_apps.identity.guesses import may_guess
from tenant_apps.inviting.codes import link_secret, short_code
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.words import HAT_WORDS
from tenant_apps.people.models import Hat, HatRemoval, Person
from tenant_apps.people.policies import can_agree
from tenants.context import CircleRef

log = logging.getLogger(__name__)
A_DAY: Final = 86400
# To one address from all circles together, so that nobody's letter box is filled by inviting them everywhere.
MOST_A_DAY: Final = 10
# Outcomes of a removal after which the office is still worn.
ENDS_WITHOUT_END: Final = (HatRemoval.Outcome.OBJECTED, HatRemoval.Outcome.TAKEN_BACK)
INVITATION, QUESTION = "inviting/mail/invitation.txt", "inviting/mail/asked.txt"


def send_question(person: Person, circle: CircleRef, *, key: str) -> None:
    """Tell somebody that they are asked something here, and not what: that stands behind the sign-in."""
    with translation.override(person.reads_in(circle)):
        subject = _("%(federation)s: a question for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string("inviting/mail/question.txt", {"circle": circle})
    EmailMessage(subject, body, to=[person.email], headers=_known_by(key)).send()


def send_on_hold(person: Person, talk_to: Person, circle: CircleRef, *, key: str) -> None:
    """Tell somebody that they cannot come in for now, and whom to talk to. Why is for that talk."""
    _send_letter("on_hold", person, circle, key, talk_to=talk_to.called)


def send_ended(person: Person, circle: CircleRef, *, key: str) -> None:
    """Tell somebody whose membership a steward ended that it has ended, and whom to ask."""
    _send_letter("ended", person, circle, key)


def send_died(
    who: Person, to: list[Person], circle: CircleRef, *, close_to_them: UUID | None, offices: list[Any], key: str
) -> None:
    """Tell somebody close to them, and the other stewards, that somebody of the circle has died."""
    for person in to:
        facts = {"who": who.name, "called": person.called, "is_close": person.pk == close_to_them, "offices": offices}
        _send_letter("died", person, circle, f"{key}.{person.pk}", **facts)


def send_laid_down(who: Person, offices: list[str], to: list[Person], circle: CircleRef, *, key: str) -> None:
    """Tell the other stewards that somebody cannot sign in any more, and holds no office since."""
    link = f"{circle.url}/circle/members/{who.pk}/hats/"
    for person in to:
        with translation.override(person.reads_in(circle)):
            held = [str(Hat.Kind(kind).label) for kind in offices]
        _send_letter("laid_down", person, circle, f"{key}.{person.pk}", who=who.name, offices=held, link=link)


def send_no_steward(circle: CircleRef, *, key: str) -> None:
    """Tell the national co-op that a circle has nobody left to look after it. Nobody's name is in it."""
    if not settings.FEDERATION_EMAIL:
        log.error("Nobody is steward of %s any more, and FEDERATION_EMAIL says nowhere to tell it", circle.slug)
        return
    body = render_to_string("inviting/mail/no_steward.txt", {"circle": circle})
    subject = f"{settings.FEDERATION_NAME}: {circle.name} has no steward"
    EmailMessage(subject, body, to=[settings.FEDERATION_EMAIL], headers=_known_by(key)).send()


def send_term_ends(hat: Hat, circle: CircleRef, *, leaves_nobody: bool, went_on: bool, key: str) -> None:
    """Tell somebody in office that their term ends soon, and how they go on or hand over."""
    facts = {"leaves_nobody": leaves_nobody, "went_on": went_on, "day": hat.until_on}
    is_steward = hat.kind == Hat.Kind.STEWARD
    _send_letter("term_ends", hat.person, circle, key, hat=hat, is_steward=is_steward, **facts)


def send_last_term_ends(hat: Hat, circle: CircleRef, *, key: str) -> None:
    """Tell the national co-op that a circle is about to have nobody whose term is still running. No name is in it."""
    if not settings.FEDERATION_EMAIL:
        log.error("The last steward's term ends in %s, and FEDERATION_EMAIL says nowhere to tell it", circle.slug)
        return
    body = render_to_string("inviting/mail/last_term.txt", {"circle": circle, "day": hat.until_on})
    subject = f"{settings.FEDERATION_NAME}: the last steward's term ends in {circle.name}"
    EmailMessage(subject, body, to=[settings.FEDERATION_EMAIL], headers=_known_by(key)).send()


def send_removal(removal: HatRemoval, to: list[Person], circle: CircleRef, *, key: str) -> None:
    """Tell the wearer and the stewards that an office is to end, or what became of that. Each gets a letter."""
    name = "removal" if removal.is_waiting else "removal_closed"
    wearer = removal.hat.person
    for person in to:
        is_wearer = person.pk == wearer.pk
        link = "/me/hats/" if is_wearer else f"/circle/members/{wearer.pk}/hats/{removal.hat_id}/removal/"
        facts = {
            "is_wearer": is_wearer,
            "is_asker": person.pk == removal.asked_by_id,
            "may_agree": can_agree(person, removal),
            "who": removal.asked_by.called,
            "wearer": wearer.called,
            "reason": removal.reason,
            "day": removal.due_at.astimezone(zone(circle.time_zone)).date(),
            "outcome": removal.outcome,
            "stays": removal.outcome in ENDS_WITHOUT_END,
            "link": f"{circle.url}{link}",
        }
        _send_letter(name, person, circle, f"{key}.{person.pk}", hat=removal.hat, **facts)


def send_hat_ended(hat: Hat, circle: CircleRef, *, key: str) -> None:
    """Tell somebody that another person took off a hat of theirs."""
    assert hat.ended_by is not None
    _send_letter("hat_ended", hat.person, circle, key, hat=hat, who=hat.ended_by.called, reason=hat.end_reason)


def _send_letter(name: str, person: Person, circle: CircleRef, key: str, **facts: Any) -> None:
    with translation.override(person.reads_in(circle)):
        subject = _("%(federation)s: a letter for you") % {"federation": settings.FEDERATION_NAME}
        if isinstance(hat := facts.get("hat"), Hat):
            facts["hat"] = hat.get_kind_display()
        body = render_to_string(f"inviting/mail/{name}.txt", {"circle": circle, **facts})
    EmailMessage(subject, body, to=[person.email], headers=_known_by(key)).send()


def send_invitation(invitation: Invitation, circle: CircleRef, *, key: str) -> bool:
    """Hand the e-mail in. False when this address has had so many today that this one is left out."""
    if not may_guess("invitation-mail", invitation.email, most=MOST_A_DAY, seconds=A_DAY):
        return False
    with translation.override(invitation.reads_in(circle)):
        facts = {
            "circle": circle,
            "invitation": invitation,
            "inviter": invitation.asked_by,
            "offices": [(Hat.Kind(kind).label, HAT_WORDS[kind]) for kind in invitation.asks_to_hold],
            "link": f"{circle.url}/welcome/{link_secret(invitation)}/",
            "code": short_code(invitation),
            "until": invitation.expires_at,
        }
        subject = _("%(federation)s: an invitation for you") % {"federation": settings.FEDERATION_NAME}
        body = render_to_string(QUESTION if invitation.asks_to_hold else INVITATION, facts)
    EmailMessage(subject, body, to=[invitation.email], headers=_known_by(key)).send()
    return True


def _known_by(key: str) -> dict[str, str]:
    """A letter that goes out twice after a crash is the same letter to whoever sorts the post."""
    return {"Message-ID": f"<{key}@{settings.FEDERATION_DOMAIN}>"}
