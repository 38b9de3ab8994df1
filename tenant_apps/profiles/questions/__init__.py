"""The questions of a profile, in the order in which they are asked. Data: a question more is a few lines more here.

Codes are for good, because answers, printed forms and exports go by them. How sensitive a question is follows what the
law calls special: health, faith, how somebody communicates because of a disability.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenant_apps.profiles import facets
from tenant_apps.profiles.questions.getting import (
    ABOUT_GETTING,
    DAYS_GETTING,
    HEALTH,
    HOME,
    KEYS,
    MATTERS,
    ROUTINES,
    SAFE,
    SUPPORT,
    TIMES_GETTING,
)
from tenant_apps.profiles.questions.giving import (
    ABOUT_GIVING,
    DAYS_GIVING,
    LIVED,
    OFFERS,
    RATES,
    SKILLS,
    TIMES_GIVING,
    TRAINING,
)
from tenant_apps.profiles.questions.me import (
    BIRTHDAY,
    COMMUNICATION,
    CULTURE,
    EMERGENCY,
    FOOD,
    GENDER,
    INTERESTS,
    LANGUAGES,
    PETS,
    SMOKING,
)
from tenant_apps.profiles.shape import Kind, Question

__all__ = [
    "ABOUT_GETTING",
    "ABOUT_GIVING",
    "BIRTHDAY",
    "COMMUNICATION",
    "CULTURE",
    "DAYS_GETTING",
    "DAYS_GIVING",
    "EMERGENCY",
    "FACETS",
    "FOOD",
    "GENDER",
    "HEALTH",
    "HOME",
    "INTERESTS",
    "IN_ROWS",
    "KEYS",
    "KIND_NAMES",
    "LANGUAGES",
    "LIVED",
    "MATTERS",
    "OFFERS",
    "ORDER",
    "PETS",
    "QUESTIONS",
    "RATES",
    "ROUTINES",
    "SAFE",
    "SKILLS",
    "SMOKING",
    "SUPPORT",
    "TIMES_GETTING",
    "TIMES_GIVING",
    "TRAINING",
    "question_at",
]

# The order in which each profile asks. What belongs to the person is asked once and stands in both.
ORDER: Final[dict[Kind, tuple[Question, ...]]] = {
    Kind.GETTING: (
        ABOUT_GETTING,
        DAYS_GETTING,
        MATTERS,
        SUPPORT,
        SAFE,
        COMMUNICATION,
        LANGUAGES,
        CULTURE,
        FOOD,
        PETS,
        SMOKING,
        INTERESTS,
        BIRTHDAY,
        GENDER,
        ROUTINES,
        TIMES_GETTING,
        HOME,
        HEALTH,
        EMERGENCY,
        KEYS,
    ),
    Kind.GIVING: (
        ABOUT_GIVING,
        DAYS_GIVING,
        OFFERS,
        SKILLS,
        LIVED,
        TRAINING,
        TIMES_GIVING,
        RATES,
        COMMUNICATION,
        LANGUAGES,
        CULTURE,
        FOOD,
        PETS,
        SMOKING,
        INTERESTS,
        BIRTHDAY,
        GENDER,
        EMERGENCY,
    ),
}
QUESTIONS: Final = {question.code: question for asked in ORDER.values() for question in asked}
# Facets that stand in no question by themselves, only in a column of a list.
IN_ROWS: Final = {facet.code: facet for facet in (facets.COURSES, facets.UNITS)}
FACETS: Final = {facet.code: facet for asked in QUESTIONS.values() for facet in asked.facets} | IN_ROWS
KIND_NAMES: Final = {Kind.GETTING: _("Getting support"), Kind.GIVING: _("Giving support")}


def question_at(kind: Kind, slug: str) -> Question | None:
    """The question at this place of a profile, if there is one."""
    return next((question for question in ORDER[kind] if question.slug == slug), None)
