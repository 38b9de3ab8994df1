"""The room as a Django app."""

from django.apps import AppConfig


class ToolsConfig(AppConfig):
    name = "tenant_apps.tools"
    verbose_name = "Tools"
