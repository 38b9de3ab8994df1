"""Two entries of one person: they have one place in a team, and none in their own."""

from kernel.time import now
from kernel.together import Joining, comes_together
from tenant_apps.teams.models import Place, Team


@comes_together()
def one_place_in_a_team(joining: Joining) -> None:
    """Of two places in one team the one they are in counts, before one that is still asked about. In the team around
    the one entry, the other has no place: it is their own. What ends here begins again when they are two after all."""
    for place in Place.objects.filter(person=joining.gone, ended_at=None).order_by("id"):
        ours = Place.objects.filter(team=place.team_id, person=joining.kept, ended_at=None).first()
        if ours is None:
            continue
        over = ours if _weight(ours) < _weight(place) else place
        _end(joining, over)
    both = (joining.kept, joining.gone)
    own = Team.objects.living().filter(owner__in=both)
    for place in Place.objects.filter(team__in=own, person__in=both, ended_at=None).order_by("id"):
        _end(joining, place)


def _weight(place: Place) -> int:
    """For good before standing in, and standing in before a question."""
    return 0 if not place.is_held() else 1 if place.is_cover else 2


def _end(joining: Joining, place: Place) -> None:
    joining.change(place, ended_at=now(), ended_how=Place.Ended.LEFT_CIRCLE)
