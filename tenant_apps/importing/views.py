"""Bringing in a list of people, one step a page: the list, its columns, what was found, and how far it is."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.errors import RuleBroken
from kernel.sections import Purpose
from kernel.time import now
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import MemberRequest
from tenant_apps.importing import services
from tenant_apps.importing.checking import sentence
from tenant_apps.importing.columns import FIELDS, of_rights
from tenant_apps.importing.models import Import, Row
from tenant_apps.importing.reading import MOST_BYTES, refused
from tenant_apps.people.models import Hat, Person
from tenant_apps.privacy.doors import Masked, masked_many

for_hosts = hat_required(Hat.Kind.STEWARD, Hat.Kind.COORDINATOR)
A_PAGE = 50
# In which order the rows are shown: what needs somebody first.
ORDER = (Row.State.WRONG, Row.State.LIKE, Row.State.STAYED, Row.State.NEW, Row.State.KNOWN, Row.State.LEFT_OUT,
         Row.State.BROUGHT, Row.State.UNDONE)  # fmt: skip


class ListForm(forms.Form):
    """A file, or what was copied out of a spreadsheet."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A CSV file, as spreadsheets save it. At most 5,000 people and 2 megabytes."),
    )
    pasted = forms.CharField(
        label=_("Or paste the cells here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Copy them in your spreadsheet, with the line that names the columns."),
    )

    def content(self) -> bytes | str:
        file, pasted = self.cleaned_data.get("file"), self.cleaned_data.get("pasted", "")
        if file is not None and file.size > MOST_BYTES:
            raise refused("too_big", _("The file is larger than 2 megabytes. Split it, and bring one part at a time."))
        if file is None and not pasted.strip():
            raise refused("nothing", _("Choose a file, or paste a list."))
        return file.read() if file is not None else pasted


@require_http_methods(["GET", "HEAD", "POST"])
@for_hosts
def start(request: MemberRequest) -> HttpResponse:
    """Bring a list; below, the lists that came before."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data.get("file")
            made = services.begin(form.content(), called=file.name if file else "", by=request.person)
        except RuleBroken as refusal:
            for sentences in refusal.errors.values():
                for each in sentences:
                    form.add_error("file", str(each))
        else:
            return redirect("importing:list", made.pk)
    lists = Import.objects.exclude(state=Import.State.DROPPED).newest_first()[:10]
    context = {"form": form, "lists": lists}
    return render(request, "importing/start.html", context, status=422 if form.errors else 200)


@require_safe
@for_hosts
def one(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """One list, wherever it is on its way."""
    brought = _found(list_id)
    if brought.state == Import.State.COLUMNS:
        return render(request, "importing/columns.html", _columns(brought))
    if brought.is_at_work:
        template = "importing/progress.html" if request.headers.get("HX-Request") else "importing/at_work.html"
        return render(request, template, {"list": brought})
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "importing/list.html", _findings(request, brought))


def _columns(brought: Import, refusal: str = "", chosen: dict[str, str] | None = None) -> dict[str, Any]:
    examples = list(brought.rows.order_by("line")[:3])
    chosen = brought.columns if chosen is None else chosen
    columns = [
        {
            "place": place,
            "title": title,
            "chosen": chosen.get(str(place), ""),
            "examples": [row.cells[place] for row in examples if place < len(row.cells) and row.cells[place].strip()],
        }
        for place, title in enumerate(brought.header)
    ]
    return {"list": brought, "columns": columns, "fields": FIELDS.items(), "refused": refusal,
            "rights": of_rights(brought.header)}  # fmt: skip


def _findings(request: MemberRequest, brought: Import) -> dict[str, Any]:
    counts = {state: brought.rows.filter(state=state).count() for state in ORDER}
    state = request.GET.get("show", "")
    if state not in Row.State.values:
        state = next((each.value for each in ORDER if counts[each]), "")
    page = Paginator(brought.rows.filter(state=state).order_by("line"), A_PAGE).get_page(request.GET.get("page"))
    names = _names(request.person, [pk for row in page for pk in (row.like_id, row.person_id) if pk])
    will = counts[Row.State.NEW] + brought.rows.filter(state=Row.State.LIKE, wanted=True).count()
    return {
        "list": brought,
        "tabs": [(each, counts[each], each == state) for each in ORDER if counts[each]],
        "state": state,
        "page": page,
        "rows": [
            (row, [sentence(each) for each in row.problems], names.get(row.like_id), names.get(row.person_id))
            for row in page
        ],
        "will": will,
        "can_undo": brought.can_be_undone(now()),
    }


@require_POST
@for_hosts
def columns(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Which column is what."""
    brought = _found(list_id)
    chosen = {str(place): request.POST.get(f"column-{place}", "") for place in range(len(brought.header))}
    try:
        services.say_columns(brought, chosen, by=request.person)
    except RuleBroken as refusal:
        said = next((str(each) for sentences in refusal.errors.values() for each in sentences), str(refusal))
        return render(request, "importing/columns.html", _columns(brought, said, chosen), status=422)
    return redirect("importing:list", list_id)


@require_safe
@for_hosts
def columns_again(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Say the columns anew before it is brought in."""
    brought = _found(list_id)
    if brought.state not in (Import.State.COLUMNS, Import.State.READY):
        return redirect("importing:list", list_id)
    return render(request, "importing/columns.html", _columns(brought))


@require_POST
@for_hosts
def wanted(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Of the rows on this page that seem to be here already: which are other people."""
    brought = _found(list_id)
    shown = {pk for each in request.POST.getlist("shown") if (pk := _uuid(each))}
    chosen = {pk for each in request.POST.getlist("wanted") if (pk := _uuid(each))}
    before = set(brought.rows.filter(state=Row.State.LIKE, wanted=True).values_list("pk", flat=True))
    services.want(brought, (before - shown) | (chosen & shown), by=request.person)
    return redirect("importing:list", list_id)


@require_POST
@for_hosts
def confirm(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Bring it in."""
    services.confirm(_found(list_id), by=request.person)
    return redirect("importing:list", list_id)


@require_POST
@for_hosts
def drop(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Not this list."""
    services.drop(_found(list_id), by=request.person)
    return redirect("importing:start")


@require_POST
@for_hosts
def undo(request: MemberRequest, list_id: UUID) -> HttpResponse:
    """Take its people out again."""
    services.ask_undo(_found(list_id), by=request.person)
    return redirect("importing:list", list_id)


def _found(list_id: UUID) -> Import:
    brought = Import.objects.exclude(state=Import.State.DROPPED).filter(pk=list_id).first()
    if brought is None:
        raise Http404
    return brought


def _names(by: Person, ids: list[UUID]) -> dict[UUID | None, Masked]:
    people = list(Person.objects.filter(pk__in=ids))
    return {each.pk: each for each in masked_many(by, people, Purpose.ADMIN, ("people.name",))}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
