"""The room as a Django app."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "tenant_apps.importing"
    verbose_name = "Lists from a file"
