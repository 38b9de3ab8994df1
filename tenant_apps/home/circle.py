"""What stewards and co-ordinators see: the people of their circle."""

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kernel.sections import Purpose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Hat, Person, PersonQuerySet, today
from tenant_apps.people.policies import can_see_people
from tenant_apps.privacy.doors import Masked, masked_many, visible
from tenant_apps.privacy.relations import Reader, reader_of

A_PAGE = 100
ROW = ("people.name", "people.hats", "people.membership")  # what a row shows; how to reach them is on their page
ON_PAPER = 2000


HERE, ON_HOLD, LEFT, NO_ACCOUNT, ALL = "", "on_hold", "left", "no_account", "all"


class PeopleFilter(forms.Form):
    """Narrows the list by a part of a name, by what people do, and by whether they are here."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    hat = forms.ChoiceField(label=_("What they do"), choices=[("", _("Everybody")), *Hat.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("Who"),
        choices=[
            (HERE, _("In the circle")),
            (NO_ACCOUNT, _("With no account")),
            (ON_HOLD, _("On hold")),
            (LEFT, _("Left")),
            (ALL, _("Everybody we know")),
        ],
        required=False,
    )

    def narrow(self, people: PersonQuerySet, by: Reader) -> PersonQuerySet:
        """Those who fit; everybody when nothing was asked, or nothing that makes sense.

        Nobody is found by what the reader may not see of them.
        """
        asked = self.cleaned_data if self.is_valid() else {}
        people = visible(by, people, "people.name", Purpose.ADMIN)
        if name := asked.get("name"):
            people = people.filter(Q(name__icontains=name) | Q(known_as__icontains=name))
        if hat := asked.get("hat"):
            people = visible(by, people, "people.hats", Purpose.ADMIN).wearing(hat)
        if state := asked.get("state", HERE):
            people = visible(by, people, "people.membership", Purpose.ADMIN)
        return _in_state(people, state)


def _in_state(people: PersonQuerySet, state: str) -> PersonQuerySet:
    """Those who are here, unless others were asked for."""
    if state == LEFT:
        return people.exclude(left_at=None)
    if state == ALL:
        return people
    if state == ON_HOLD:
        return people.exclude(suspended_at=None)
    return people.present().filter(account_id=None) if state == NO_ACCOUNT else people.present()


def _worn(people: list[Masked]) -> Iterator[list[Hat]]:
    """The hats of each today, as far as one may see them."""
    allowed = [each.id for each in people if each.may("people.hats")]
    worn: dict[UUID, list[Hat]] = {}
    for hat in Hat.objects.worn(today()).filter(person__in=allowed).order_by("kind"):
        worn.setdefault(hat.person_id, []).append(hat)
    return (worn.get(each.id, []) for each in people)


@require_safe
@member_required
def members(request: MemberRequest) -> HttpResponse:
    """Everybody in the circle by name, with what they do and how they came. Other members find nothing here."""
    if not can_see_people(request.person):
        raise Http404
    wanted = PeopleFilter(request.GET)
    reader = reader_of(request.person)
    people = wanted.narrow(Person.objects.by_name(), reader)
    page = Paginator(people, ON_PAPER if "paper" in request.GET else A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    for word in ("page", "paper"):
        asked.pop(word, None)
    seen = masked_many(reader, list(page), Purpose.ADMIN, ROW)
    context = {
        "filter": wanted,
        "people": page,
        "rows": [(person, worn) for person, worn in zip(seen, _worn(seen), strict=True)],
        "asked": asked.urlencode(),
        "narrowed": any(asked.values()),
    }
    return render(request, "home/members.html", context)
