from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "tenant_apps.matching"
    verbose_name = "Matching"

    def ready(self) -> None:
        from tenant_apps.matching import contents, first_visits  # noqa: F401  (tell other rooms what is asked, what comes)
