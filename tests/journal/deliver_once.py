"""A process of its own that delivers one circle's journal: `python -m tests.journal.deliver_once <circle id>`."""

import sys
from uuid import UUID

import django

if __name__ == "__main__":
    django.setup()

    from tenant_apps.journal.services import deliver_due
    from tenants import directory
    from tenants.context import circle_context
    from tests.journal import listening  # noqa: F401  (its listeners are registered)

    circle = directory.by_id(UUID(sys.argv[1]))
    assert circle is not None
    with circle_context(circle):
        deliver_due()
