from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "tenant_apps.matching"
    verbose_name = "Matching"
