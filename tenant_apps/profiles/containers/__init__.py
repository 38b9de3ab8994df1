"""The five kinds of file a recording comes in, each read strictly and written anew without what it says besides.

Whatever is not needed to play it is left out: not a list of what to take away, but a list of what may stay. The sound
itself is not unpacked; a coder that hides words in it is beyond this.
"""

from collections.abc import Iterable


class NotThisKind(ValueError):
    """The file does not hold what such a file has to hold."""


class MoreThanItSeems(ValueError):
    """Something follows, or comes before, that is no part of the recording."""


def played(kinds: Iterable[str], *, film: bool) -> None:
    """A sound has nothing to be looked at in it, and a film has. Raises NotThisKind."""
    there = set(kinds)
    if not there or not there <= {"sound", "film"} or ("film" in there) is not film:
        raise NotThisKind("not what was asked for")
