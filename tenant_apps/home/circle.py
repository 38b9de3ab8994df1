"""The people of the circle: all for stewards and co-ordinators, and for every member those who share their name."""

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.sections import Purpose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.home.people_list import ByAnswers, PeopleFilter, page_of
from tenant_apps.people.models import Hat, today
from tenant_apps.people.policies import can_see_people
from tenant_apps.privacy.doors import Masked, masked_many
from tenant_apps.privacy.relations import reader_of
from tenant_apps.profiles.vocabulary import vocabulary

A_PAGE = 100
ROW = ("people.name", "people.hats", "people.membership")  # what a row shows; how to reach them is on their page
CONTACT = "people.contact"
ON_PAPER = 2000


@require_safe
@member_required
def members(request: MemberRequest) -> HttpResponse:
    """Everybody in the circle by name, with what they do and how they came. Other members find nothing here."""
    if not can_see_people(request.person):
        raise Http404
    return _list(request, Purpose.ADMIN, "home/members.html")


@require_safe
@member_required
def people(request: MemberRequest) -> HttpResponse:
    """Those who share their name with this member, with what else they share."""
    return _list(request, Purpose.VIEW, "home/people.html")


def _list(request: MemberRequest, purpose: Purpose, template: str) -> HttpResponse:
    wanted = PeopleFilter(request.GET)
    reader = reader_of(request.person)
    answers = ByAnswers.of(request.GET, vocabulary(), wanted.wrong)
    found = answers.narrow(wanted.narrow(reader, purpose), reader, purpose)
    page = page_of(found, request.GET, ON_PAPER if "paper" in request.GET else A_PAGE)
    asked = request.GET.copy()
    for word in ("after", "before", "paper"):
        asked.pop(word, None)
    row = (*ROW, CONTACT) if wanted.goes_by_contact else ROW
    seen = masked_many(reader, page.people, purpose, row)
    context = {
        "filter": wanted,
        "answers": answers,
        "ticked": answers.words(asked),
        "page": page,
        "rows": [(person, worn) for person, worn in zip(seen, _worn(seen), strict=True)],
        "asked": asked.urlencode(),
        "narrowed": any(asked.values()),
    }
    return render(request, template, context, status=422 if answers.wrong else 200)


def _worn(people: list[Masked]) -> Iterator[list[Hat]]:
    """The hats of each today, as far as one may see them."""
    allowed = [each.id for each in people if each.may("people.hats")]
    worn: dict[UUID, list[Hat]] = {}
    for hat in Hat.objects.worn(today()).filter(person__in=allowed).order_by("kind"):
        worn.setdefault(hat.person_id, []).append(hat)
    return (worn.get(each.id, []) for each in people)
