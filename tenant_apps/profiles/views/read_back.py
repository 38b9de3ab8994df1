"""What was typed in from the paper of somebody without an account is read back to them, with a second member there."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.ids import parse_uuid
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.people.models import Person
from tenant_apps.profiles import services
from tenant_apps.profiles.policies import HOSTS
from tenant_apps.profiles.reading import told
from tenant_apps.profiles.vocabulary import vocabulary


class ReadBackForm(forms.Form):
    """Who was there when it was read back."""

    witness = forms.ModelChoiceField(label=_("Who else was there?"), queryset=Person.objects.none())

    def __init__(self, *args: object, people: object) -> None:
        super().__init__(*args)
        self.fields["witness"].queryset = people
        self.fields["witness"].label_from_instance = lambda person: person.called


@require_http_methods(["GET", "HEAD", "POST"])
@hat_required(*HOSTS)
def read_back(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """My own typed pages that wait for somebody without an account: read each to them, and say who heard it."""
    person = get_object_or_404(Person.objects.present(), pk=person_id)
    if person.account_id is not None:
        raise Http404
    waiting = services.waiting_to_be_read(person, request.person)
    people = Person.objects.signing_in().exclude(pk__in=(request.person.pk, person.pk)).by_name()
    form = ReadBackForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        found = get_object_or_404(
            waiting.select_related("answer__person"), pk=parse_uuid(request.POST.get("version", ""))
        )
        services.take_as_read_back(found.answer, found.pk, witness=form.cleaned_data["witness"], by=request.person)
        return redirect(request.path)
    rows = [(each, told(each.answer.asked, each.held, vocabulary())) for each in waiting.select_related("answer")]
    context = {"person": person, "rows": rows, "form": form}
    return render(request, "profiles/read_back.html", context, status=422 if form.errors else 200)
