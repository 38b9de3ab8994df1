"""What the national co-op tells circles: announcements and incidents, with whom each reaches."""

from collections.abc import Mapping
from datetime import datetime, time
from functools import partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.time import now
from shared_apps.console.forms import AnnouncementForm, IncidentForm, MoreForm
from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.listing import Choice, Column, listing
from shared_apps.console.pages import Words, ask, show
from shared_apps.console.who import tell_who
from shared_apps.federation import policies
from shared_apps.federation.models import Announcement, Incident
from shared_apps.federation.services import announcements, incidents
from shared_apps.federation.services.facts import HOME
from tenants import directory
from tenants.context import CircleRef


def everyone() -> list[CircleRef]:
    """The circles something can be told to, by name."""
    return sorted(directory.all_living(), key=lambda circle: circle.name)


def reached(answers: Mapping[str, Any]) -> list[UUID] | None:
    """The circles that were chosen; None for all of them."""
    return None if answers["is_for_all"] == "all" else [UUID(each) for each in answers["circles"]]


def _names(rows: list[Any]) -> None:
    """Give every row the names of the circles it reaches, from the register in memory."""
    for row in rows:
        known = (directory.by_id(circle_id) for circle_id in row.circle_ids)
        row.reaches = ", ".join(sorted(circle.name for circle in known if circle))


# --- announcements ----------------------------------------------------------------------------------------------------


def _shown_or_over(rows: QuerySet, value: str) -> QuerySet:
    shown = Announcement.objects.shown(now()).values("pk")
    return rows.filter(pk__in=shown) if value == "shown" else rows.exclude(pk__in=shown)


ANNOUNCEMENTS: Final = (
    Column("title", gettext_lazy("Title"), ("title", "id")),
    Column("for", gettext_lazy("For")),
    Column("from", gettext_lazy("Shown from"), ("from_at",)),
    Column("until", gettext_lazy("Until"), ("until_at",)),
    Column("state", gettext_lazy("State")),
)
SHOWN: Final = Choice(
    "state",
    gettext_lazy("State"),
    [("shown", gettext_lazy("Shown now")), ("over", gettext_lazy("Not shown"))],
    _shown_or_over,
)


@require_safe
@officer_required()
def all_announcements(request: ConsoleRequest) -> HttpResponse:
    """Every announcement, and whom it reaches."""
    rows = listing(request, Announcement.objects.all(), columns=ANNOUNCEMENTS, choices=[SHOWN], sort="-from")
    _names(list(rows.page.object_list))
    return show(request, "console/announcements.html", {"list": rows, "at": now()})


@require_safe
@officer_required()
def one_announcement(request: ConsoleRequest, announcement_id: UUID) -> HttpResponse:
    """One announcement, with how many stewards have read it."""
    notice = get_object_or_404(Announcement, pk=announcement_id)
    request.about.subject = str(notice.pk)
    _names([notice])
    tell_who([notice])
    return show(request, "console/announcement.html", {"notice": notice, "read": notice.reads.count(), "at": now()})


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.ANNOUNCEMENTS)
def announce(request: ConsoleRequest) -> HttpResponse:
    """Tell stewards something."""

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        until = answers["until_on"]
        notice = announcements.announce(
            answers["title"],
            answers["words"],
            by=request.officer,
            circle_ids=reached(answers),
            until_at=datetime.combine(until, time.min, ZoneInfo(HOME)) if until else None,
        )
        request.about.subject = str(notice.pk)
        return f"/announcements/{notice.pk}/", _("Its stewards see it from now on.")

    return ask(
        request,
        partial(AnnouncementForm, all_circles=everyone()),
        do,
        initial={"is_for_all": "all"},
        heading=_("Write an announcement"),
        intro=_("Stewards see it when they next come to their circle's site."),
        button=_("Announce it"),
        back_url="/announcements/",
    )


@require_POST
@officer_required(policies.ANNOUNCEMENTS)
def withdraw(request: ConsoleRequest, announcement_id: UUID) -> HttpResponse:
    """Take an announcement back."""
    notice = announcements.withdraw(get_object_or_404(Announcement, pk=announcement_id), by=request.officer)
    request.about.subject = str(notice.pk)
    messages.success(request, _("Nobody sees it any more."))
    return redirect(f"/announcements/{notice.pk}/")


# --- incidents --------------------------------------------------------------------------------------------------------

INCIDENTS: Final = (
    Column("title", gettext_lazy("What is wrong"), ("title", "id")),
    Column("for", gettext_lazy("For")),
    Column("since", gettext_lazy("Since"), ("at",)),
    Column("closed", gettext_lazy("Closed"), ("closed_at",)),
)
OPEN: Final = Choice(
    "state",
    gettext_lazy("State"),
    [("open", gettext_lazy("Still open")), ("closed", gettext_lazy("Closed"))],
    lambda rows, value: rows.filter(closed_at__isnull=value == "open"),
)


@require_safe
@officer_required()
def all_incidents(request: ConsoleRequest) -> HttpResponse:
    """Everything that went wrong for circles."""
    rows = listing(request, Incident.objects.all(), columns=INCIDENTS, choices=[OPEN], sort="-since")
    _names(list(rows.page.object_list))
    return show(request, "console/incidents.html", {"list": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.INCIDENTS)
def open_incident(request: ConsoleRequest) -> HttpResponse:
    """Say at once what is wrong, to whom it concerns."""

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        incident = incidents.open_incident(
            answers["title"], answers["words"], by=request.officer, circle_ids=reached(answers)
        )
        request.about.subject = str(incident.pk)
        return f"/incidents/{incident.pk}/", _("Its stewards read it from now on.")

    return ask(
        request,
        partial(IncidentForm, all_circles=everyone()),
        do,
        initial={"is_for_all": "all"},
        heading=_("Tell of an incident"),
        button=_("Tell them"),
        back_url="/incidents/",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def one_incident(request: ConsoleRequest, incident_id: UUID) -> HttpResponse:
    """An incident and all that was said of it; there is more to say, or it is over."""
    incident = get_object_or_404(Incident.objects.prefetch_related("notes"), pk=incident_id)
    request.about.subject = str(incident.pk)
    notes = list(incident.notes.all())
    _names([incident])
    tell_who(notes)

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        tell = incidents.close_incident if "close" in request.POST else incidents.tell_more
        tell(incident, answers["words"], by=request.officer)
        return f"/incidents/{incident.pk}/", _("That is told.")

    return ask(request, MoreForm, do, template="console/incident.html", incident=incident, notes=notes)
