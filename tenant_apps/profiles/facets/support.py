"""What somebody would like a hand with, and how."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenant_apps.profiles.facets.making import facet

TASKS: Final = (
    ("company", _("Company and a chat")),
    ("getting-out", _("Getting out and about")),
    ("shopping", _("Shopping")),
    ("cooking", _("Cooking and meals")),
    ("eating", _("Eating and drinking")),
    ("housework", _("Housework and laundry")),
    ("garden", _("Garden")),
    ("pets", _("Looking after animals")),
    ("getting-up", _("Getting up and going to bed")),
    ("washing", _("Washing and dressing")),
    ("toilet", _("Using the toilet")),
    ("moving", _("Moving about, hoist or transfer")),
    ("medicines", _("Medicines")),
    ("appointments", _("Going to appointments")),
    ("paperwork", _("Letters, bills and forms")),
    ("computer", _("Phone and computer")),
    ("nights", _("Nights")),
    ("end-of-life", _("Care at the end of life")),
)
NEEDS: Final = facet("tasks", _("What would you like a hand with?"), *TASKS)
OFFERS: Final = facet("tasks", _("What are you glad to do?"), *TASKS)
MANNER: Final = facet(
    "manner",
    _("How should people be with you?"),
    ("slow", _("Take your time")),
    ("tell-first", _("Tell me before you do something")),
    ("ask-each-time", _("Ask me each time")),
    ("let-me-try", _("Let me try first")),
    ("same-order", _("Do things in the same order")),
    ("quiet", _("Be calm and quiet")),
    ("chatty", _("Have a laugh with me")),
    ("on-time", _("Come on time, or ring")),
)
MATTERS: Final = facet(
    "matters",
    _("Which of these matter most?"),
    ("family", _("Family and friends")),
    ("own-home", _("Staying in my own home")),
    ("say", _("Having a say in everything")),
    ("privacy", _("My privacy")),
    ("outdoors", _("Being outdoors")),
    ("work", _("Work and being useful")),
    ("faith", _("My faith")),
    ("animals", _("My animals")),
    ("looks", _("Looking my best")),
    ("same-people", _("The same few people")),
)
SAFE: Final = facet(
    "safe",
    _("What helps?"),
    ("known-people", _("People I know")),
    ("knock", _("Knock and call out before you come in")),
    ("doors", _("Check doors and windows with me")),
    ("light", _("Leave a light on")),
    ("women", _("Women for personal care")),
    ("men", _("Men for personal care")),
    ("no-touch", _("Do not touch me without asking")),
    ("badge", _("Show me who you are")),
    ("call-someone", _("Help me to ring somebody I trust")),
)
HOME: Final = facet(
    "home",
    _("What is it like?"),
    ("steps", _("Steps to the door")),
    ("stairs", _("Stairs inside")),
    ("lift", _("A lift")),
    ("ramp", _("A ramp")),
    ("wide-doors", _("Wide doors")),
    ("wet-room", _("A wet room")),
    ("hoist", _("A hoist")),
    ("parking", _("Parking near the door")),
    ("steep", _("A steep hill or rough lane")),
    ("bus", _("A bus stops nearby")),
    ("no-signal", _("No phone signal")),
    ("cold", _("Hard to keep warm")),
)
