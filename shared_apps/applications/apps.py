"""The room as a Django app."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "shared_apps.applications"
    verbose_name = "Applications"
