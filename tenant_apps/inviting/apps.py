"""The room as a Django app."""

from django.apps import AppConfig


class InvitingConfig(AppConfig):
    name = "tenant_apps.inviting"
    verbose_name = "Inviting"
