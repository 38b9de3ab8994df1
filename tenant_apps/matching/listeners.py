"""What follows when something happened: other rooms and other circles are told, and what takes long is done."""

from tenant_apps.matching import carrying, plan_listening, telling

__all__ = ["carrying", "plan_listening", "telling"]
