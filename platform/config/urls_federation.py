"""The federation's own site: what this is, and where the circles are."""

from django.apps import apps
from django.urls import include, path

from config.robots import robots

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.not_allowed"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.fault"

urlpatterns = [
    path("robots.txt", robots),
    path("", include("shared_apps.website.urls")),
    path("", include("ui.urls")),
]
if apps.is_installed("dev"):  # the embedded default catches mail instead of sending it
    urlpatterns.append(path("dev/mail/", include("dev.urls")))
