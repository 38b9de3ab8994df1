"""What this room does by the clock: each corner of it says so in a module of its own."""

from tenant_apps.site.federation import tasks as federation

__all__ = ["federation"]
