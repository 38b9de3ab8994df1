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
nobodys("matching.Afar.*", why="what somebody of another circle lets us know, without who they are")
