"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MergingConfig(AppConfig):
    name = "tenant_apps.merging"
    verbose_name = "Putting two entries together"

    def ready(self) -> None:
        autodiscover_modules("together")
