"""Put a picture or a recording into one's profile, look at it, show it to others, remove it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kernel.errors import Refusal
from kernel.pictures import ACCEPT
from kernel.words import refuse_control_signs
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import knows_acting
from tenant_apps.profiles import services
from tenant_apps.profiles.models import Showing
from tenant_apps.profiles.questions import KIND_NAMES
from tenant_apps.profiles.recordings import ACCEPT_FILM, ACCEPT_SOUND
from tenant_apps.profiles.shape import Kind
from tenant_apps.profiles.views.desk import desk

ACCEPTED = {
    Showing.Medium.PHOTO: ACCEPT,
    Showing.Medium.SOUND: ACCEPT_SOUND,
    Showing.Medium.FILM: ACCEPT_FILM,
}
ASKED = {
    Showing.Medium.PHOTO: (
        _("A picture of you"),
        _("What does it show?"),
        _("One in which people recognise you. Where and when it was taken is not kept."),
    ),
    Showing.Medium.SOUND: (
        _("Your voice"),
        _("What do you say in it?"),
        _("Say who you are and what matters to you: a minute is enough. Where it was made is not kept."),
    ),
    Showing.Medium.FILM: (
        _("A short video"),
        _("What is said and shown in it?"),
        _("A few seconds in which you say hello. Where it was made is not kept."),
    ),
}


class ShowingForm(forms.Form):
    """A file, and what it shows in words."""

    file = forms.FileField(label=_("File"))
    told = forms.CharField(
        max_length=1000,
        required=False,
        validators=[refuse_control_signs],
        help_text=_("For people who cannot see or hear it."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, medium: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["accept"] = ACCEPTED[Showing.Medium(medium)]
        self.fields["told"].label = ASKED[Showing.Medium(medium)][1]


@knows_acting
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def showings(request: MemberRequest, kind: Kind, medium: str) -> HttpResponse:
    """My picture, recording or video in one of my profiles."""
    if medium not in Showing.Medium.values:
        raise Http404
    here = desk(request, None)
    held = Showing.objects.filter(person=here.person, profile=kind, medium=medium).first()
    address = f"{here.at}{kind}/show/{medium}/"
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do and held is not None:
        if do == "show":
            services.show_showing(held, by=here.by)
        elif do == "remove":
            services.remove_showing(held, by=here.by)
        return redirect(address)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ShowingForm(*sent, medium=medium)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.keep_showing(here.person, kind, medium, said["file"], told=said["told"], by=here.by)
        except (ValidationError, Refusal) as refused:
            form.add_error("file", refused.messages if isinstance(refused, ValidationError) else [str(refused)])
        else:
            return redirect(address)
    heading, _label, hint = ASKED[Showing.Medium(medium)]
    context = {
        "desk": here,
        "kind": kind,
        "name": KIND_NAMES[kind],
        "form": form,
        "held": held,
        "medium": medium,
        "heading": heading,
        "intro": hint,
        "media": [(each.value, each.label) for each in Showing.Medium],
    }
    return render(request, "profiles/showing.html", context, status=422 if form.errors else 200)
