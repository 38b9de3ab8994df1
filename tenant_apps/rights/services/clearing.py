"""Removing copies that were fetched, or that lay ready for as long as they may."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM, Actor, hand_of, require
from kernel.errors import NotAllowed
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.rights import lockers, policies
from tenant_apps.rights.events import DataRequestSettled
from tenant_apps.rights.models import DataRequest

State = DataRequest.State


@transaction.atomic
def clear_away(request: DataRequest, *, by: Actor) -> DataRequest:
    """The copy is removed: its time is up, or its person has it and wants it gone."""
    request = DataRequest.objects.select_for_update(of=["self"]).select_related("person").get(pk=request.pk)
    if hand_of(require(by)) is not SYSTEM and not policies.can_fetch(by, request):
        raise NotAllowed(_("This copy is for whom it is about."))
    if request.state != State.READY:
        return request
    transaction.on_commit(lambda: lockers.throw_away(file))
    file, request.file, request.key, request.size = request.file, "", "", 0
    request.state, request.settled_at = State.DONE, now()
    request.save(update_fields=["file", "key", "size", "state", "settled_at"])
    told = DataRequestSettled(request_id=request.pk, person_id=request.person_id, state=Code(State.DONE.value))
    announce(told, by=by)
    return request


def clear_what_ran_out(person: Person | None = None) -> int:
    """Remove copies that lay ready for as long as they may; those of one person, if named. Says how many."""
    mine = DataRequest.objects.all() if person is None else person.data_requests.all()
    run_out = list(mine.run_out(now()))
    for request in run_out:
        clear_away(request, by=SYSTEM)
    return len(run_out)
