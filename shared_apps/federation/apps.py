"""The room as a Django app."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "shared_apps.federation"
    verbose_name = "Federation"
