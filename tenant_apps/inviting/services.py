"""The verbs of inviting: ask in, send again, print again, withdraw, take up, accept, decline."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, Refusal, RuleBroken, TooMany
from kernel.time import now
from shared_apps.identity.guesses import may_guess
from tenant_apps.inviting import policies
from tenant_apps.inviting.codes import is_spoken, link_secret, make_secrets
from tenant_apps.inviting.events import (
    CardMadeAnew,
    InvitationAccepted,
    InvitationDeclined,
    InvitationSentAgain,
    InvitationTakenUp,
    InvitationWithdrawn,
    PersonInvited,
)
from tenant_apps.inviting.models import Invitation
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Hat, Parting, Person, today
from tenant_apps.people.services import (
    A_TERM,
    add_person,
    answer_offer,
    correct_person,
    lay_down_offices,
    link_account,
    offer_hat,
    only_founders_while_trying,
    undo_leaving,
    welcome_back,
)
from tenants.context import current_circle
from tenants.locks import circle_lock

GOOD_FOR: Final = {Invitation.How.EMAIL: timedelta(days=14), Invitation.How.CARD: timedelta(days=42)}
TRIES, TRIES_WITHIN = 5, 900
TRIES_EVER: Final = 20
MAILS_A_DAY: Final = 5
ADDRESSES_A_DAY: Final = 10
FIRST_TERM: Final = A_TERM
"""How long somebody holds an office who said yes to it along with coming in. Then the circle chooses again."""

SENTENCES: Final = {
    Invitation.State.ACCEPTED: _("This invitation was used already. Each one is good for one person, once."),
    Invitation.State.DECLINED: _("You said no to this invitation. If you changed your mind, ask for a new one."),
    Invitation.State.WITHDRAWN: _("This invitation was taken back. If you think that is a mistake, ask the circle."),
    Invitation.State.EXPIRED: _("The last day of this invitation is over. Ask the circle to send you a new one."),
}
"""What somebody is told who holds an invitation that opens nothing any more."""

ONLY_A_STEWARD: Final = _("They hold or held an office here, or are asked to. Only a steward gives them a way in.")
MOST_WHILE_TRYING: Final = 12
TOO_MANY_LETTERS: Final = _(
    "Until the federation says yes, you can ask %(n)s people by e-mail. Give a printed card to whoever you meet, or ask"
    " more people once you have the yes."
)
UNKNOWN_CODE: Final = _("We do not know this code. Look at the card once more: O, 0, I and 1 are never in it.")


@transaction.atomic
def invite(
    name: str,
    *,
    how: str,
    by: Actor,
    email: str = "",
    person: Person | None = None,
    hats: Sequence[str] = (),
    language: str = "",
    is_starting: bool = False,
) -> Invitation:
    """Ask somebody into the circle: by e-mail, or on a card.

    While the circle is trying things out, only who is starting it (`is_starting`) can be asked in.

    With `person`, it is for somebody the circle knows: they have no account yet, or they left. An address that belongs
    to somebody who left finds that person by itself. One person has one invitation at a time. `language` is what they
    read; the circle's own when nobody says.
    """
    if not policies.can_invite(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can invite people."))
    if refused := [kind for kind in hats if not policies.can_ask_to_wear(by, kind)]:
        raise NotAllowed(_("Offices are offered to people who are here already."), errors={"hats": refused})
    hand = hand_of(by)
    if not isinstance(hand, Person):
        raise NotAllowed(_("People are invited by people."))
    only_founders_while_trying(by=by, is_starting=is_starting)
    return send_out(
        Invitation(how=how, name=name, email=email, person=person, hats=sorted(set(hats)), invited_by=hand),
        language=language or (person.language if person else ""),
        by=by,
    )


def send_out(invitation: Invitation, *, language: str, by: Actor) -> Invitation:
    """Write down an invitation that the caller may make, with what opens it. The letter follows after the commit."""
    circle_lock("inviting")
    if current_circle().is_sandbox and hand_of(by) is not SYSTEM:
        _not_too_many_letters(invitation)
    invitation.language, invitation.expires_at = language, _last(invitation.how)
    invitation.clean()
    if invitation.email and invitation.person is None:
        invitation.person = _who_left(invitation.email)
    _can_be_invited(invitation, by)
    make_secrets(invitation)
    invitation.full_clean()
    invitation.save(force_insert=True)
    announce(PersonInvited(invitation_id=invitation.pk, how=Code(invitation.how)), by=by)
    return invitation


def _not_too_many_letters(invitation: Invitation) -> None:
    """Until the federation has said yes, a circle writes to few people. Each one counts, whatever became of it."""
    asked = Invitation.objects.filter(how=Invitation.How.EMAIL).count()
    if invitation.how == Invitation.How.EMAIL and asked >= MOST_WHILE_TRYING:
        raise Conflict(TOO_MANY_LETTERS % {"n": MOST_WHILE_TRYING}, code="too_many_asked")


@transaction.atomic
def send_again(invitation: Invitation, *, by: Actor) -> Invitation:
    """The same e-mail once more, with a new last day. What was sent before opens it, too.

    Whoever is asked to hold an office gets one reminder, and after that nothing more.
    """
    invitation = _unanswered(invitation)
    if not _looks_after(require(by), invitation):
        raise NotAllowed(_("Only a steward or a co-ordinator can invite people."))
    if invitation.is_card:
        raise RuleBroken(_("This invitation is on a card. Print the card again."), code="on_a_card")
    if invitation.reminded_at is not None:
        raise Conflict(_("They were reminded once, and get no more letters. Talk to them."), code="reminded")
    if not may_guess("invitation-again", str(invitation.pk), most=MAILS_A_DAY, seconds=86400):
        raise TooMany(_("This was sent several times today. Try tomorrow, or ring them."), retry_after=86400)
    if not link_secret(invitation):  # made with a key that this deployment no longer has
        make_secrets(invitation)
    invitation.expires_at = _last(invitation.how)
    invitation.reminded_at = now() if invitation.asks_to_hold else None
    invitation.save(update_fields=["link_hash", "code_hash", "expires_at", "reminded_at"])
    announce(InvitationSentAgain(invitation_id=invitation.pk), by=by)
    return invitation


@transaction.atomic
def make_new_card(invitation: Invitation, *, by: Actor) -> Invitation:
    """A new code and a new number; the old card opens nothing any more."""
    invitation = _unanswered(invitation)
    if not policies.can_invite(require(by)):
        raise NotAllowed(_("Only a steward or a co-ordinator can invite people."))
    if not policies.can_hand_out(by, invitation):
        raise NotAllowed(ONLY_A_STEWARD)
    invitation.round += 1
    invitation.account_id = None
    make_secrets(invitation)
    invitation.expires_at = _last(invitation.how)
    invitation.save(update_fields=["round", "account_id", "link_hash", "code_hash", "expires_at"])
    announce(CardMadeAnew(invitation_id=invitation.pk), by=by)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> Invitation:
    """The invitation opens nothing from now on. Whom an office was to be for is forgotten.

    Somebody who takes the question back does not ask the same address again at once. When Coopbox takes it back,
    because who asked has gone, others may.
    """
    invitation = _unanswered(invitation)
    if not _looks_after(require(by), invitation):
        raise NotAllowed(_("Only a steward or a co-ordinator can take an invitation back."))
    invitation.withdrawn_at = now()
    invitation.save(update_fields=["withdrawn_at", *_forgotten(invitation, hand_of(by) is not SYSTEM)])
    announce(InvitationWithdrawn(invitation_id=invitation.pk), by=by)
    return invitation


def check_number(invitation: Invitation, typed: str) -> None:
    """Whether somebody knows what whoever invited them says on the telephone. Five tries in a quarter of an hour."""
    whose = f"{invitation.pk}:{invitation.round}"
    lifetime = int(GOOD_FOR[Invitation.How.CARD].total_seconds())
    if not may_guess("invitation-number", whose, most=TRIES, seconds=TRIES_WITHIN):
        raise TooMany(_("That was tried too many times. Wait a quarter of an hour."), retry_after=TRIES_WITHIN)
    if not may_guess("invitation-number-ever", whose, most=TRIES_EVER, seconds=lifetime):
        raise TooMany(_("This invitation was tried too many times. Ask for a new card."), code="card_worn_out")
    if not is_spoken(invitation, typed):
        raise RuleBroken(code="wrong_number", errors={"number": [_("That is not the number. Ask for it once more.")]})


@transaction.atomic
def take_up(invitation: Invitation, *, email: str = "", by: Actor = SYSTEM) -> Invitation:
    """Somebody wants to say who they are: the account of their address is made ready, if there is none.

    On a card the address is theirs to choose. In an e-mail it is the one that the invitation went to.
    """
    invitation = _open(invitation)
    require(by)
    email = email.strip().lower()
    if invitation.is_card and email and email != invitation.email:
        if not may_guess("invitation-address", str(invitation.pk), most=ADDRESSES_A_DAY, seconds=86400):
            raise TooMany(_("You changed the address many times today. Go on tomorrow."), retry_after=86400)
        invitation.email, invitation.account_id = email, None
        invitation.full_clean()
        invitation.save(update_fields=["email", "account_id"])
    if invitation.account_id is None:
        announce(InvitationTakenUp(invitation_id=invitation.pk), by=by)
    return invitation


def is_for(invitation: Invitation, account_id: UUID, *, knows_number: bool) -> bool:
    """Whether this account may accept it: it has the address that the e-mail went to, or its owner knows the number.

    An office is for the address alone: it gives power over others, and nothing that is said on the telephone does.
    """
    has_the_address = not invitation.is_card and invitation.account_id == account_id
    return has_the_address or (knows_number and not invitation.asks_to_hold)


@transaction.atomic
def accept(
    invitation: Invitation,
    account_id: UUID,
    *,
    knows_number: bool,
    name: str,
    known_as: str = "",
    phone: str = "",
    reach_by: str = "",
    contact_note: str = "",
    holds: bool = False,
    by: Actor = SYSTEM,
) -> Person:
    """Somebody says yes, and is of the circle from now on. `account_id` is what they have just proved to be theirs.

    Offices that they are asked to hold are theirs from today if they say yes to that too (`holds`); otherwise they
    belong without. Every other hat is offered to them inside.

    Only Coopbox itself accepts, for it alone knows what was proved. Whoever invited them must still be somebody who
    may.
    """
    if hand_of(require(by)) is not SYSTEM:
        raise NotAllowed(_("An invitation is accepted by whoever holds it, after signing in."))
    invitation = _open(invitation)
    if not is_for(invitation, account_id, knows_number=knows_number):
        raise NotAllowed(_("This invitation was made for somebody else."), code="somebody_elses")
    if Person.objects.linked_to(account_id).exists():
        raise Conflict(_("You are in this circle already."), code="already_in")
    reach: dict[str, Any] = {"known_as": known_as, "phone": phone, "reach_by": reach_by, "contact_note": contact_note}
    person = _joined(invitation, account_id, name=name, reach=reach)
    invitation.person, invitation.accepted_at = person, now()
    invitation.save(update_fields=["person", "accepted_at"])
    for kind in invitation.hats:
        with suppress(Refusal):  # asked already, or worn: no reason to turn somebody away at the door
            until = today() + FIRST_TERM if kind in Hat.OFFICES else None
            offer = offer_hat(person, kind, until_on=until, by=invitation.asker)
            if kind in Hat.OFFICES:
                answer_offer(offer, yes=holds, by=person)
    announce(InvitationAccepted(invitation_id=invitation.pk, person_id=person.pk), by=person)
    return person


@transaction.atomic
def decline(invitation: Invitation, *, by: Actor = SYSTEM) -> Invitation:
    """No, thank you. No reason is asked. Of an office, only that somebody said no is kept."""
    invitation = _open(invitation)
    require(by)
    invitation.declined_at = now()
    invitation.save(update_fields=["declined_at", *_forgotten(invitation, True)])
    announce(InvitationDeclined(invitation_id=invitation.pk), by=by)
    return invitation


@transaction.atomic
def come_back(parting: Parting, account_id: UUID, *, by: Actor = SYSTEM) -> Person:
    """Somebody who left by themselves is here again, within two weeks and after proving their account."""
    return undo_leaving(parting.person, account_id, by=by)


def _forgotten(invitation: Invitation, asked_again_later: bool) -> list[str]:
    return invitation.forget(asked_again_later=asked_again_later) if invitation.asks_to_hold else []


def refuse_if_over(invitation: Invitation) -> None:
    """Says in a sentence why an invitation opens nothing any more."""
    if not invitation.is_waiting:
        raise Conflict(SENTENCES[invitation.state], code=invitation.state.value)
    if not _looks_after(invitation.asker, invitation):
        raise Conflict(
            _("Whoever invited you no longer looks after the circle's people. Ask the circle for a new invitation."),
            code="inviter_gone",
        )


def _looks_after(by: Actor, invitation: Invitation) -> bool:
    """Whether they may still say what this invitation says, and to whom."""
    asks = all(policies.can_ask_to_hold(by, kind) for kind in invitation.asks_to_hold)
    return asks and policies.can_hand_out(by, invitation)


def _joined(invitation: Invitation, account_id: UUID, *, name: str, reach: dict[str, Any]) -> Person:
    """The person it was made for, with the account; a new one when the circle did not know them."""
    person = invitation.person
    if person is None:
        how = Person.HowJoined.INVITED
        email = "" if invitation.account_id != account_id else invitation.email
        return add_person(name, email=email, how_joined=how, account_id=account_id, by=SYSTEM, **reach)
    if not person.is_present:
        person = welcome_back(person, by=SYSTEM)
    if person.account_id is not None:
        raise Conflict(SENTENCES[Invitation.State.ACCEPTED], code="accepted")
    said = {column: value for column, value in reach.items() if value}
    if invitation.account_id == account_id:
        said["email"] = invitation.email
    lay_down_offices(person, by=SYSTEM)  # none is theirs, unless it is from before offices ended with the account
    person = link_account(person, account_id, by=SYSTEM)
    return correct_person(person, name=name, by=SYSTEM, **said)


def _can_be_invited(invitation: Invitation, by: Actor) -> None:
    person = invitation.person
    if invitation.email and Person.objects.present().filter(email=invitation.email).exclude(account_id=None).exists():
        raise Conflict(_("Somebody with this address is in the circle already."), code="already_in")
    if person is not None and person.is_present and person.account_id is not None:
        raise Conflict(_("They can sign in already."), code="already_in")
    if person is not None and not policies.can_invite_back(by, person):
        raise NotAllowed(_("A steward ended their membership, so a steward invites them back."))
    if person is not None and not policies.can_let_in_as(by, person):
        raise NotAllowed(ONLY_A_STEWARD)
    same = Invitation.objects.waiting()
    asked_by_address = invitation.email and same.filter(email=invitation.email).exists()
    if asked_by_address or (person is not None and same.filter(person=person).exists()):
        raise Conflict(
            _("They have an invitation already. Find it in the list, and send or print it again."), code="invited"
        )


def _who_left(email: str) -> Person | None:
    """Somebody who left and had this address. Nobody when several had it."""
    found = list(Person.objects.filter(email=email).exclude(left_at=None)[:2])
    return found[0] if len(found) == 1 else None


def _last(how: str) -> datetime:
    return now() + GOOD_FOR[Invitation.How(how)]


def _locked(invitation: Invitation) -> Invitation:
    query = Invitation.objects.select_for_update(of=["self"]).select_related("person", "invited_by")
    return query.get(pk=invitation.pk)


def _open(invitation: Invitation) -> Invitation:
    """The invitation, held, when it can be used now."""
    invitation = _locked(invitation)
    refuse_if_over(invitation)
    return invitation


def _unanswered(invitation: Invitation) -> Invitation:
    """The invitation, held, when nobody has answered it; it may be past its last day.

    An office that nobody said yes to in time is asked anew, or not at all.
    """
    invitation = _locked(invitation)
    if invitation.state not in (Invitation.State.WAITING, Invitation.State.EXPIRED):
        raise Conflict(_("This invitation has been answered or taken back already."), code="answered")
    if invitation.asks_to_hold and not invitation.is_waiting:
        raise Conflict(_("The last day of this question is over. Ask anew, if you like."), code="expired")
    return invitation
