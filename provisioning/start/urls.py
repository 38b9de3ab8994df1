"""The pages on which a group starts its circle."""

from django.urls import URLPattern, URLResolver, path, re_path

from provisioning.start import outcomes, views
from provisioning.start.pages import PAGES
from tenants.colours import colours_path

app_name = "start"
_COLOURS = r"^colours\.(?P<brand>[0-9a-f]{6})-(?P<accent>[0-9a-f]{6})\.css$"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front, name="front"),
    path("begin/", views.begin, name="begin"),
    path("resume/<str:token>/", views.resume, name="resume"),
    path("3-address/free/", views.free, name="free"),
    path("5-look/preview/", views.preview, name="preview"),
    path("5-look/logo/<str:fingerprint>.png", views.logo, name="logo"),
    *[path(page.path[1:], views.step, {"name": page.step}, name=page.step) for page in PAGES],
    path("check/", views.check, name="check"),
    path("later/", views.later, name="later"),
    path("forget/", views.forget, name="forget"),
    path("making/", outcomes.making, name="making"),
    path("making/again/", outcomes.try_again, name="try_again"),
    path("making/elsewhere/", outcomes.elsewhere, name="elsewhere"),
    path("ready/", outcomes.ready, name="ready"),
    path("yours/", outcomes.yours, name="yours"),
    path("yours/another/", outcomes.another, name="another"),
    *[path(page, outcomes.at_the_federation) for page in ("about/", "accessibility/", "privacy/")],
    re_path(r"^looks\.(?P<edition>[0-9a-f]{12})\.css$", views.sheet_of_looks, name="looks"),
    re_path(_COLOURS, views.sheet_of_preview, name="preview_colours"),
    colours_path(),
]
