"""What follows when somebody is invited: the e-mail goes out; and when they take it up: their account is made ready.
Whoever is put on hold, or whose membership is ended, gets a letter too.

Accounts belong to the federation, so none of this is done in the circle's transaction. Each looks at how things
are now.
"""

from datetime import timedelta

from django.db.models import Q

from kernel.actors import SYSTEM
from shared_apps.identity.services import account_for, forget_unused_account
from tenant_apps.inviting.events import (
    InvitationDeclined,
    InvitationLapsed,
    InvitationSentAgain,
    InvitationTakenUp,
    InvitationWithdrawn,
    PersonInvited,
)
from tenant_apps.inviting.mail import (
    send_died,
    send_ended,
    send_hat_ended,
    send_invitation,
    send_laid_down,
    send_last_term_ends,
    send_no_steward,
    send_on_hold,
    send_question,
    send_removal,
    send_term_ends,
)
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import withdraw
from tenant_apps.journal.registry import Told, listens_to, sends_for
from tenant_apps.people.events import (
    HatEnded,
    HatOffered,
    HatRemovalAsked,
    HatRemovalClosed,
    OfficesLaidDown,
    PersonDied,
    PersonLeft,
    PersonSuspended,
    TermEndsSoon,
)
from tenant_apps.people.models import Hat, HatOffer, HatRemoval, Person, Suspension, today
from tenant_apps.people.services.terms import is_followed, went_on
from tenants.context import current_circle, in_circle

ENDED = "ended"


@sends_for(PersonInvited, InvitationSentAgain)
def mail_it(event: PersonInvited | InvitationSentAgain, told: Told) -> None:
    """The invitation goes to its address, if it is by e-mail and still good."""
    circle = current_circle()
    with in_circle(circle):
        found = Invitation.objects.waiting().filter(pk=event.invitation_id, how=Invitation.How.EMAIL)
        invitation = found.select_related("invited_by", "person").first()
    if invitation is None:
        return
    if send_invitation(invitation, circle, key=str(told.key)):
        with in_circle(circle):
            Invitation.objects.filter(pk=invitation.pk).update(sent_at=told.at)


@sends_for(InvitationTakenUp)
def ready_the_account(event: InvitationTakenUp, told: Told) -> None:
    """Whoever took it up can sign in with their address now, and the invitation knows the account again."""
    circle = current_circle()
    with in_circle(circle):
        invitation = Invitation.objects.waiting().filter(pk=event.invitation_id).exclude(email="").first()
    if invitation is None:
        return
    account_id = account_for(invitation.email).pk
    with in_circle(circle):
        Invitation.objects.filter(pk=invitation.pk, email=invitation.email).update(account_id=account_id)


@sends_for(InvitationDeclined, InvitationLapsed, InvitationWithdrawn)
def forget_their_account(event: InvitationDeclined | InvitationLapsed | InvitationWithdrawn, told: Told) -> None:
    """Whoever went as far as showing their address and is forgotten here has no account because of us either."""
    circle = current_circle()
    with in_circle(circle):
        forgotten = Invitation.objects.filter(pk=event.invitation_id, forgotten_at__isnull=False)
        invitation = forgotten.exclude(account_id=None).first()
    if invitation is None or invitation.account_id is None:
        return
    forget_unused_account(invitation.account_id, begun_since=invitation.made_at)
    with in_circle(circle):
        Invitation.objects.filter(pk=invitation.pk).update(account_id=None)


@sends_for(HatOffered)
def say_that_they_are_asked(event: HatOffered, told: Told) -> None:
    """Somebody who signs in here is told by e-mail that a question waits for them."""
    circle = current_circle()
    with in_circle(circle):
        waiting = HatOffer.objects.waiting().filter(pk=event.offer_id, person__account_id__isnull=False)
        offer = waiting.exclude(person__email="").select_related("person").first()
    if offer is not None and not _just_came_in(offer, told):
        send_question(offer.person, circle, key=str(told.key))


def _just_came_in(offer: HatOffer, told: Told) -> bool:
    """Whoever was asked along with their invitation read it on the page on which they came in."""
    with in_circle(current_circle()):
        return Invitation.objects.filter(person=offer.person, accepted_at__gt=told.at - timedelta(minutes=1)).exists()


@sends_for(PersonSuspended)
def say_that_they_are_on_hold(event: PersonSuspended, told: Told) -> None:
    """Somebody who could sign in reads why they cannot, and whom to talk to; unless that is over by now."""
    circle = current_circle()
    with in_circle(circle):
        held = Suspension.objects.filter(pk=event.suspension_id, ended_at=None, person__account_id__isnull=False)
        suspension = held.exclude(person__email="").select_related("person", "talk_to").first()
    if suspension is not None:
        send_on_hold(suspension.person, suspension.talk_to, circle, key=str(told.key))


@sends_for(PersonLeft)
def say_that_it_has_ended(event: PersonLeft, told: Told) -> None:
    """Whose membership a steward ended is told. Whoever left by themselves knows, and nothing goes to whoever died."""
    circle = current_circle()
    with in_circle(circle):
        away = Person.objects.filter(pk=event.person_id, left_at__isnull=False).exclude(email="")
        person = away.first() if event.how == ENDED else None
    if person is not None:
        send_ended(person, circle, key=str(told.key))


