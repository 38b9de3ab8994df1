"""What matching holds of people."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, Scope, nobodys, section
from tenant_apps.profiles.questions.often import HOSTS

ACROSS = section(
    "matching.across",
    _("What other circles may know, and whom I got in touch with there"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("matching.Opening.*", "matching.Contact.*"),
)
nobodys("matching.Afar.*", why="what somebody of another circle lets us know, without who they are")
SUGGESTED = section(
    "matching.suggested",
    _("Who was suggested to me, and who is not for me"),
    # That somebody looks for support says something of their health: whoever else looks is written down.
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.CARE,
    fields=("matching.Shortlist.*", "matching.Quiet.*"),
    duties={Purpose.MATCH: HOSTS},
)
SHOWN = section(
    "matching.shown",
    _("On how many lists I stood"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("matching.Exposure.*",),
    duties={Purpose.MATCH: HOSTS},
)
OFFERS = section(
    "matching.offers",
    _("What I offer"),
    Class.OPEN,
    Audience.CIRCLE,
    ceiling=Audience.CIRCLE,
    fields=("matching.Offer.*",),
    duties={Purpose.MATCH: HOSTS},
)
