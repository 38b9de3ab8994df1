"""What matching holds of people."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, nobodys, section

ACROSS = section(
    "matching.across",
    _("What other circles may know, and whom I got in touch with there"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("matching.Opening.*", "matching.Contact.*"),
)
ASKS = section(
    "matching.asks",
    _("What I ask for, and what I offer"),
    Class.PERSONAL,
    Audience.TEAM,
    ceiling=Audience.CIRCLE,
    fields=("matching.Ask.*", "matching.Offer.*"),
)
NOT_WITH = section(
    "matching.not_with",
    _("With whom I would rather not be brought together"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("matching.Exclusion.*",),
)
PLANS = section(
    "matching.plans",
    _("Which people together could come to what I ask for"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("matching.Plan.*",),
)
nobodys("matching.Afar.*", why="what somebody of another circle lets us know, without who they are")
