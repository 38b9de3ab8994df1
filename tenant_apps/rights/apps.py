"""The room as a Django app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "tenant_apps.rights"
    verbose_name = "Rights over information"

    def ready(self) -> None:
        from tenant_apps.rights import appointing  # noqa: F401  (tells privacy what they read who answer one complaint)
        from tenant_apps.rights.answering import discover

        discover()
