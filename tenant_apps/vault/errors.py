"""Why something locked cannot be read. It is always said; nothing locked ever looks as if it were empty.

What is said names nobody and nothing of what was locked.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal, Sentence


class Unreadable(Refusal):
    """It is there, and this Coopbox cannot open it."""

    status = 503
    default_code = "locked"
    default_sentence: ClassVar[Sentence] = _(
        "Something on this page is locked, and Coopbox cannot open it just now. It is not lost because of that."
        " Please tell whoever looks after this Coopbox."
    )


class KeyMissing(Unreadable):
    """A key that this was locked with is not here: of the deployment, the circle, or the person."""

    default_code = "key_missing"


class KeyWrong(Unreadable):
    """A key of the right name is here and is another one."""

    default_code = "key_wrong"


class Moved(Unreadable):
    """It was locked for another circle, person, row or field, or somebody changed it."""

    default_code = "not_as_it_was_locked"


class Shredded(Refusal):
    """The person's key was destroyed on purpose. Nobody can open this any more, and nothing new is locked for them."""

    status = 410
    default_code = "shredded"
    default_sentence = _("This was removed for good, and nobody can read it any more.")
