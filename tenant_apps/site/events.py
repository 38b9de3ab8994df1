"""What happens in this room: each corner of it says so in a module of its own."""

from tenant_apps.site.domain import events as domain
from tenant_apps.site.federation import events as federation
from tenant_apps.site.leaving import events as leaving
from tenant_apps.site.pages import events as pages
from tenant_apps.site.setting_up import events as setting_up
from tenant_apps.site.today import events as today

__all__ = ["domain", "federation", "leaving", "pages", "setting_up", "today"]
