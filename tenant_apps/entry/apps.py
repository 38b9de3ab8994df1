from django.apps import AppConfig


class EntryConfig(AppConfig):
    """Arriving with a ticket, staying signed in, access tokens, and the gates in front of pages."""

    name = "tenant_apps.entry"
    label = "entry"
    verbose_name = "Coming in"
