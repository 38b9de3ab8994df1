"""A circle's own pages, and one that hardly does anything: it says who is there."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tenant_apps.entry.gate import member_required

handler400, handler403 = "ui.errors.bad_request", "ui.errors.not_allowed"
handler404, handler500 = "ui.errors.not_found", "ui.errors.fault"


@member_required
def light(request: HttpRequest) -> HttpResponse:
    """Good morning, Sol. This is Calderdale."""
    return HttpResponse(f"Good morning, {request.person.name}. This is {request.circle.name}.")


urlpatterns = [path("light/", light), path("", include("config.urls_circle"))]
