from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "tenant_apps.chat"
    verbose_name = "Chat"
