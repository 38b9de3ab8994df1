"""How many there are, said so that nobody can be counted out: in words, and from five."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.errors import Sentence

# Below this nothing is said of how many: as in all figures of the house.
FIVE: Final = 5
_STEPS: Final[tuple[tuple[int, Sentence], ...]] = (
    (100, _("more than a hundred")),
    (50, _("fifty or more")),
    (20, _("twenty or more")),
    (10, _("ten or more")),
    (FIVE, _("five or more")),
)
FEW: Final = _("fewer than five")


def band(count: int) -> Sentence:
    """A number in words: nought, one and four are the same."""
    return next((words for least, words in _STEPS if count >= least), FEW)


def step(count: int) -> int:
    """The number below which it is not told more closely; 0 for fewer than five."""
    return next((least for least, _words in _STEPS if count >= least), 0)


def is_told(count: int) -> bool:
    return count >= FIVE
