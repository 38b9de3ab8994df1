"""The front rooms of a circle, as a Django app without tables."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Public pages, a member's home, and the people of the circle."""

    name = "tenant_apps.home"
    label = "home"
    verbose_name = "Home"
