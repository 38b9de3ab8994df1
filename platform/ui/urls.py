"""Pages and files that exist on every host; include with `path("", include("ui.urls"))`."""

from django.urls import path, re_path

from ui import reading, theme

THEME = r"^theme\.(?P<colours>[0-9a-f]{6}(?:-[0-9a-f]{6})?)\.(?P<seal>[0-9a-f]{12})\.css$"

urlpatterns = [
    re_path(THEME, theme.theme, name="theme"),
    path("icon.svg", theme.icon, name="icon"),
    path("manifest.webmanifest", theme.manifest, name="manifest"),
    path("reading/", reading.reading, name="reading"),
    path("language/", reading.language, name="language"),
]
