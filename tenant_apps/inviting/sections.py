"""What invitations hold of people."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, section

INVITATIONS = section(
    "inviting.invitations",
    _("How I was invited"),
    Class.CONTACT,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("inviting.Invitation.*",),
    duties={Purpose.ADMIN: ("steward", "coordinator")},
)
