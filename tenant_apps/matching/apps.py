from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "tenant_apps.matching"
    verbose_name = "Matching"

    def ready(self) -> None:
        from tenant_apps.matching import first_visits  # noqa: F401  (tells teams which first visits come)
