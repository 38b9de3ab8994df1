"""What can be ticked in a profile: stable codes, and words that people use. Data, not rules.

A circle may add terms and say ours in its own words (`models.Term`); it cannot take a code away, because profiles that
were written with it would lose what they say.
"""

from tenant_apps.profiles.facets.communication import CONTACT_BY, FORMATS, LANGUAGES, PROFESSIONALS, TALKING
from tenant_apps.profiles.facets.giving import COURSES, HOW_FAR, LIVED, SKILLS, TRAVEL, UNITS, WHEN
from tenant_apps.profiles.facets.health import ALLERGIES, EMERGENCY, HEALTH, MEDICINES_HELP
from tenant_apps.profiles.facets.life import (
    CUSTOMS,
    FAITHS,
    FOOD,
    GENDER,
    INTERESTS,
    PETS,
    PETS_FINE,
    SMOKING,
    SMOKING_FINE,
)
from tenant_apps.profiles.facets.support import HOME, MANNER, MATTERS, NEEDS, OFFERS, SAFE

__all__ = [
    "ALLERGIES",
    "CONTACT_BY",
    "COURSES",
    "CUSTOMS",
    "EMERGENCY",
    "FAITHS",
    "FOOD",
    "FORMATS",
    "GENDER",
    "HEALTH",
    "HOME",
    "HOW_FAR",
    "INTERESTS",
    "LANGUAGES",
    "LIVED",
    "MANNER",
    "MATTERS",
    "MEDICINES_HELP",
    "NEEDS",
    "OFFERS",
    "PETS",
    "PETS_FINE",
    "PROFESSIONALS",
    "SAFE",
    "SKILLS",
    "SMOKING",
    "SMOKING_FINE",
    "TALKING",
    "TRAVEL",
    "UNITS",
    "WHEN",
]
