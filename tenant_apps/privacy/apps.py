from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "tenant_apps.privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from tenant_apps.privacy import registry

        registry.discover()
