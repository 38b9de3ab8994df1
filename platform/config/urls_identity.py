"""The sign-in host, `id.<federation>`: one place where everybody proves who they are, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from config.robots import robots
from ui.context import federation_url
from ui.language import along

handler400 = "ui.errors.bad_request"
handler403 = "ui.errors.not_allowed"
handler404 = "ui.errors.not_found"
handler500 = "ui.errors.fault"


def at_the_federation(request: HttpRequest) -> HttpResponse:
    """The footer's statements are the federation's; here is only the door."""
    return redirect(f"{federation_url()}{request.path}{along(request)}")


urlpatterns = [
    path("robots.txt", robots),
    path("about/", at_the_federation),
    path("accessibility/", at_the_federation),
    path("privacy/", at_the_federation),
    path("", include("shared_apps.identity.urls")),
    path("", include("provisioning.accounts.urls")),
    path("", include("ui.urls")),
]
