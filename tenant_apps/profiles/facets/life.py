"""How somebody lives: faith, food, animals, what they enjoy."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenant_apps.profiles.facets.making import facet

FAITHS: Final = facet(
    "faith",
    _("Which faith, if any?"),
    ("none", _("None")),
    ("buddhist", _("Buddhist")),
    ("christian", _("Christian")),
    ("hindu", _("Hindu")),
    ("jewish", _("Jewish")),
    ("muslim", _("Muslim")),
    ("sikh", _("Sikh")),
    ("quaker", _("Quaker")),
    ("other", _("Another one")),
)
CUSTOMS: Final = facet(
    "customs",
    _("What should people know?"),
    ("shoes-off", _("Shoes off indoors")),
    ("prayer-times", _("I pray at set times")),
    ("sabbath", _("I keep a day of rest")),
    ("fasting", _("I fast at times")),
    ("modesty", _("Modesty matters to me")),
    ("festivals", _("Festivals matter to me")),
)
FOOD: Final = facet(
    "food",
    _("What do you eat?"),
    ("anything", _("Anything")),
    ("vegetarian", _("Vegetarian")),
    ("vegan", _("Vegan")),
    ("halal", _("Halal")),
    ("kosher", _("Kosher")),
    ("gluten-free", _("Without gluten")),
    ("dairy-free", _("Without milk")),
    ("diabetic", _("With care for sugar")),
    ("soft", _("Soft or mashed")),
    ("thickened", _("Drinks made thicker")),
    ("no-pork", _("No pork")),
    ("no-beef", _("No beef")),
)
# What somebody may be asked for where help is with the body (Equality Act 2010, schedule 9, paragraph 1).
GENDER: Final = facet(
    "gender",
    _("Woman or man"),
    ("woman", _("A woman")),
    ("man", _("A man")),
    ("another", _("Neither, or both")),
    one_only=True,
)
PETS: Final = facet(
    "pets",
    _("Animals at home"),
    ("dog", _("A dog")),
    ("cat", _("A cat")),
    ("birds", _("Birds")),
    ("small", _("Small animals")),
    ("other", _("Others")),
    ("none", _("None")),
)
PETS_FINE: Final = facet(
    "pets-fine",
    _("Animals at other people’s"),
    ("dogs-fine", _("I am fine with dogs")),
    ("cats-fine", _("I am fine with cats")),
    ("allergic", _("I am allergic to some")),
    ("allergic-dogs", _("I am allergic to dogs")),
    ("allergic-cats", _("I am allergic to cats")),
    ("allergic-birds", _("I am allergic to birds")),
    ("rather-not", _("I would rather not")),
)
SMOKING: Final = facet(
    "smoking",
    _("Smoking at home"),
    ("no", _("Nobody smokes")),
    ("outside", _("Outside only")),
    ("inside", _("Inside, too")),
    ("vaping", _("Vaping only")),
    one_only=True,
)
SMOKING_FINE: Final = facet(
    "smoking-fine",
    _("Can you be where people smoke?"),
    ("yes", _("Yes")),
    ("outside", _("If they smoke outside")),
    ("no", pgettext_lazy("answer", "No")),
    one_only=True,
)
INTERESTS: Final = facet(
    "interests",
    _("What do you enjoy?"),
    ("music", _("Music")),
    ("singing", _("Singing")),
    ("reading", _("Reading")),
    ("films", _("Films and television")),
    ("walking", _("Walking")),
    ("gardening", _("Gardening")),
    ("cooking", _("Cooking and baking")),
    ("crafts", _("Knitting, sewing, making things")),
    ("history", _("History")),
    ("trains", _("Trains and buses")),
    ("football", _("Football")),
    ("cricket", _("Cricket")),
    ("games", _("Cards and games")),
    ("art", _("Art")),
    ("dancing", _("Dancing")),
    ("faith", _("Going to worship")),
    ("nature", _("Birds and nature")),
    ("politics", _("Putting the world to rights")),
    ("animals", _("Animals")),
    ("computers", _("Computers")),
)
