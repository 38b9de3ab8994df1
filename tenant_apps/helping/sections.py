"""What is kept about who acts for whom."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, nobodys, section

STEWARD, SAFEGUARDING = "steward", "safeguarding_lead"

AUTHORITIES = section(
    "helping.authorities",
    _("Who may act for me"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.TEAM,
    fields=("helping.Authority.*", "helping.Wish.*"),
    duties={Purpose.ADMIN: (STEWARD, SAFEGUARDING), Purpose.SAFEGUARDING: (STEWARD, SAFEGUARDING)},
)
EVIDENCE = section(
    "helping.evidence",
    _("Papers about who may act for me, and whether I can decide"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("helping.Evidence.*", "helping.Capacity.*", "helping.Authority.reference", "helping.Authority.note"),
    duties={Purpose.ADMIN: (STEWARD, SAFEGUARDING), Purpose.SAFEGUARDING: (STEWARD, SAFEGUARDING)},
)
nobodys("helping.Yes.*", why="that somebody agreed to act on a day; shown with the authority")
