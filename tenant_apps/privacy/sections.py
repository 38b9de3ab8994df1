"""What privacy itself holds of people: what they chose, and who looked. Both are for the person, and for who checks."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, Scope, nobodys, section

CHOICES = section(
    "privacy.choices",
    _("What I chose about who sees what"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("privacy.Stance.*", "privacy.Choice.*", "privacy.NamedReader.*"),
)
LOOKS = section(
    "privacy.looks",
    _("Who looked at my information"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.ACCESS_LOG,
    fields=("privacy.AccessEvent.*", "privacy.Doubt.*", "privacy.BreakGlass.*"),
    duties={Purpose.AUDIT: ("safeguarding_lead", "data_protection_lead")},
)
WITHHELD = section(
    "privacy.withheld",
    _("What is not shown to me yet, to keep somebody safe"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.ACCESS_LOG,
    fields=("privacy.Withholding.*",),
    duties={Purpose.SAFEGUARDING: ("safeguarding_lead",)},
)
nobodys("privacy.AccessLink.*", "privacy.AccessWaiting.*", why="the order of looks, and no more than their ids")
