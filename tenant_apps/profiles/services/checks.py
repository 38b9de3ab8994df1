"""Note how a check stands: that it was asked for, seen, talked over. Never what the certificate says."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import NotAllowed, RuleBroken
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person, today
from tenant_apps.profiles.events import CheckNoted
from tenant_apps.profiles.models import Check
from tenant_apps.profiles.policies import can_note_checks, is_own


@transaction.atomic
def note_check(
    person: Person, kind: str, state: str, on: date, *, route: str = "", renew_on: date | None = None, by: Actor
) -> Check:
    """Write down how a check stands. Each time is a line of its own, so it can be read how it went."""
    if not can_note_checks(require(by)):
        raise NotAllowed(_("Only a steward or co-ordinator can note checks."))
    if is_own(by, person):
        raise NotAllowed(_("Nobody notes a check about themselves. Ask another steward or co-ordinator."))
    if on > today():
        raise RuleBroken(_("A check is noted once it has happened."), errors={"on": [_("This day is yet to come.")]})
    facts: dict[str, Any] = {"kind": kind, "state": state, "on": on, "route": route, "renew_on": renew_on}
    hand = hand_of(by)
    check = Check(person=person, noted_by=hand if isinstance(hand, Person) else None, **facts)
    try:
        check.full_clean(exclude=["renew_on"] if renew_on is None else None)
    except ValidationError as wrong:
        raise RuleBroken(code="check_wrong", errors=_told(wrong)) from wrong
    check.save(force_insert=True)
    announce(CheckNoted(person_id=person.pk, check_id=check.pk, kind=Code(check.kind), state=Code(check.state)), by=by)
    return check


def _told(wrong: ValidationError) -> dict[str, list[str]]:
    told = wrong.message_dict
    return {("" if field == "__all__" else field): sentences for field, sentences in told.items()}
