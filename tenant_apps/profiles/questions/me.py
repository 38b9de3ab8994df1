"""What is asked once and stands in both profiles: it belongs to the person."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class
from tenant_apps.profiles import facets
from tenant_apps.profiles.questions.often import A_QUARTER, HOSTS
from tenant_apps.profiles.shape import Column, Field, Part, Prompt, Question

COMMUNICATION: Final = Question(
    part=Part.ME,
    slug="communication",
    title=_("How I communicate"),
    ask=_("How should people write to you and talk with you?"),
    easy=_("How do we talk with you?"),
    hint=_("We go by this when we write to you or ring you."),
    icon="message-circle",
    klass=Class.SPECIAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("Anything else that helps")),),
    facets=(facets.TALKING, facets.FORMATS, facets.CONTACT_BY, facets.PROFESSIONALS),
    duties=(("admin", HOSTS),),
)
LANGUAGES: Final = Question(
    part=Part.ME,
    slug="languages",
    title=_("Languages"),
    ask=_("Which languages do you speak?"),
    easy=_("Your languages"),
    icon="languages",
    klass=Class.PERSONAL,
    default=Audience.CIRCLE,
    prompts=(Prompt("words", _("Anything else, such as which you like best")),),
    facets=(facets.LANGUAGES,),
)
CULTURE: Final = Question(
    part=Part.ME,
    slug="culture",
    title=_("Culture and faith"),
    ask=_("What of your culture or faith should people know?"),
    easy=_("Your culture and faith"),
    icon="flower-2",
    klass=Class.SPECIAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("In my own words")),),
    facets=(facets.FAITHS, facets.CUSTOMS),
)
FOOD: Final = Question(
    part=Part.ME,
    slug="food",
    title=_("Food and drink"),
    ask=_("What do you like to eat and drink?"),
    easy=_("Food and drink"),
    icon="utensils",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(
        Prompt("like", _("I like")),
        Prompt("dislike", _("I do not like")),
    ),
    facets=(facets.FOOD,),
)
PETS: Final = Question(
    part=Part.ME,
    slug="pets",
    title=_("Animals"),
    ask=_("Do you live with animals?"),
    easy=_("Animals"),
    icon="paw-print",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("Their names, and what to mind")),),
    facets=(facets.PETS, facets.PETS_FINE),
)
SMOKING: Final = Question(
    part=Part.ME,
    slug="smoking",
    title=_("Smoking"),
    ask=_("Does anybody smoke where you live?"),
    easy=_("Smoking"),
    icon="cigarette-off",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    facets=(facets.SMOKING, facets.SMOKING_FINE),
)
INTERESTS: Final = Question(
    part=Part.ME,
    slug="interests",
    title=_("What I enjoy"),
    ask=_("What do you enjoy?"),
    easy=_("What do you like to do?"),
    icon="music",
    klass=Class.PERSONAL,
    default=Audience.CIRCLE,
    prompts=(Prompt("words", _("In my own words")),),
    facets=(facets.INTERESTS,),
)
BIRTHDAY: Final = Question(
    part=Part.ME,
    slug="birthday",
    title=_("My birthday"),
    ask=_("When were you born?"),
    easy=_("Your birthday"),
    icon="cake",
    klass=Class.PERSONAL,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("How I like to spend the day")),),
    rows=(Field("born_on", _("Date of birth"), Column.DAY, has_been=True),),
    rows_title=_("My birthday"),
    most_rows=1,
)
GENDER: Final = Question(
    part=Part.ME,
    slug="gender",
    title=_("Woman, man, or another way"),
    ask=_("Are you a woman, a man, or do you say it another way?"),
    easy=_("Are you a woman or a man?"),
    hint=_("Some people want a woman, or a man, for help with washing and dressing. Nobody has to answer this."),
    icon="circle-user-round",
    klass=Class.PERSONAL,
    default=Audience.ONLY_ME,
    prompts=(Prompt("words", _("In my own words")),),
    facets=(facets.GENDER,),
)
EMERGENCY: Final = Question(
    part=Part.ME,
    slug="emergency",
    title=_("In an emergency"),
    ask=_("Whom do we ring, and what must people know?"),
    easy=_("In an emergency"),
    hint=_("Your team can always see this. It is kept locked."),
    icon="siren",
    klass=Class.SAFETY,
    default=Audience.TEAM,
    prompts=(Prompt("words", _("Anything else that must be known at once")),),
    facets=(facets.ALLERGIES, facets.EMERGENCY),
    rows_title=_("Whom to ring"),
    rows=(
        Field("name", _("Name"), required=True),
        Field("relation", _("Who they are to me")),
        Field("phone", _("Phone"), Column.PHONE, required=True),
    ),
    sealed=True,
    fresh_for=A_QUARTER,
    duties=(("safeguarding", ("safeguarding_lead",)),),
)
