"""The national co-op's desk: `federation.<federation>`."""

from django.urls import include, path

from config.robots import robots

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.not_allowed"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.fault"

urlpatterns = [
    path("robots.txt", robots),
    path("", include("shared_apps.console.urls")),
    path("", include("ui.urls")),
]
