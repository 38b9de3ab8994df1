"""What somebody who gets support is asked."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class
from tenant_apps.profiles import facets
from tenant_apps.profiles.questions.often import A_QUARTER, HALF_A_YEAR
from tenant_apps.profiles.shape import Part, Prompt, Question

ABOUT_GETTING: Final = Question(
    part=Part.GETTING,
    slug="about",
    title=_("About me"),
    ask=_("What would you like people to know about you?"),
    easy=_("Who are you?"),
    hint=_("Begin anywhere. Where you grew up, what you did, who is dear to you."),
    icon="user-round",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("About me")),),
)
DAYS_GETTING: Final = Question(
    part=Part.GETTING,
    slug="days",
    title=_("A good day and a bad day"),
    ask=_("What makes a day good, and what makes it bad?"),
    easy=_("Good days and bad days"),
    icon="cloud-sun",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(
        Prompt("good", _("On a good day")),
        Prompt("bad", _("On a bad day"), _("What it looks like, and what helps then.")),
    ),
)
MATTERS: Final = Question(
    part=Part.GETTING,
    slug="matters",
    title=_("What matters to me"),
    ask=_("What matters most to you?"),
    easy=_("What is important to you?"),
    icon="heart",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("In my own words")),),
    facets=(facets.MATTERS,),
)
SUPPORT: Final = Question(
    part=Part.GETTING,
    slug="support",
    title=_("How best to support me"),
    ask=_("How can people support you best?"),
    easy=_("How can we help you?"),
    icon="hand-heart",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(
        Prompt("do", _("Please do")),
        Prompt("do_not", _("Please do not")),
    ),
    facets=(facets.NEEDS, facets.MANNER),
    fresh_for=HALF_A_YEAR,
)
SAFE: Final = Question(
    part=Part.GETTING,
    slug="safe",
    title=_("What helps me feel safe"),
    ask=_("What helps you to feel safe?"),
    easy=_("What makes you feel safe?"),
    icon="shield-check",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(
        Prompt("words", _("What helps")),
        Prompt("upset", _("When I am upset"), _("How people can tell, and what to do.")),
    ),
    facets=(facets.SAFE,),
)
ROUTINES: Final = Question(
    part=Part.GETTING,
    slug="routines",
    title=_("My routines"),
    ask=_("How does your day go?"),
    easy=_("What do you do each day?"),
    icon="sun",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(
        Prompt("morning", _("Mornings")),
        Prompt("daytime", _("During the day")),
        Prompt("evening", _("Evenings and nights")),
    ),
    fresh_for=HALF_A_YEAR,
)
TIMES_GETTING: Final = Question(
    part=Part.GETTING,
    slug="times",
    title=_("When I would like support"),
    ask=_("When would you like somebody to come?"),
    easy=_("When do you want help?"),
    hint=_("By the clock on the wall. Leave a day empty if nobody needs to come."),
    icon="calendar-clock",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("Anything else about the time")),),
    has_week=True,
    fresh_for=HALF_A_YEAR,
)
HOME: Final = Question(
    part=Part.GETTING,
    slug="home",
    title=_("My home and getting in"),
    ask=_("What should somebody know who comes to your home?"),
    easy=_("Your home"),
    hint=_("No codes here, please: door codes and key safes have a page of their own."),
    icon="house",
    klass=Class.CONTACT,
    default=Audience.TEAM,
    prompts=(
        Prompt("finding", _("How to find it")),
        Prompt("inside", _("Inside")),
    ),
    facets=(facets.HOME,),
)
HEALTH: Final = Question(
    part=Part.GETTING,
    slug="health",
    title=_("My health and medicines"),
    ask=_("What about your health should people know?"),
    easy=_("Your health"),
    hint=_("This is kept locked. Say as much or as little as you like."),
    icon="heart-pulse",
    klass=Class.SPECIAL,
    default=Audience.TEAM,
    prompts=(
        Prompt("words", _("My health")),
        Prompt("medicines", _("My medicines"), _("What, when, and where they are kept.")),
        Prompt("signs", _("Signs that I am not well")),
    ),
    facets=(facets.HEALTH, facets.MEDICINES_HELP),
    sealed=True,
    fresh_for=A_QUARTER,
)
KEYS: Final = Question(
    part=Part.GETTING,
    slug="keys",
    title=_("Key safe and door codes"),
    ask=_("How does somebody get in who comes to see you?"),
    easy=_("Keys and door codes"),
    hint=_("This is kept locked, and only you can read it here. Your team cannot."),
    icon="key-round",
    # Around a visit they are told to whoever comes. There are no visits yet, so nobody but the person reads them.
    klass=Class.SPECIAL,
    default=Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    prompts=(
        Prompt("safe", _("Where the key safe is")),
        Prompt("code", _("Code of the key safe")),
        Prompt("door", _("Door code or buzzer")),
        Prompt("alarm", _("Alarm")),
    ),
    sealed=True,
    fresh_for=HALF_A_YEAR,
)
