from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "tenant_apps.teams"
    verbose_name = "Teams"

    def ready(self) -> None:
        from tenant_apps.teams import relations  # noqa: F401  (tells privacy who is in a team with whom)
