"""What is kept about putting two entries together."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, nobodys, section

MERGES = section(
    "merging.merges",
    _("That I was written down twice, and who put it right"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("merging.Merge.*", "merging.Apart.*"),
    duties={Purpose.ADMIN: ("steward", "coordinator")},
)
nobodys("merging.Step.*", why="which rows were pointed elsewhere, by number; gone after seven days")
