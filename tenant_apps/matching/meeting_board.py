"""For whoever looks after people: how far introductions are, since when they wait, and bringing two people up."""

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.sections import Purpose
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.forms import ask as ask_with
from tenant_apps.matching.meeting_forms import BringUpForm
from tenant_apps.matching.meeting_pages import for_hosts, page_methods
from tenant_apps.matching.models import Ask, Introduction, Offer, Stage
from tenant_apps.matching.services import introductions
from tenant_apps.matching.waiting import to_be_told, waits_for
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import masked_many, visible

MOST = 200


@require_safe
@for_hosts
def board(request: MemberRequest) -> HttpResponse:
    """Who may get to know whom, how far it is and since when. Nothing of what either said, and no reason."""
    wanted = request.GET.get("stage", "")
    every = (
        Introduction.objects.seeming()
        .select_related("ask", "asker", "giver")
        .prefetch_related("steps")
        .order_by("stage_at", "id")
    )
    shown = visible(request.person, every, "people.name", Purpose.ADMIN, "asker")
    shown = visible(request.person, shown, "people.name", Purpose.ADMIN, "giver")
    shown = shown.exclude(asker=request.person).exclude(giver=request.person)
    if wanted in Stage.values:
        shown = shown.filter(stage=wanted)
    page = Paginator(shown, 50).get_page(request.GET.get("page"))
    people = list({each.pk: each for row in page for each in (row.asker, row.giver)}.values())
    called = {each.pk: each.called for each in masked_many(request.person, people, Purpose.ADMIN, ["people.name"])}
    rows = [
        {"row": row, "asker": called[row.asker_id], "giver": called[row.giver_id]}
        | {"hear": _to_hear(row), "waits": _waits(row, called)}
        for row in page
    ]
    context = {"page": page, "rows": rows, "wanted": wanted, "stages": [each for each in Stage if each != Stage.JOINED]}
    context["to_be_told"] = _to_be_told(request.person)
    return render(request, "matching/met/board.html", context)


def _to_be_told(reader: Person) -> list[dict[str, Any]]:
    """Who does not sign in and has to be told that it is over, as far as this reader may know them: a visit that does
    not take place comes first."""
    found = [(row, whom) for row, whom in to_be_told() if reader.pk not in (row.asker_id, row.giver_id)]
    people = {whom.pk: whom for _row, whom in found}
    seen = {each.pk: each for each in masked_many(reader, list(people.values()), Purpose.ADMIN, ["people.name"])}
    rows = [
        {"row": row, "called": seen[whom.pk].called, "side": "asker" if whom.pk == row.asker_id else "giver"}
        | {"off_at": row.off_at if row.is_off() else None}
        for row, whom in found
        if seen[whom.pk].called
    ]
    return sorted(rows, key=lambda each: each["off_at"] is None)


# While both are only asked nobody may tell a no from silence; and who tells how a visit was is between the two.
SAYS_WHO: Final = (Stage.MUTUAL, Stage.TALKING, Stage.TEAM)


def _waits(row: Introduction, called: dict[UUID, str]) -> str:
    """Whose word it waits for, so that a coordinator can ask whether they need a hand."""
    if row.stage not in SAYS_WHO:
        return ""
    whom = [called[each.pk] or _("Somebody") for each in waits_for(row)]
    if row.stage == Stage.TEAM and not whom:
        return _("The team has time to answer")
    return _("Waits for %(whom)s") % {"whom": get_text_list(whom, _("and"))} if whom else ""


def _to_hear(row: Introduction) -> list[str]:
    """Which of the two does not sign in: what they say is heard aloud, or on paper."""
    sides = {"asker": row.asker, "giver": row.giver}
    return [side for side, person in sides.items() if person.account_id is None and person.may_come_in]


@page_methods
@for_hosts
def bring_up(request: MemberRequest) -> HttpResponse:
    """Two people may suit each other; both are asked."""
    reader = request.person
    asks: Any = visible(reader, Ask.objects.open(), "people.name", Purpose.ADMIN, "person").exclude(person=reader)
    offers: Any = visible(reader, Offer.objects.open(), "people.name", Purpose.ADMIN, "person").exclude(person=reader)
    open_asks = list(asks.select_related("person").order_by("opened_at", "id")[:MOST])
    giving = [each.person for each in offers.select_related("person").order_by("opened_at", "id")[:MOST]]
    everybody: list[Person] = [*(each.person for each in open_asks), *giving]
    called = {each.pk: each.called for each in masked_many(reader, everybody, Purpose.ADMIN, ["people.name"])}
    form = BringUpForm(
        request.POST if request.method == "POST" else None,
        asks={str(each.pk): (each, f"{called[each.person_id]}: {each.title or _('An ask')}") for each in open_asks},
        people={str(each.pk): (each, called[each.pk]) for each in giving},
    )
    return ask_with(
        request,
        "matching/met/bring_up.html",
        form,
        lambda said: introductions.bring_up(said["ask"], said["giver"], by=reader),
        reverse("matching:met_board"),
    )
