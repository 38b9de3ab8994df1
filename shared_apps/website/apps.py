"""The federation's website, as a Django app without tables."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Public pages of the whole federation."""

    name = "shared_apps.website"
    label = "website"
    verbose_name = "Website"
