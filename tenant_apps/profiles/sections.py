"""What profiles hold, declared to privacy: one section for each question, for pictures, and for checks."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.sections import Audience, Class, Purpose, Section, nobodys, section
from tenant_apps.profiles.questions import QUESTIONS
from tenant_apps.profiles.questions.often import HOSTS
from tenant_apps.profiles.shape import Kind, Question


def _declare(question: Question) -> Section:
    return section(
        question.section,
        question.title,
        question.klass,
        question.default,
        ceiling=question.ceiling,
        duties={Purpose(purpose): hats for purpose, hats in question.duties},
    )


SECTIONS: Final = {question.code: _declare(question) for question in QUESTIONS.values()}
PICTURES: Final = {
    kind: section(
        f"profiles.{kind}.picture",
        _("My picture, and what I say or show of myself"),
        Class.PERSONAL,
        Audience.TEAM if kind is Kind.GETTING else Audience.CIRCLE,
    )
    for kind in Kind
}
CHECKS: Final = section(
    "profiles.checks",
    _("Checks about me"),
    Class.PERSONAL,
    Audience.TEAM,
    ceiling=Audience.CIRCLE,
    fields=("profiles.Check.*",),
    duties={Purpose.ADMIN: HOSTS, Purpose.MATCH: HOSTS, Purpose.SAFEGUARDING: ("safeguarding_lead",)},
)
# Each answer and picture says to which of the sections above it belongs, and is shown by that one alone. The columns as
# such, whatever row they stand in, are for the person only.
WHOLE: Final = section(
    "profiles.whole",
    _("All I have written in my profiles, with its history"),
    Class.SPECIAL,
    Audience.ONLY_ME,
    ceiling=Audience.ONLY_ME,
    fields=("profiles.Answer.*", "profiles.Version.*", "profiles.Showing.*", "profiles.PaperForm.*"),
)
nobodys("profiles.OwnTerm.*", why="the circle's own words for what can be ticked, whoever ticks it")
