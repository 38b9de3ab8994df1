"""What teams hold of people."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, section
from tenant_apps.teams import sections_life  # noqa: F401  (what a team does together is declared there)

HOSTS = ("steward", "coordinator")

PLACES = section(
    "teams.places",
    _("Which teams I am in, and what I do there"),
    Class.PERSONAL,
    Audience.TEAM,
    ceiling=Audience.CIRCLE,
    fields=("teams.Place.*", "teams.Team.*"),
    duties={Purpose.ADMIN: HOSTS},
)
