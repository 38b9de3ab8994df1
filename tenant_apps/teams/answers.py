"""What teams tell of a person, and what becomes of it."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from kernel.answers import Line, Other, Piece, answers_for, forgets, stays
from tenant_apps.teams import answers_life  # noqa: F401  (what a team does together is told there)
from tenant_apps.teams.models import Place, Team
from tenant_apps.teams.services.ending import end_team
from tenant_apps.teams.services.places import end_places_of


@answers_for("teams", _("Your team, and the teams you are in"), "teams.Team", "teams.Place")
def teams(person_id: UUID) -> Iterator[Piece]:
    """Who else is in a team they are told as people of others, for those to be left out where they must."""
    for team in Team.objects.filter(Q(owner=person_id) | Q(starter=person_id)).order_by("id"):
        lines = (
            Line(_("For whom"), Other(team.owner_id)),
            Line(_("Ended"), team.ended_at),
            Line(_("Why"), team.ended_why, of_others=team.ended_by_id != person_id),
        )
        yield Piece(f"teams.team.{team.pk}", _("A team"), lines, team.founded_at)
    places = Place.objects.filter(Q(person=person_id) | Q(team__owner=person_id)).select_related("team")
    for place in places.order_by("id"):
        said = (
            Line(_("Whose team"), Other(place.team.owner_id)),
            Line(_("Who"), Other(place.person_id)),
            Line(_("Who they are to the team"), place.get_kind_display()),
            Line(_("What they do"), place.does, of_others=place.person_id != person_id),
            Line(_("From"), place.began_at),
            Line(_("Ended"), place.ended_at),
        )
        yield Piece(f"teams.place.{place.pk}", _("A place in a team"), said, place.asked_at)


@forgets("teams.words", _("What you do in teams, in your words, and questions about a place"), "teams.Place")
def forget_places(person_id: UUID) -> int:
    for team in Team.objects.living().filter(owner=person_id):
        end_team(team, by=SYSTEM)
    end_places_of(person_id, by=SYSTEM)
    theirs = Place.objects.filter(person=person_id)
    return theirs.exclude(does="").update(does="") + theirs.filter(began_at=None).delete()[0]


@stays(
    "teams.who",
    _("Who was in whose team, and when"),
    "teams.Team",
    why=_("What was done for somebody must be explained later, and by whom."),
)
def who_was_in(person_id: UUID) -> int:
    owned = Team.objects.filter(owner=person_id).count()
    return owned + Place.objects.filter(person=person_id, began_at__isnull=False).count()
