"""My own word: somebody thinks that another entry is me, too."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kernel.time import now
from tenant_apps.entry.arriving import waiting_room
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.merging import policies, services
from tenant_apps.merging.models import Merge
from tenant_apps.merging.telling import own_words
from tenant_apps.people.models import Person


def is_asked(person: Person) -> bool:
    """Whether something about their entries waits for their word, or can still be undone by them."""
    about_them = Merge.objects.about(person.pk)
    return (about_them.waiting() | about_them.recent(now())).exists()


@require_safe
@member_required
def twice(request: MemberRequest) -> HttpResponse:
    """What is asked of me, and what was put together lately: which entry, and none of its words before."""
    about_me = Merge.objects.about(request.person.pk).select_related("asked_by", "kept", "gone").newest_first()
    context = {
        "asked": [_told(each, request.person) for each in about_me.waiting()],
        "recent": [_told(each, request.person) for each in about_me.recent(now()).filter(kept=request.person)],
    }
    return render(request, "merging/mine.html", context)


@require_POST
@member_required
def yes(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """Both are me."""
    merge = services.give_word(_mine(request, merge_id), by=request.person)
    if merge.merged_at is not None and merge.gone_id == request.person.pk:
        return redirect("merging:done")  # this browser is nobody here from now on
    return redirect("merging:mine")


@require_POST
@member_required
def no(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """That is somebody else."""
    services.refuse(_mine(request, merge_id), by=request.person)
    return redirect("merging:mine")


@require_POST
@member_required
def undo(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """It was a mistake: they are two people."""
    services.undo(_mine(request, merge_id), by=request.person)
    return redirect("merging:mine")


@waiting_room
def where_it_went(account_id: UUID) -> str:
    """Whoever signs in as an entry that is a part of another now is told so."""
    gone = Merge.objects.filter(account_id=account_id, merged_at__isnull=False, undone_at=None)
    return "merging:done" if gone.exists() else ""


@require_safe
def done(request: CircleRequest) -> HttpResponse:
    """Two entries are one: how to come in from now on. It tells nothing of anybody, so anybody may read it."""
    return render(request, "merging/done.html")


@dataclass(frozen=True)
class Told:
    """One question about two entries, as one of the two may read it."""

    merge: Merge
    other: str
    since: str
    is_gone: bool
    is_wanted: bool
    has_said_yes: bool
    needs_steward: bool
    both_sign_in: bool


def _told(merge: Merge, person: Person) -> Told:
    is_gone = merge.gone_id == person.pk
    other, since = own_words(person, merge.kept if is_gone else merge.gone)
    stands_in = merge.agreed_by_id is None and policies.stands_in(merge) == person
    needs_steward = merge.agreed_by_id is None and policies.who_is_second(merge) == policies.Second.STEWARD
    both = merge.kept.account_id is not None and merge.gone.account_id is not None
    has_said = (merge.word_at if is_gone else merge.kept_word_at) is not None
    return Told(merge, other, since, is_gone, person.pk in merge.waits_for or stands_in, has_said, needs_steward, both)


def _mine(request: MemberRequest, merge_id: UUID) -> Merge:
    found = Merge.objects.about(request.person.pk).filter(pk=merge_id).first()
    if found is None:
        raise Http404
    return found
