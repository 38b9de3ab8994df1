"""What follows when something happened: other rooms and other circles are told."""

from tenant_apps.matching import carrying, telling

__all__ = ["carrying", "telling"]
