"""The words of privacy, as people read them. What they mean is in `kernel.sections`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.errors import Sentence
from kernel.sections import Audience, Class, Purpose, Relation, Scope

__all__ = [
    "AUDIENCES",
    "BASES",
    "CLASSES",
    "PRESETS",
    "PRESET_WORDS",
    "PURPOSES",
    "Audience",
    "Class",
    "Preset",
    "Purpose",
    "Relation",
    "Scope",
]

AUDIENCES: Final[Mapping[Audience, Sentence]] = {
    Audience.ONLY_ME: _("Only me"),
    Audience.NAMED: _("People I choose"),
    Audience.TEAM: _("My team"),
    Audience.MATCHED: _("My team, and people I may be matched with"),
    Audience.CIRCLE: _("Everybody in my circle"),
    Audience.FEDERATION: _("Members of all circles"),
    Audience.PUBLIC: _("Everybody, also outside"),
}
PURPOSES: Final[Mapping[Purpose, Sentence]] = {
    Purpose.VIEW: _("to read it"),
    Purpose.CARE: _("to give support"),
    Purpose.MATCH: _("to bring people together"),
    Purpose.ADMIN: _("to look after the list of members"),
    Purpose.EXPORT: _("to make a copy"),
    Purpose.SAFEGUARDING: _("to keep somebody safe"),
    Purpose.AUDIT: _("to check who looked"),
}


CLASSES: Final[Mapping[Class, Sentence]] = {
    Class.OPEN: _("My name"),
    Class.PERSONAL: _("About me"),
    Class.CONTACT: _("How to reach me"),
    Class.SAFETY: _("What keeps me safe"),
    Class.SPECIAL: _("My health, and other private things"),
    Class.FINANCE: _("Money"),
}
BASES: Final[Mapping[str, Sentence]] = {
    "self": _("It is their own."),
    "delegate": _("They acted for you."),
    "choice": _("You share this with them."),
    "floor": _("This is always shown to them."),
    "duty": _("It is part of their task in the circle."),
    "appointed": _("They were asked to do one thing for which this is needed."),
    "break_glass": _("It could not wait. They wrote down why."),
    "system": _("Coopbox did it by itself."),
}


class Preset(StrEnum):
    """Three ways to answer all questions at once."""

    OPEN = "open"
    CAREFUL = "careful"
    VERY_PRIVATE = "very_private"


PRESET_WORDS: Final[Mapping[Preset, tuple[Sentence, Sentence]]] = {
    Preset.OPEN: (
        pgettext_lazy("how much one shows", "Open"),
        _("People in my circle can get to know me. How to reach me, my home and my health are for my team."),
    ),
    Preset.CAREFUL: (_("Careful"), _("My team knows me. Others see little.")),
    Preset.VERY_PRIVATE: (_("Very private"), _("Only I see it, but for what keeps me safe.")),
}
PRESETS: Final[Mapping[Preset, Mapping[Class, Audience]]] = {
    Preset.OPEN: {
        Class.OPEN: Audience.CIRCLE,
        Class.PERSONAL: Audience.CIRCLE,
        Class.CONTACT: Audience.TEAM,
        Class.SPECIAL: Audience.TEAM,
        Class.SAFETY: Audience.TEAM,
        Class.FINANCE: Audience.NAMED,
    },
    Preset.CAREFUL: {
        Class.OPEN: Audience.TEAM,
        Class.PERSONAL: Audience.TEAM,
        Class.CONTACT: Audience.TEAM,
        Class.SPECIAL: Audience.NAMED,
        Class.SAFETY: Audience.TEAM,
        Class.FINANCE: Audience.ONLY_ME,
    },
    Preset.VERY_PRIVATE: dict.fromkeys(Class, Audience.ONLY_ME),
}
"""What a preset chooses for each class, before it is held between floor and ceiling of a section."""
