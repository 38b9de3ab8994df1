from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts, sign-in by e-mailed code, and tickets into circles."""

    name = "shared_apps.identity"
    label = "identity"
    verbose_name = "Accounts and sign-in"
    default_auto_field = "django.db.models.BigAutoField"
