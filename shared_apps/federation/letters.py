"""What goes from one circle to another: an envelope with a declared kind, a plain payload, and nothing else.

The federation keeps no letter. It says what an envelope looks like and how large it may be, so that both circles mean
the same; each keeps its own copy in its own tables.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBroken

LARGEST: Final = 32 * 1024
"""Bytes of a whole envelope, as JSON."""


@dataclass(frozen=True)
class Envelope:
    """`what` says what it is about (a proposal, an answer, an end, a letter, a receipt); `id` is the same at both ends.

    Who sends it stands outside: the carrier knows from which circle it set out, whatever an envelope says.
    """

    what: str
    id: UUID
    agreement: UUID
    body: Mapping[str, Any]

    def check(self) -> "Envelope":
        """Raises RuleBroken for what is too large or no plain JSON."""
        try:
            size = len(json.dumps(dict(self.body), allow_nan=False).encode())
        except (TypeError, ValueError):
            raise RuleBroken(_("This letter holds something that cannot be sent."), code="not_plain") from None
        if size > LARGEST:
            raise RuleBroken(_("This letter is too long. Make it shorter, or send two."), code="too_large")
        return self
