"""Pages and files that exist on every host; include with `path("", include("ui.urls"))`."""

from django.urls import path, re_path

from ui import icons, manifest, offline, reading, theme

THEME = r"^theme\.(?P<colours>[0-9a-f]{6}(?:-[0-9a-f]{6})?)\.(?P<seal>[0-9a-f]{12})\.css$"
ICON = r"^(?P<kind>icon|icon-maskable)-(?P<size>192|512)\.(?P<seal>[0-9a-f]{12})\.png$"

urlpatterns = [
    re_path(THEME, theme.theme, name="theme"),
    path("icon.svg", theme.icon, name="icon"),
    re_path(ICON, icons.icon_png, name="icon-png"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("reading/", reading.reading, name="reading"),
    path("offline/", offline.offline, name="offline"),
    path("sw.js", offline.worker, name="service-worker"),
    path("language/", reading.language, name="language"),
]