@sends_for(PersonDied)
def say_that_they_died(event: PersonDied, told: Told) -> None:
    """The other stewards hear it, and whoever is close to them. Nothing goes to whoever died."""
    circle = current_circle()
    with in_circle(circle):
        person = Person.objects.filter(pk=event.person_id, left_at__isnull=False).first()
        stewards = Person.objects.present().wearing(Hat.Kind.STEWARD).exclude(pk=told.actor_id)
        to = Person.objects.filter(Q(pk__in=stewards) | Q(pk=event.tell_id), left_at=None)
        everybody = list(to.exclude(pk=event.person_id).exclude(email="").order_by("id"))
        ended = person.hats.filter(ended_at__gte=person.partings.latest("at").at) if person is not None else ()
        offices = [hat.get_kind_display() for hat in ended if hat.is_office]
    if person is not None:
        send_died(person, everybody, circle, close_to_them=event.tell_id, offices=offices, key=str(told.key))


@sends_for(PersonDied)
def say_that_nobody_is_steward(event: PersonDied, told: Told) -> None:
    """When nobody is left to look after the circle, the national co-op hears that, and of nobody's death or name."""
    circle = current_circle()
    with in_circle(circle):
        is_looked_after = Person.objects.signing_in().wearing(Hat.Kind.STEWARD).exists()
    if not is_looked_after:
        send_no_steward(circle, key=str(told.key))


@sends_for(HatRemovalAsked, HatRemovalClosed)
def say_that_an_office_is_to_end(event: HatRemovalAsked | HatRemovalClosed, told: Told) -> None:
    """The wearer and all stewards are told at once that an office is to end; and then whether it did.

    An office that ended by itself meanwhile needs no letter.
    """
    circle = current_circle()
    with in_circle(circle):
        removal = HatRemoval.objects.select_related("hat__person", "asked_by").get(pk=event.removal_id)
        if removal.outcome == HatRemoval.Outcome.LAPSED or removal.is_waiting == isinstance(event, HatRemovalClosed):
            return
        stewards = Person.objects.present().wearing(Hat.Kind.STEWARD)
        everybody = Person.objects.filter(Q(pk__in=stewards) | Q(pk=event.person_id), left_at=None).exclude(email="")
        to = list(everybody.order_by("id"))
    send_removal(removal, to, circle, key=str(told.key))


@sends_for(HatEnded)
def say_that_a_hat_was_taken_off(event: HatEnded, told: Told) -> None:
    """Whoever wore it is told when somebody else took it off. Of an office they were told before."""
    circle = current_circle()
    with in_circle(circle):
        hat = Hat.objects.select_related("person", "ended_by").filter(pk=event.hat_id).first()
    if hat is None or not hat.was_taken_off or hat.is_office:
        return
    if hat.person.is_present and hat.person.email:
        send_hat_ended(hat, circle, key=str(told.key))


@sends_for(OfficesLaidDown)
def say_that_offices_were_laid_down(event: OfficesLaidDown, told: Told) -> None:
    """The other stewards hear which offices ended with somebody's account, so that they find somebody else."""
    circle = current_circle()
    with in_circle(circle):
        who = Person.objects.present().filter(pk=event.person_id).first()
        others = Person.objects.signing_in().wearing(Hat.Kind.STEWARD).exclude(pk=event.person_id).exclude(email="")
        to = list(others.order_by("id"))
    if who is not None:
        send_laid_down(who, [str(kind) for kind in event.kinds], to, circle, key=str(told.key))


@sends_for(TermEndsSoon)
def say_that_a_term_ends(event: TermEndsSoon, told: Told) -> None:
    """Whoever wears it is told; and when it would leave nobody to be steward, the national co-op hears it, too.

    Not when they said yes to going on meanwhile, or wear it no longer.
    """
    circle = current_circle()
    with in_circle(circle):
        found = Hat.objects.worn(today()).filter(pk=event.hat_id, until_on=event.until_on, ended_at=None)
        hat = found.select_related("person").first()
        if hat is None or is_followed(hat):
            return
        is_last = hat.kind == Hat.Kind.STEWARD and Hat.objects.given_up_on(hat.kind, today()) == hat.until_on
        goes_on = is_last and went_on(event.until_on)
    if hat.person.email:
        send_term_ends(hat, circle, leaves_nobody=is_last, went_on=goes_on, key=f"{told.key}.{hat.person_id}")
    if is_last:
        send_last_term_ends(hat, circle, key=f"{told.key}.federation")


@listens_to(HatOffered)
def take_back_ways_in_that_others_know(event: HatOffered, told: Told) -> None:
    """Whose card was for a member is asked to hold an office: co-ordinators have read that card, so it opens nothing.

    A steward makes them another.
    """
    if event.kind not in Hat.OFFICES:
        return
    for invitation in Invitation.objects.waiting().filter(person=event.person_id, person__account_id=None):
        withdraw(invitation, by=SYSTEM)


@listens_to(PersonLeft, PersonSuspended)
def take_back_what_they_sent(event: PersonLeft | PersonSuspended, told: Told) -> None:
    """Nobody comes in by an invitation of somebody who was sent away or has left."""
    for invitation in Invitation.objects.waiting().filter(invited_by=event.person_id):
        withdraw(invitation, by=SYSTEM)
