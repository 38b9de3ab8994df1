"""Which facts of a circle are dated, and what each may say."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.federation.models import CircleFact
from shared_apps.federation.modes import Mode

Words = str | Promise
Kind = CircleFact.Kind

VALUES: Final[dict[str, dict[str, Words]]] = {
    Kind.MODE: dict(Mode.choices),
    Kind.SOCIETY: {
        "none": _("No society yet: a group of neighbours"),
        "national": _("The national co-op"),
        "own": _("A registered society of its own"),
    },
    Kind.VAT: {
        "outside": _("Not registered for VAT"),
        "exempt": _("All it does is exempt from VAT"),
        "national": _("Covered by the national co-op's VAT registration"),
        "registered": _("Registered for VAT"),
    },
    Kind.CONTROLLER: {
        "national": _("The national co-op answers for personal information"),
        "own": _("The circle's own society answers for personal information"),
        "joint": _("Both answer for it together, as their agreement says"),
    },
    Kind.BANK: {
        "none": _("The circle handles no money"),
        "national": _("An account of the national co-op"),
        "own": _("An account of its own"),
    },
}

# What counts as proof on a checklist (stages.Item.proof): this kind of fact is known and says one of these.
PROVES: Final[dict[str, tuple[str, ...]]] = {
    Kind.MODE: tuple(Mode.values),
    Kind.SOCIETY: ("own",),
    Kind.CONTROLLER: ("national", "own", "joint"),
    Kind.BANK: ("own",),
}


def value_in_words(kind: str, value: str) -> Words:
    """What a fact says, for people; the bare value when nobody knows it any more."""
    return VALUES.get(kind, {}).get(value, value)
