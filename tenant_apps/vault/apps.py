from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "tenant_apps.vault"
    verbose_name = "Vault"
