"""Somebody comes into a team at once, when both said yes elsewhere: after a trial, for one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.teams import policies
from tenant_apps.teams.events import PlaceTaken
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.places import ONLY_OWNER, Ended, finish, locked, open_to_newcomers


@transaction.atomic
def join(team: Team, person: Person, kind: str, does: str = "", *, by_owner: Actor, by_member: Actor) -> Place:
    """Give somebody their place: the owner (`by_owner`, or whoever acts for them) and they themselves (`by_member`)
    have said yes, each on record where this is called. Joining twice is joining once.

    Raises Conflict where the team rests or has ended, NotAllowed where one of the two may not say so.
    """
    team = locked(team.pk)
    if not policies.can_decide(require(by_owner), team):
        raise NotAllowed(ONLY_OWNER)
    known = team.places.select_for_update(of=["self"]).filter(person=person, ended_at=None).first()
    if known is not None and known.is_held() and not known.is_cover:
        return known
    open_to_newcomers(team)
    place = Place(team=team, person=person, kind=kind, does=does)
    if not policies.can_answer(require(by_member), place):
        raise NotAllowed(_("Only whoever was asked says yes or no."))
    if not person.may_come_in or person.pk == team.owner_id:
        raise Conflict(_("They are not in the circle just now."), code="gone")
    if known is not None:  # a question that waits, or standing in: both are answered by this
        finish(known, Ended.COVER_OVER if known.is_cover and known.began_at else Ended.TAKEN_BACK, by=by_owner)
    owner, member = hand_of(by_owner), hand_of(by_member)
    place.began_at = place.agreed_at = place.accepted_at = now()
    place.agreed_by = place.asked_by = owner if isinstance(owner, Person) else None
    place.accepted_by = member if isinstance(member, Person) else None
    place.full_clean()
    place.save(force_insert=True)
    told = {"place_id": place.pk, "team_id": team.pk, "person_id": person.pk}
    announce(PlaceTaken(**told, kind=Code(kind)), by=by_owner)
    return place
