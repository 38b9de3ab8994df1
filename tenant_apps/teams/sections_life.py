"""What a team's life holds of people: for the person the team is for, and for those who are in it."""

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Scope, section

LIFE = section(
    "teams.life",
    _("What my team does together"),
    Class.PERSONAL,
    Audience.TEAM,
    floor=Audience.TEAM,
    ceiling=Audience.TEAM,
    fields=(
        "teams.TeamTask.*",
        "teams.CheckIn.*",
        "teams.Meeting.*",
        "teams.Attendance.*",
        "teams.Decision.*",
        "teams.Agreement.*",
        "teams.AgreementVersion.*",
        "teams.AgreementYes.*",
        "teams.Session.*",
    ),
)
HATS = section(
    "teams.hats",
    _("What I do in a team"),
    Class.PERSONAL,
    Audience.TEAM,
    floor=Audience.TEAM,
    ceiling=Audience.TEAM,
    fields=("teams.TeamHat.*", "teams.HatWord.*"),
)
PAPERS = section(
    "teams.papers",
    _("The papers of my team"),
    Class.SPECIAL,
    Audience.TEAM,
    floor=Audience.TEAM,
    ceiling=Audience.TEAM,
    scope=Scope.CARE,
    fields=("teams.Document.*",),
)
REVIEWS = section(
    "teams.reviews",
    _("How it goes between me and a member of my team"),
    Class.PERSONAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("teams.Review.*", "teams.ReviewWords.*"),
)
