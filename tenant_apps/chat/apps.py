from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "tenant_apps.chat"
    verbose_name = "Chat"

    def ready(self) -> None:
        from tenant_apps.chat import reading  # noqa: F401  (says where people talk besides)
