"""What conversations hold of people. Who reads a conversation is said by whom it belongs to, see `kinds`."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Scope, section

SAID = section(
    "messaging.said",
    _("What I said in conversations, and how far I have read"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.CARE,
    fields=(
        "messaging.Thread.*",
        "messaging.Seat.*",
        "messaging.Post.*",
        "messaging.Earlier.*",
        "messaging.Mention.*",
        "messaging.Nod.*",
    ),
)
