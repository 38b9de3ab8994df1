from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "tenant_apps.messaging"
    verbose_name = "Talking"

    def ready(self) -> None:
        from tenant_apps.messaging import kinds  # noqa: F401  (says who talks with whom)
