"""What tools of the circle were let know: for each person alone."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, nobodys, section

CONSENTS = section(
    "tools.consents",
    _("Tools I let know who I am"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("tools.Consent.*", "tools.Code.*", "tools.OpenToken.*"),
)
nobodys("tools.Tool.*", "tools.SigningKey.*", why="about the circle's tools, not about people")
