"""The room as a Django app."""

from django.apps import AppConfig


class PostcodesConfig(AppConfig):
    name = "shared_apps.postcodes"
    verbose_name = "Postcodes"
