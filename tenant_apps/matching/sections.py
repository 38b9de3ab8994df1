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
MET = section(
    "matching.met",
    _("Whom I got to know, and what I said on the way"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.CARE,
    fields=("matching.Introduction.*", "matching.Step.*", "matching.Review.*", "matching.TeamWord.*"),
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
# By opening an offer somebody lets themselves be found. Who it is, and all else of them, has sections of its own.
OFFERS = section(
    "matching.offers",
    _("What I do and when, while my offer is open"),
    Class.OPEN,
    Audience.CIRCLE,
    floor=Audience.CIRCLE,
    ceiling=Audience.CIRCLE,
    fields=("matching.Offer.tasks", "matching.Offer.gladly", "matching.Offer.week", "matching.Offer.pay"),
)
