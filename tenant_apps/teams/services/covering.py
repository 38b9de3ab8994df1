"""Somebody stands in for a few days: with the least that is needed, and by itself over at its time."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, OnBehalf, hand_of, require
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from kernel.words import tidy
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.teams import policies
from tenant_apps.teams.events import PlaceAsked, PlaceTaken
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.places import finish, locked, open_to_newcomers

# Longer than this is no emergency any more, and the team asks somebody to join (our own rule, November 2026).
LONGEST: Final = timedelta(days=14)


@transaction.atomic
def let_stand_in(team: Team, person: Person, until: datetime, does: str = "", *, by: Actor) -> Place:
    """Ask somebody to stand in until a time. It begins with their own yes; they read only what is needed there.

    The owner says so, or whoever acts for them; where it cannot wait for that, whoever keeps the rota of the team, or a
    steward or coordinator. The owner is told as soon as somebody stands in, and may end it. Whoever does not decide
    says what for, and asks nobody who stood in there within these days: then it is no emergency any more.
    """
    team = locked(team.pk)
    if not policies.can_let_stand_in(require(by), team):
        raise NotAllowed(_("The person the team is for asks somebody to stand in, or a coordinator."))
    if not policies.may_send_somebody(by, team):
        open_to_newcomers(team)
    if not now() < until <= now() + LONGEST:
        raise RuleBroken(
            code="until", errors={"until": [_("Choose a time within the next %(n)d days.") % {"n": LONGEST.days}]}
        )
    if person.pk == team.owner_id or not person.may_come_in:
        raise Conflict(_("They are not in the circle just now."), code="gone")
    if not policies.can_decide(by, team):
        _only_in_an_emergency(team, person, does)
    known = team.places.filter(person=person, ended_at=None).first()
    if known is not None and not known.is_over():
        raise Conflict(_("They have a place in this team already, or were asked."), code="have_one")
    if known is not None:
        finish(known, Place.Ended.COVER_OVER, by=by)
    hand = policies.stands_for(by)
    place = Place(team=team, person=person, kind=Place.Kind.VOLUNTEER, does=tidy(does), covers_until=until)
    place.asked_by = place.agreed_by = hand
    place.agreed_at = now()
    if hand_of(by).id == person.pk and not isinstance(by, OnBehalf):  # a coordinator who goes there themselves
        place.accepted_at, place.accepted_by, place.began_at = now(), hand, now()
    place.full_clean()
    place.save(force_insert=True)
    told = {"place_id": place.pk, "team_id": team.pk, "person_id": person.pk}
    announce(PlaceAsked(**told), by=by)
    if place.began_at is not None:
        announce(PlaceTaken(**told, kind=Code(place.kind)), by=by)
    return place


def _only_in_an_emergency(team: Team, person: Person, does: str) -> None:
    if not tidy(does):
        raise RuleBroken(code="does", errors={"does": [_("Say what for. The person the team is for reads it.")]})
    lately = Q(ended_at__gt=now() - LONGEST) | Q(ended_at=None, covers_until__lte=now())
    before = team.places.filter(lately, person=person, covers_until__isnull=False, began_at__isnull=False)
    if before.exists():
        raise Conflict(
            _("They stood in here not long ago. The person the team is for decides whether they come again."),
            code="lately",
        )
