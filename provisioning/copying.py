"""What one circle may take over from another that allowed it: what anybody can see on its public pages anyway.

Never how to reach it, never who it is, and nothing of its people: only what is named here travels.
"""

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.errors import NotAllowed
from provisioning import circles
from tenants.context import CircleRef
from tenants.models import Circle

# A circle says by this feature that others may copy how it is set up.
MAY_BE_COPIED: Final = "may-be-copied"
LOOK: Final = ("brand", "accent", "strapline", "about")


def allowed(model_id: UUID) -> CircleRef:
    """The circle to be copied, if it is open and lets others do so. Raises NotAllowed, NotFound."""
    model = circles.numbered(model_id)
    if model.state != Circle.State.OPEN or MAY_BE_COPIED not in model.features:
        raise NotAllowed(_("This circle does not let others copy how it is set up."), code="not_to_be_copied")
    return circles.ref_of(model)


def public_look(model: CircleRef, *, language: str) -> dict[str, Any]:
    """What the register holds of a circle for its public pages, its own words, and the languages it reads.

    `language` is what the new circle speaks first. The logo stays: a circle is known by it.
    """
    others = [code for code in (model.languages or (model.language,)) if code != language]
    look = {name: getattr(model, name) for name in LOOK}
    return look | {"words": dict(model.words), "languages": [language, *others] if others else []}
