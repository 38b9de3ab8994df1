"""The look and feel, as a Django app without tables."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, styles and template tags that every room uses."""

    name = "ui"
    label = "ui"
    verbose_name = "Look and feel"
