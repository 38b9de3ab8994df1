"""The room as a Django app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tenant_apps.site"
    verbose_name = "Site"
