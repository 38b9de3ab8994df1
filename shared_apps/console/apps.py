"""The room as a Django app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "shared_apps.console"
    verbose_name = "Console"
