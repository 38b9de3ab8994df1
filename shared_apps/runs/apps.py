"""The room as a Django app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "shared_apps.runs"
    verbose_name = "Runs"
