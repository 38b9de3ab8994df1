"""Who wants to be told in this room: each corner of it says so in a module of its own."""

from tenant_apps.site.domain import listeners as domain
from tenant_apps.site.federation import listeners as federation
from tenant_apps.site.leaving import listeners as leaving

__all__ = ["domain", "federation", "leaving"]
