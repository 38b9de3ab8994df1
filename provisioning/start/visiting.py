"""Who is here: a browser that came by an application's link, remembered in the session of this host alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kernel.ids import parse_uuid
from shared_apps.applications.models import Application
from shared_apps.identity import slowing

KEY: Final = "application"
View = Callable[..., HttpResponse]


class Visit(HttpRequest):
    """A request of somebody who holds an application's link."""

    application: Application


def arrive(request: HttpRequest, application: Application) -> None:
    """Remember in this browser whose application it may go on with. A session that was there before is not used on."""
    request.session.flush()
    request.session[KEY] = str(application.pk)


def leave(request: HttpRequest) -> None:
    request.session.flush()


def application_of(request: HttpRequest) -> Application | None:
    known = parse_uuid(request.session.get(KEY))
    return Application.objects.filter(pk=known).first() if known else None


def with_application(view: View) -> View:
    """Let a page be seen only by who came by a link; everybody else is shown how to get one. Kept by no cache."""

    @wraps(view)
    def guarded(request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        found = application_of(request)
        if found is None:
            return redirect("/begin/?again=1")
        request.application = found
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return guarded


def slow_down(request: HttpRequest, what: str, *, most: int, seconds: int, whose: str = "") -> None:
    """Count one try at starting a circle. Raises TooMany when there were more than a person would make."""
    slowing.slow_down(request, f"start-{what}", most=most, seconds=seconds, whose=whose)
