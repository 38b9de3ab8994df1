"""What signing in keeps of people: for themselves alone."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, section

SIGN_INS = section(
    "entry.sign_ins",
    _("Where I am signed in, and programs I let in"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("entry.CircleSession.*", "entry.AccessToken.*"),
)
