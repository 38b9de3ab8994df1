"""What this room holds of people: for themselves, and for whoever answers for how information is handled."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, Scope, section
from tenant_apps.rights.policies import ANSWERERS

CONSENTS = section(
    "rights.consents",
    _("What I said yes to"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.DATA_REQUEST,
    fields=("rights.Consent.*",),
    duties={Purpose.ADMIN: ANSWERERS},
)
REQUESTS = section(
    "rights.requests",
    _("What I asked for about my information"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.DATA_REQUEST,
    fields=(
        "rights.DataRequest.*",
        "rights.ClockStop.*",
        "rights.Decided.*",
        "rights.Erasure.*",
        "rights.KeptPart.*",
        "rights.Confirmed.*",
    ),
    duties={Purpose.ADMIN: ANSWERERS},
)
COMPLAINTS = section(
    "rights.complaints",
    _("What I complained of"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.DATA_REQUEST,
    fields=("rights.Complaint.*", "rights.ComplaintStep.*"),
    duties={Purpose.ADMIN: ANSWERERS},
)
HOLDS = section(
    "rights.holds",
    _("What may not be removed just now"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.DATA_REQUEST,
    fields=("rights.LegalHold.*",),
    duties={Purpose.ADMIN: ANSWERERS},
)
COPY = section(
    "rights.copy",
    _("What somebody looks through before I get my copy"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.DATA_REQUEST,
    duties={Purpose.ADMIN: ANSWERERS},
)
