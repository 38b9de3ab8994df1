"""The room as a Django app."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "tenant_apps.enquiries"
    verbose_name = "Enquiries"
