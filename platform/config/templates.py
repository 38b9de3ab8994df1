"""The engine that makes pages and letters of templates."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.apps import apps
from django.template.backends.django import DjangoTemplates, get_package_libraries

# Their tags stand in no template of ours. REST framework's take an eighth of a second to load, because they bring
# along whatever its own pages might want: an HTTP client, a highlighter of code, a parser of YAML.
UNUSED: Final = frozenset({"rest_framework"})


class HouseTemplates(DjangoTemplates):
    """Django's templates, without the tags of apps whose pages are never shown."""

    def get_templatetag_libraries(self, custom_libraries: dict[str, str]) -> dict[str, str]:
        apps_with_pages = [app.name for app in apps.get_app_configs() if app.name not in UNUSED]
        found: dict[str, str] = {}
        for package in ("django.templatetags", *(f"{name}.templatetags" for name in apps_with_pages)):
            if find_spec(package) is not None:
                modules = get_package_libraries(import_module(package))
                found |= {module.removeprefix(f"{package}."): module for module in modules}
        return found | custom_libraries
