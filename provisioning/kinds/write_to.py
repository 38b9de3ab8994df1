"""Let one circle write to the address that somebody signs in with.

Facts: `account_id`, `circle_id`; `address`, the fingerprint of the address that is meant; `instead_of`, fingerprints of
those that are taken back, if only they are.
"""

from django.utils.translation import gettext_lazy as _

from provisioning.accounts import letters
from provisioning.running import Step, Work, kind


def _tell(work: Work) -> None:
    letters.tell_circle(work.facts)


kind(
    letters.WRITE_TO,
    _("Write to another address"),
    Step("address", _("Tell the circle the address"), _tell),
)
