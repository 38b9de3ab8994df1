"""A circle's own site, the same on every circle's host."""

from django.urls import include, path

from config.robots import robots

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.not_allowed"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.fault"

urlpatterns = [
    path("robots.txt", robots),
    path("api/v1/", include("config.api")),
    path("", include("tenant_apps.entry.urls")),
    path("", include("tenant_apps.privacy.urls")),
    path("", include("tenant_apps.helping.urls")),
    path("", include("tenant_apps.inviting.urls")),
    path("", include("tenant_apps.profiles.urls")),
    path("", include("tenant_apps.merging.urls")),
    path("", include("tenant_apps.importing.urls")),
    path("", include("tenant_apps.rights.urls")),
    path("", include("tenant_apps.tools.urls")),
    path("", include("tenant_apps.letters.urls")),
    path("", include("tenant_apps.teams.urls")),
    path("", include("tenant_apps.matching.urls")),
    path("", include("tenant_apps.enquiries.urls")),
    path("", include("tenant_apps.site.urls")),
    path("", include("tenant_apps.messaging.urls")),
    path("", include("tenant_apps.chat.urls")),
    path("", include("tenant_apps.home.urls")),
    path("", include("ui.urls")),
]
