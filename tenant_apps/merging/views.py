"""Entries that may be one person, for stewards and co-ordinators: found, compared, put together, undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import Refusal
from kernel.sections import Purpose
from kernel.time import now
from kernel.words import sought
from tenant_apps.entry.gate import fresh_proof_required, hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.merging import policies, services
from tenant_apps.merging.comparing import GONE, Row, side_by_side
from tenant_apps.merging.likeness import Pair, Why, alike, readable, suggestions
from tenant_apps.merging.models import Merge
from tenant_apps.merging.services.fitting import check_fit
from tenant_apps.merging.telling import Entry, entries
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy import doors

for_hosts = hat_required(Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
A_PAGE = 20
WHY: dict[Why, str | Promise] = {
    Why.EMAIL: _("The same e-mail address"),
    Why.PHONE: _("The same telephone"),
    Why.SAME_NAME: _("The same name"),
    Why.LIKE_NAME: _("Nearly the same name"),
}


@dataclass(frozen=True)
class Shown:
    """A pair, or a question about two entries, with their names as this reader may see them."""

    kept: Entry
    gone: Entry
    why: tuple[str | Promise, ...] = ()
    merge: Merge | None = None


@require_safe
@for_hosts
def twice(request: MemberRequest) -> HttpResponse:
    """Who seems to be written down twice; which answers are waited for; what can still be undone."""
    pairs = suggestions(request.person)
    waiting = list(Merge.objects.waiting().newest_first()[:A_PAGE])
    recent = list(Merge.objects.recent(now()).newest_first()[:A_PAGE])
    seen = entries(request.person, [*_ids(pairs[:A_PAGE]), *_both(waiting), *_both(recent)])
    context = {
        "pairs": [
            Shown(seen[pair.first], seen[pair.second], tuple(WHY[each] for each in pair.why))
            for pair in pairs[:A_PAGE]
            if pair.first in seen and pair.second in seen
        ],
        "how_many": len(pairs),
        "waiting": _with_names(waiting, seen),
        "recent": _with_names(recent, seen),
    }
    return render(request, "merging/twice.html", context)


@require_safe
@for_hosts
def search(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Find the other entry of somebody."""
    person = _found(request.person, person_id)
    name = sought(request.GET.get("name", ""))
    known = {each.id: each for each in readable(request.person)}
    me = known[person.pk]
    others = [each for each in known.values() if each.id != person.pk]
    if name:
        fits = [each for each in others if name.casefold() in each.name.casefold()]
    else:
        fits = [each for each in others if alike(me, each)]
    seen = entries(request.person, [person.pk, *(each.id for each in fits[:A_PAGE] if each.id)])
    context = {"person": seen.pop(person.pk), "name": name, "found": list(seen.values())}
    return render(request, "merging/search.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_hosts
def compare(request: MemberRequest, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    """Both side by side: which entry stays, and what is taken from which."""
    kept, gone = _found(request.person, kept_id), _found(request.person, gone_id)
    if kept.pk == gone.pk or not policies.can_ask(request.person, kept, gone):
        raise Http404
    if request.method != "POST" and gone.account_id is not None and kept.account_id is None:
        return redirect("merging:compare", gone.pk, kept.pk)  # whoever signs in keeps their entry
    rows, refused = side_by_side(request.person, kept, gone), ""
    if request.method == "POST":
        takes = [row.code for row in rows if row.differs and request.POST.get(row.code) == GONE]
        try:
            asked = services.ask(kept, gone, takes=takes, by=request.person)
        except Refusal as refusal:
            refused = str(refusal)
        else:
            return redirect("merging:merge", asked.pk)
    else:
        refused = _in_the_way(kept, gone)
    seen = entries(request.person, [kept.pk, gone.pk])
    context = {"kept": seen[kept.pk], "gone": seen[gone.pk], "rows": rows, "refused": refused}
    context["wants_word"] = gone.account_id is not None
    context["both_sign_in"] = kept.account_id is not None and gone.account_id is not None
    context["second"] = policies.who_is_second(Merge(kept=kept, gone=gone, asked_by=request.person))
    return render(request, "merging/compare.html", context, status=422 if request.method == "POST" else 200)


def _in_the_way(kept: Person, gone: Person) -> str:
    try:
        check_fit(kept, gone)
    except Refusal as refusal:
        return str(refusal)
    return ""


@require_POST
@for_hosts
def apart(request: MemberRequest, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    """They are two people."""
    kept, gone = _found(request.person, kept_id), _found(request.person, gone_id)
    if kept.pk == gone.pk:
        raise Http404
    services.say_apart(kept, gone, by=request.person)
    return redirect("merging:twice")


@require_safe
@for_hosts
def merge(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """One question about two entries: what is taken, who agreed, who has to, and until when it can be undone."""
    asked = _asked(request.person, merge_id)
    seen = entries(request.person, [asked.kept_id, asked.gone_id])
    rows: list[Row] = []
    if asked.state == Merge.State.WAITING and policies.can_ask(request.person, asked.kept, asked.gone):
        rows = side_by_side(request.person, asked.kept, asked.gone)
    context = {
        "asked": asked,
        "kept": seen.get(asked.kept_id),
        "gone": seen.get(asked.gone_id),
        "rows": [(row, row.code in asked.takes) for row in rows],
        "wants_word": asked.state == Merge.State.WAITING and bool(asked.waits_for),
        "can_agree": asked.agreed_by_id is None and policies.can_agree(request.person, asked),
        "second": policies.who_is_second(asked) if asked.agreed_by_id is None else "",
        "has_proved": request.session.proof.is_fresh(now()),
        "can_undo": asked.can_be_undone(now()) and policies.can_undo(request.person, asked),
    }
    return render(request, "merging/merge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_hosts
@fresh_proof_required
def agree(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """A second steward says yes. Whoever comes only to prove that it is them goes back to the page."""
    if request.method != "POST":
        return redirect("merging:merge", _asked(request.person, merge_id).pk)
    services.agree(_asked(request.person, merge_id), by=request.person)
    return redirect("merging:merge", merge_id)


@require_POST
@for_hosts
def refuse(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """No, or not like this."""
    services.refuse(_asked(request.person, merge_id), by=request.person)
    return redirect("merging:twice")


@require_POST
@for_hosts
def undo(request: MemberRequest, merge_id: UUID) -> HttpResponse:
    """Two people after all."""
    services.undo(_asked(request.person, merge_id), by=request.person)
    return redirect(reverse("merging:merge", args=[merge_id]))


def _found(by: Person, person_id: UUID) -> Person:
    """Somebody whom this reader may know by name, and who was not put away."""
    people = Person.objects.filter(pk=person_id, restricted_at=None)
    person = doors.visible(by, people, "people.name", Purpose.ADMIN).first()
    if person is None:
        raise Http404
    return person


def _asked(by: Person, merge_id: UUID) -> Merge:
    found = Merge.objects.select_related("kept", "gone", "asked_by", "agreed_by").filter(pk=merge_id)
    asked = doors.visible(by, found, "merging.merges", Purpose.ADMIN, through="kept").first()
    if asked is None:
        raise Http404
    return asked


def _ids(pairs: Iterable[Pair]) -> list[UUID]:
    return [each for pair in pairs for each in (pair.first, pair.second)]


def _both(merges: Iterable[Merge]) -> list[UUID]:
    return [each for merge in merges for each in (merge.kept_id, merge.gone_id)]


def _with_names(merges: Iterable[Merge], seen: dict[UUID, Entry]) -> list[Shown]:
    return [Shown(seen[each.kept_id], seen[each.gone_id], merge=each) for each in merges]
