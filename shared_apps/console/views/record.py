"""The record of everything officers did and looked at. It only grows."""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shared_apps.console.gate import ConsoleRequest, officer_required
from shared_apps.console.hats import AUDIT
from shared_apps.console.listing import Choice, Column, listing, narrowed_by
from shared_apps.console.models import Entry, Officer
from shared_apps.console.pages import show
from shared_apps.console.subjects import about, hat_of, words_of
from shared_apps.console.who import names_of
from shared_apps.console.words import entry_in_words
from tenants import directory

COLUMNS: Final = (
    Column("at", _("When"), ("at",)),
    Column("who", _("Who")),
    Column("what", _("What"), ("what", "-at")),
    Column("circle", _("Circle")),
    Column("about", _("About")),
)
VERB: Final = Choice("verb", _("Did or looked"), list(Entry.Verb.choices), narrowed_by("verb"))


def _found(rows: QuerySet, words: str) -> QuerySet:
    officers = Officer.objects.filter(name__icontains=words).values("pk")
    circles = [circle.id for circle in directory.all_living() if words.lower() in circle.name.lower()]
    return rows.filter(Q(by_id__in=officers) | Q(circle_id__in=circles) | Q(what__icontains=words))


@require_safe
@officer_required(AUDIT)
def record(request: ConsoleRequest) -> HttpResponse:
    """Everything that was done and looked at here, the newest first."""
    rows = listing(request, Entry.objects.all(), columns=COLUMNS, choices=[VERB], search=_found, sort="-at")
    entries = list(rows.page.object_list)
    who = names_of(each for entry in entries for each in (entry.by_id, hat_of(entry)[1]))
    for entry in entries:
        circle = directory.by_id(entry.circle_id) if entry.circle_id else None
        entry.circle_called = circle.name if circle else ""
        entry.by_whom = who.said(entry.by_kind, entry.by_id)
        entry.said = entry_in_words(entry.what)
        entry.about, entry.added = about(entry, who), words_of(entry)
    return show(request, "console/record.html", {"list": rows, "entries": entries})
