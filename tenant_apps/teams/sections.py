"""What teams hold of people."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, section

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
