"""What somebody who gives support is asked."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class
from tenant_apps.profiles import facets
from tenant_apps.profiles.questions.often import A_QUARTER, HALF_A_YEAR
from tenant_apps.profiles.shape import Column, Field, Part, Prompt, Question

ABOUT_GIVING: Final = Question(
    part=Part.GIVING,
    slug="about",
    title=_("About me"),
    ask=_("What would you like people to know about you?"),
    easy=_("Who are you?"),
    hint=_("People choose whom they let into their home. Tell them who you are, not only what you can do."),
    icon="user-round",
    klass=Class.OPEN,
    default=Audience.CIRCLE,
    prompts=(Prompt("words", _("About me")), Prompt("why", _("Why I do this"))),
)
DAYS_GIVING: Final = Question(
    part=Part.GIVING,
    slug="days",
    title=_("A good day and a bad day"),
    ask=_("What makes a day of giving support good, and what makes it hard?"),
    easy=_("Good days and bad days"),
    icon="cloud-sun",
    klass=Class.PERSONAL,
    default=Audience.CIRCLE,
    prompts=(Prompt("good", _("A good day")), Prompt("bad", _("A hard day"))),
)
OFFERS: Final = Question(
    part=Part.GIVING,
    slug="offers",
    title=_("What I am glad to do"),
    ask=_("What are you glad to do, and what would you rather not?"),
    easy=_("How can you help?"),
    icon="hand-heart",
    klass=Class.OPEN,
    default=Audience.CIRCLE,
    prompts=(Prompt("gladly", _("I am glad to")), Prompt("rather_not", _("I would rather not"))),
    facets=(facets.OFFERS,),
)
SKILLS: Final = Question(
    part=Part.GIVING,
    slug="skills",
    title=_("Skills and what I have lived through"),
    ask=_("What do you know about, and what have you lived through?"),
    easy=_("What do you know?"),
    hint=_("Both count. Nobody has to tell what they have lived through."),
    icon="sparkles",
    klass=Class.PERSONAL,
    default=Audience.CIRCLE,
    prompts=(Prompt("words", _("In my own words")),),
    facets=(facets.SKILLS,),
)
LIVED: Final = Question(
    part=Part.GIVING,
    slug="lived",
    title=_("What I have lived through"),
    ask=_("Would you like to tell what you have lived through yourself?"),
    easy=_("Your own life"),
    hint=_("Only if you want to. It helps some people to be met by somebody who knows."),
    icon="sprout",
    klass=Class.SPECIAL,
    default=Audience.ONLY_ME,
    prompts=(Prompt("words", _("In my own words")),),
    facets=(facets.LIVED,),
)
TRAINING: Final = Question(
    part=Part.GIVING,
    slug="training",
    title=_("Training"),
    ask=_("What have you been trained in?"),
    easy=_("What have you learnt?"),
    icon="graduation-cap",
    klass=Class.PERSONAL,
    default=Audience.CIRCLE,
    prompts=(Prompt("words", _("Anything else")),),
    rows_title=_("Training and qualifications"),
    rows=(
        Field("course", _("What"), Column.CHOICE, facet="courses", required=True),
        Field("called", _("Its name, if you like")),
        Field("got_on", _("Got on"), Column.DAY, has_been=True),
        Field("expires_on", _("Runs out on"), Column.DAY, after="got_on"),
    ),
    fresh_for=HALF_A_YEAR,
)
TIMES_GIVING: Final = Question(
    part=Part.GIVING,
    slug="times",
    title=_("When I can come, and how I travel"),
    ask=_("When can you come, and how do you get about?"),
    easy=_("When can you come?"),
    hint=_("By the clock on the wall. Leave a day empty if you cannot."),
    icon="calendar-clock",
    klass=Class.PERSONAL,
    default=Audience.CIRCLE,
    prompts=(Prompt("words", _("Anything else about time or travel")),),
    facets=(facets.WHEN, facets.TRAVEL, facets.HOW_FAR),
    has_week=True,
    fresh_for=A_QUARTER,
)
RATES: Final = Question(
    part=Part.GIVING,
    slug="rates",
    title=_("What I would like to be paid"),
    ask=_("What would you like to be paid?"),
    easy=_("Your pay"),
    hint=_("A wish, not an agreement. Leave it empty if you give your time."),
    icon="banknote",
    klass=Class.FINANCE,
    default=Audience.ONLY_ME,
    prompts=(Prompt("words", _("Anything else")),),
    rows_title=_("Rates"),
    rows=(
        Field("unit", _("For what"), Column.CHOICE, facet="units", required=True),
        Field("amount", _("How much"), Column.MONEY, required=True),
    ),
    duties=(("match", ("coordinator",)),),
)
