"""What happens in this room: each corner of it says so in a module of its own."""

from tenant_apps.site.federation import events as federation

__all__ = ["federation"]
