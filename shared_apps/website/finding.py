"""Find a circle: by the name of a circle or of a place, forgiving about capitals and accents."""

import unicodedata
from collections.abc import Iterable

from tenants.context import CircleRef

LONGEST_SEARCH = 60


def matching(circles: Iterable[CircleRef], words: str) -> list[CircleRef]:
    """Those whose name or place has every word that was typed; all of them when nothing was."""
    wanted = _plain(words[:LONGEST_SEARCH]).split()
    return [each for each in circles if all(word in _plain(f"{each.name} {each.place}") for word in wanted)]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
