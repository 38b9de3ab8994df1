"""The verbs of privacy: choose, look when it cannot wait, doubt and answer."""

from tenant_apps.privacy.services.choosing import choose_audience, take_stance
from tenant_apps.privacy.services.doubting import answer_doubt, doubt_look
from tenant_apps.privacy.services.glass import break_glass, end_withholding, review_withholding

__all__ = [
    "answer_doubt",
    "break_glass",
    "choose_audience",
    "doubt_look",
    "end_withholding",
    "review_withholding",
    "take_stance",
]
