"""When somebody's account goes, and what goes with it: whoever cannot sign in holds no office."""

from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import Span
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people import policies
from tenant_apps.people.events import OfficesLaidDown
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services.hats import WITH_THE_ACCOUNT, end_worn, keep_a_steward
from tenant_apps.people.services.membership import HOLDS_OFFICE
from tenant_apps.people.services.people import link_account, locked, unlink
from tenants.context import current_circle


@transaction.atomic
def unlink_account(person: Person, *, by: Actor) -> Person:
    """This person can no longer sign in here. They stay in the circle, and their offices end with the account.

    Taking the account off somebody in office would take the office off them at once, so it waits for the days of
    notice. The last steward who can sign in keeps theirs.
    """
    person = locked(person)
    if not policies.can_unlink_account(require(by)):
        raise NotAllowed(_("Only a steward can do this."))
    if person.account_id is None:
        raise Conflict(_("They have no account here."), code="no_account")
    if policies.holds_office_for(by, person):
        raise Conflict(HOLDS_OFFICE, code="holds_office")
    for hat in person.hats.overlapping(Span(today())):
        keep_a_steward(person, hat, today())
    lay_down_offices(person, by=by)
    return unlink(person, by)


@transaction.atomic
def hand_over_account(person: Person, kept_id: UUID, *, by: Actor) -> Person:
    """Two accounts of one human became one: they sign in with the one that is kept, and hold what they held."""
    person = locked(person)
    if not policies.can_link_account(require(by)):
        raise NotAllowed(_("Accounts are linked by Coopbox, from the e-mail address."))
    return link_account(unlink(person, by), kept_id, by=by)


def lay_down_offices(person: Person, *, by: Actor) -> None:
    """The offices of somebody whom the caller holds end today, those of a later day too; the other stewards are told.

    Whoever signs in as them later says yes anew.
    """
    day, ended = today(), []
    for hat in person.hats.select_for_update().filter(kind__in=Hat.OFFICES).overlapping(Span(day)):
        with translation.override(current_circle().language):
            end_worn(hat, max(day, hat.from_on), by, str(WITH_THE_ACCOUNT))
        ended.append(Code(hat.kind))
    if ended:
        announce(OfficesLaidDown(person_id=person.pk, kinds=tuple(ended)), by=by)
