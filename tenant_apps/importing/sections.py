"""What is kept of a list that somebody brought."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, section

ROWS = section(
    "importing.rows",
    _("The line of a list with which I came here"),
    Class.CONTACT,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("importing.Import.*", "importing.Row.*"),
    duties={Purpose.ADMIN: ("steward", "coordinator")},
)
