"""Do it with me: somebody sits beside me while I write, and it is written down that they did."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.ids import parse_uuid
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name
from tenant_apps.profiles.views.desk import BESIDE, desk


class BesideForm(forms.Form):
    """Who is with me."""

    person = forms.ChoiceField(label=_("Who is with you?"), widget=forms.RadioSelect)

    def __init__(self, *args: object, people: list[Person]) -> None:
        super().__init__(*args)
        self.fields["person"].choices = [(str(person.pk), person.called) for person in people]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def together(request: MemberRequest) -> HttpResponse:
    """Choose who helps me, from those whose names I may know; or say that I go on alone."""
    here = desk(request, None)
    if request.POST.get("do") == "alone":
        request.session.pop(BESIDE, None)
        return redirect(here.at)
    known = known_by_name(request.person, Person.objects.able()).exclude(pk=here.person.pk).by_name()
    people = list(known[:200])
    form = BesideForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        request.session[BESIDE] = str(parse_uuid(form.cleaned_data["person"]))
        return redirect(here.at)
    context = {"desk": here, "form": form, "people": people, "beside": here.hand.beside}
    return render(request, "profiles/together.html", context, status=422 if form.errors else 200)
