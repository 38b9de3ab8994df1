"""What people chose, who looked, when it could not wait, and what somebody did not recognise."""

from tenant_apps.privacy.models.choices import Choice, NamedReader, Stance
from tenant_apps.privacy.models.glass import BreakGlass, Withholding
from tenant_apps.privacy.models.looks import AccessEvent, AccessLink, AccessWaiting, Doubt

__all__ = [
    "AccessEvent",
    "AccessLink",
    "AccessWaiting",
    "BreakGlass",
    "Choice",
    "Doubt",
    "NamedReader",
    "Stance",
    "Withholding",
]
