"""Support sessions: ask a circle's stewards, look at how it is set up while they let you, and end it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.time import now
from shared_apps.console.forms import SupportForm
from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.listing import Column, listing
from shared_apps.console.pages import Words, ask, show
from shared_apps.console.set_up import health_in_words, runs_in_words, settings_in_words
from shared_apps.console.views.news import everyone
from shared_apps.console.who import names_of
from shared_apps.federation import policies
from shared_apps.federation.models import SupportSession
from shared_apps.federation.services import support
from shared_apps.federation.setup import PAGES
from tenants import directory

COLUMNS: Final = (
    Column("circle", gettext_lazy("Circle")),
    Column("officer", gettext_lazy("Officer"), ("officer_called", "-asked_at")),
    Column("reason", gettext_lazy("Why")),
    Column("asked", gettext_lazy("Asked"), ("asked_at",)),
    Column("state", gettext_lazy("State")),
)
WAITS, OPEN, OVER = "waits", "open", "over"


@require_safe
@officer_required(policies.SUPPORT)
def all_sessions(request: ConsoleRequest) -> HttpResponse:
    """Every support session of every officer, the newest first."""
    rows = listing(request, SupportSession.objects.all(), columns=COLUMNS, sort="-asked")
    for session in rows.page:
        _put_in_words(session)
    return show(request, "console/support.html", {"list": rows})


def _put_in_words(session: Any) -> None:
    circle, at = directory.by_id(session.circle_id), now()
    session.circle_called = circle.name if circle else _("A circle that has closed")
    session.circle_slug = circle.slug if circle else ""
    if session.is_open(at):
        session.now_is, session.words = OPEN, _("Open: you may look")
    elif session.ended_at is None and session.consented_at is None and at < session.answer_by:
        session.now_is, session.words = WAITS, _("Waits for a steward's answer")
    else:
        session.now_is, session.words = OVER, session.get_ended_how_display() or _("Its time was up")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(policies.SUPPORT, fresh=True)
def ask_to_look(request: ConsoleRequest) -> HttpResponse:
    """Ask a circle's stewards to let you look at how it is set up."""

    def do(answers: Mapping[str, Any]) -> tuple[str, Words]:
        circle_id = UUID(answers["circle"])
        session = support.ask(
            circle_id,
            by=request.officer,
            reason=answers["reason"],
            minutes=answers["minutes"],
            called=request.officer.name,
        )
        request.about.circle_id, request.about.subject = circle_id, str(session.pk)
        return f"/support/{session.pk}/", _("Its stewards are asked. You can look once one of them says yes.")

    return ask(
        request,
        partial(SupportForm, all_circles=everyone()),
        do,
        initial={"circle": request.GET.get("circle", ""), "minutes": 30},
        heading=_("Ask to look"),
        intro=_("You see how the circle is set up, and nobody's personal data. All its members see that you may look."),
        button=_("Ask its stewards"),
        back_url="/support/",
        is_grave=True,
    )


@require_safe
@officer_required(policies.SUPPORT)
def one_session(request: ConsoleRequest, session_id: UUID) -> HttpResponse:
    """A support session: how it stands, and which pages were opened in it. Both sides read this list."""
    session = get_object_or_404(SupportSession, pk=session_id)
    request.about.circle_id, request.about.subject = session.circle_id, str(session.pk)
    _put_in_words(session)
    facts = {
        "session": session,
        "views": [(view, PAGES.get(view.page, view.page)) for view in session.views.all()],
        "pages": PAGES,
        "is_mine": session.officer_id == request.officer.pk,
        "asked_by": names_of([session.officer_id]).said(request.officer.kind, session.officer_id),
    }
    return show(request, "console/support_session.html", facts)


@require_POST
@officer_required(policies.SUPPORT)
def end(request: ConsoleRequest, session_id: UUID) -> HttpResponse:
    """End a session, or take a question back."""
    session = get_object_or_404(SupportSession, pk=session_id)
    support.end(session, by=request.officer)
    request.about.circle_id, request.about.subject = session.circle_id, str(session.pk)
    messages.success(request, _("It is over. Its stewards see that."))
    return redirect(f"/support/{session.pk}/")


@require_safe
@officer_required(policies.SUPPORT)
def look(request: ConsoleRequest, session_id: UUID, page: str) -> HttpResponse:
    """Open a page of a circle's set-up. It is written down for both sides before it is shown."""
    if page not in PAGES:
        raise Http404
    seen = support.look(session_id, page, by=request.officer)
    request.about.circle_id, request.about.subject, request.about.words = seen.session.circle_id, str(session_id), page
    set_up = seen.set_up
    facts = {"session": seen.session, "set_up": set_up, "page": page, "pages": PAGES, "heading": PAGES[page]}
    words = {
        "settings": lambda: settings_in_words(set_up),
        "health": lambda: health_in_words(set_up.health),
        "runs": lambda: runs_in_words(set_up.runs),
    }
    return show(request, "console/support_look.html", facts | {"in_words": words[page]()})


@require_safe
@officer_required()
def over(request: ConsoleRequest) -> HttpResponse:
    """An officer's hats changed while they were looking: what was open is over."""
    return show(request, "console/support_over.html")
