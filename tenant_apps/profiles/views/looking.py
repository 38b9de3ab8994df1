"""Somebody's profile as whoever looks may see it, and their pictures and recordings. Only through privacy's doors."""

from typing import Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.errors import NotFound
from kernel.sections import Purpose
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.helping.acting import actor_of
from tenant_apps.people.models import Person, today
from tenant_apps.privacy.doors import require
from tenant_apps.profiles.models import Showing
from tenant_apps.profiles.playing import played
from tenant_apps.profiles.reading import looking_purpose, profile_for
from tenant_apps.profiles.sections import PICTURES
from tenant_apps.profiles.services import waiting_to_be_read
from tenant_apps.profiles.shape import Kind

# A file that somebody sent runs nothing, wherever it is opened.
HARMLESS: Final = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


@require_safe
@member_required
def person(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Somebody's profile. What I may not see is not there, and somebody of whom I may see nothing is nobody.

    Stewards and co-ordinators look for their task: they see a few things more, and each time is written down.
    """
    whom = Person.objects.present().filter(pk=person_id).first()
    if whom is None:
        raise Http404
    purpose = looking_purpose(request.person)
    profile = profile_for(actor_of(request) or request.person, whom, purpose)
    if profile is None:
        raise Http404
    is_me = whom.pk == request.person.pk
    hats = whom.hats.worn(today()).order_by("kind") if profile.seen.may("people.hats") else ()
    looks_after = not is_me and purpose is Purpose.ADMIN
    context = {
        "profile": profile,
        "seen": profile.seen,
        "hats": hats,
        "is_me": is_me,
        "looks_after_people": looks_after,
        "waits_for_ear": looks_after and whom.account_id is None and waiting_to_be_read(whom, request.person).exists(),
    }
    return render(request, "profiles/person.html", context)


@require_safe
@member_required
def showing(request: MemberRequest, person_id: UUID, showing_id: UUID) -> HttpResponseBase:
    """A picture or a recording of somebody, for whoever may meet it."""
    found = Showing.objects.filter(pk=showing_id, person_id=person_id).select_related("person").first()
    if found is None:
        raise Http404
    if found.person_id != request.person.pk:
        if not found.is_shown or not found.person.is_present:
            raise Http404
        try:
            require(actor_of(request), found.person, PICTURES[Kind(found.profile)].code)
        except NotFound:
            raise Http404 from None
    if not default_storage.exists(found.file):
        raise Http404
    return played(request, default_storage.open(found.file), found.content_type, HARMLESS)
