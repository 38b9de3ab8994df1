"""Who wants to be told in this room: each corner of it says so in a module of its own."""

from tenant_apps.site.federation import listeners as federation

__all__ = ["federation"]
