"""The room as a Django app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "tenant_apps.letters"
    verbose_name = "Letters"
