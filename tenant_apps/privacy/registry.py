"""Which sections there are: every app of a circle declares its own in `sections.py`, which is loaded here."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule

from kernel.sections import Section, nobodys, section, section_called, section_of, sections, why_nobodys

__all__ = ["Section", "discover", "nobodys", "section", "section_called", "section_of", "sections", "why_nobodys"]


def discover() -> None:
    """Load `sections`, `relations` and `contents` of every circle app, so that nothing is decided without them."""
    for app in apps.get_app_configs():
        if app.name not in settings.TENANT_APPS or app.module is None:
            continue
        for module in ("sections", "relations", "contents"):
            if module_has_submodule(app.module, module):
                import_module(f"{app.name}.{module}")
