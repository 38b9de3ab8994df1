from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "tenant_apps.helping"
    verbose_name = "Helping"

    def ready(self) -> None:
        from tenant_apps.helping import delegates  # noqa: F401  (tells privacy what an authority lets a helper see)
