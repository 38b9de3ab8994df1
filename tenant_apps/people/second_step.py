"""What follows when somebody takes on an office or lays it down: the sign-in host learns that they need a second step.

It learns that they hold an office here, since when and until when, and never which. It looks at how things are now and
not at what the event said, so that late and repeated calls end up right.
"""

from uuid import UUID

from shared_apps.identity.offices import holds_no_office, holds_office
from tenant_apps.journal.registry import Told, sends_for
from tenant_apps.people.events import AccountLinked, AccountUnlinked, HatEnded, HatGiven, TermWentOn
from tenant_apps.people.models import Hat, Person, today
from tenants.context import current_circle


@sends_for(HatGiven, HatEnded, TermWentOn)
def say_of_hats(event: HatGiven | HatEnded | TermWentOn, told: Told) -> None:
    """Somebody's hats changed: do they hold an office now?"""
    account_id = Person.objects.filter(pk=event.person_id).values_list("account_id", flat=True).first()
    if account_id is not None:
        _say(account_id, str(told.key))


@sends_for(AccountLinked, AccountUnlinked)
def say_of_account(event: AccountLinked | AccountUnlinked, told: Told) -> None:
    """An account became or is no longer somebody's here: does whoever signs in with it hold an office?"""
    _say(event.account_id, str(told.key))


def _say(account_id: UUID, key: str) -> None:
    """From the earliest day to the latest of all offices they hold or are going to hold."""
    terms = list(
        Hat.objects.exclude(until_on__lte=today())
        .filter(kind__in=Hat.OFFICES, person__account_id=account_id, person__left_at=None)
        .values_list("from_on", "until_on")
    )
    where = {"account_id": account_id, "circle_id": current_circle().id, "key": key}
    if not terms:
        holds_no_office(**where)
        return
    ends = [until for _since, until in terms if until is not None]
    until_on = max(ends) if len(ends) == len(terms) else None
    holds_office(**where, since_on=min(since for since, _until in terms), until_on=until_on)
