"""The pages of asking for somebody whose name one may not know: asking, answering, and the stewards' part in it."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import NotFound
from kernel.sections import Purpose
from tenant_apps.entry.gate import hat_required, member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping import asking, policies
from tenant_apps.helping.choosing import choosable
from tenant_apps.helping.forms import DAY, SCOPES, ask
from tenant_apps.helping.models import Wish
from tenant_apps.people.models import Person
from tenant_apps.privacy import doors

page = require_http_methods(["GET", "HEAD", "POST"])
for_watchers = hat_required(*policies.WATCHERS)


class WishForm(forms.Form):
    """Whom I ask, and for what."""

    what = forms.ChoiceField(label=_("What do you ask them?"), choices=Wish.What.choices, widget=forms.RadioSelect)
    address = forms.EmailField(
        label=_("Their e-mail address, if you know it"),
        max_length=254,
        required=False,
        help_text=_("Exactly as they use it. We do not tell you whether they are here."),
    )
    named = forms.CharField(
        label=_("Or their name, and who they are"),
        max_length=200,
        required=False,
        help_text=_("For example: my daughter, Adah Green. A steward reads this, and asks them or invites them."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("If they act for you: what may they see and do?"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    until_on = forms.DateField(label=_("Until when?"), widget=DAY, required=False)


@page
@member_required
def ask_for(request: MemberRequest) -> HttpResponse:
    """Ask for somebody I do not see here; and what I asked so far."""

    def do(said: dict[str, Any]) -> Wish:
        return asking.ask_for_somebody(request.person, said.pop("what"), by=request.person, **said)

    form = WishForm(request.POST if request.method == "POST" else None)
    asked = [(each, asking.code_of(each)) for each in _as_the_asker_sees(request.person)]
    return ask(request, "helping/ask_for.html", form, do, "helping:ask_for", asked=asked)


def _as_the_asker_sees(person: Person) -> list[Wish]:
    """A no looks as if nobody had answered, so that it tells nobody that such a person is here."""
    mine = Wish.objects.filter(person=person, taken_back_at=None, said_yes=False)
    return list(mine.filter(ends_at__gt=asking.now()).order_by("-id"))


@require_POST
@member_required
def take_back(request: MemberRequest, wish_id: UUID) -> HttpResponse:
    asking.take_back(get_object_or_404(Wish, pk=wish_id, person=request.person), by=request.person)
    return redirect("helping:ask_for")


@require_safe
@member_required
def asked(request: MemberRequest, wish_id: UUID) -> HttpResponse:
    """Somebody who knows my address, or whom a steward knew to mean me, asks me something."""
    found = get_object_or_404(asking.waiting_for(request.person).select_related("person"), pk=wish_id)
    return render(request, "helping/asked.html", {"wish": found})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def with_code(request: MemberRequest) -> HttpResponse:
    """I was handed a code: what is it?"""
    code, found = request.POST.get("code", "")[:20], None
    if request.method == "POST":
        found = asking.by_code(code, by=request.person)
    is_wrong = request.method == "POST" and found is None
    if found is not None:
        return render(request, "helping/asked.html", {"wish": found, "code": code})
    return render(request, "helping/with_code.html", {"is_wrong": is_wrong}, status=422 if is_wrong else 200)


@require_POST
@member_required
def answer(request: MemberRequest, wish_id: UUID) -> HttpResponse:
    """Yes or no."""
    found, code = Wish.objects.open().filter(pk=wish_id).first(), request.POST.get("code", "")[:20]
    if found is None or not (code or asking.waiting_for(request.person).filter(pk=wish_id).exists()):
        raise NotFound
    asking.answer(found, yes=request.POST.get("do") == "yes", by=request.person, code=code)
    return redirect("helping:helping")


# --- for whoever looks after the list ---------------------------------------------------------------------------------


@require_safe
@for_watchers
def asked_for(request: MemberRequest) -> HttpResponse:
    """Whom members asked for and wrote down, to be asked or invited."""
    rows = doors.visible(request.person, Wish.objects.open(), "helping.authorities", Purpose.ADMIN, through="person")
    wishes = [each for each in rows.filter(meant=None).select_related("person") if each.named or each.address]
    found = choosable(request, Person.objects.signing_in(), "meant")
    return render(request, "helping/asked_for.html", {"wishes": wishes, "found": found})


@require_POST
@for_watchers
def point_to(request: MemberRequest, wish_id: UUID) -> HttpResponse:
    """This is whom they mean."""
    wish = get_object_or_404(Wish.objects.open(), pk=wish_id)
    choice = forms.ModelChoiceField(queryset=Person.objects.signing_in())
    try:
        meant = choice.clean(request.POST.get("meant", ""))
    except forms.ValidationError as no:
        raise NotFound from no
    asking.point_to(wish, meant, by=request.person)
    return redirect("helping:asked_for")
