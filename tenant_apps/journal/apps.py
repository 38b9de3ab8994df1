from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "tenant_apps.journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from tenant_apps.journal import registry

        registry.discover()
