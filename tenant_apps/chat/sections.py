"""What is kept of people for a chat server, and what they said there."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Scope, nobodys, section

SAID_THERE = section(
    "chat.said",
    _("What I said in the circle’s chat server, and my user there"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    scope=Scope.CARE,
    fields=("chat.Word.*", "chat.Login.*"),
)
nobodys("chat.Server.*", "chat.Room.*", "chat.Drift.*", "chat.Errand.*", why="about the server, not about people")
