"""Teams, the places in them, and what a team does together."""

from tenant_apps.teams.models.team import Place, PlaceQuerySet, Team, TeamQuerySet

__all__ = ["Place", "PlaceQuerySet", "Team", "TeamQuerySet"]
