"""Doors: write the circle's pages, and read them."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.pictures import MEGABYTE, asking
from tenant_apps.entry.gate import hat_required
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.people.models import Hat
from tenant_apps.site.models import TITLE, Page, Picture, Version
from tenant_apps.site.pages import services
from tenant_apps.site.pages.blocks import KINDS, PICTURE, shown
from tenant_apps.site.pages.claims import claims
from tenant_apps.site.pages.editing import Typed, seen_in
from tenant_apps.site.pages.firsts import FIRSTS
from tenant_apps.site.setting_up.forms import Line
from tenant_apps.site.setting_up.policies import can_set_up

# The button with which somebody publishes what claims more than the circle's kind allows, after a look at it.
ALL_THE_SAME = "publish-all-the-same"

steward_required = hat_required(Hat.Kind.STEWARD)
AN_HOUR = "public, max-age=3600"


class TitleForm(forms.Form):
    title = Line(label=_("Title of the new page"), max_length=TITLE)


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def pages(request: MemberRequest) -> HttpResponse:
    """All public pages: those every circle has, and the circle's own."""
    form = TitleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        page = services.add_page(form.cleaned_data["title"], by=request.person)
        return redirect("site:page", page_id=page.pk)
    known = {page.slug: page for page in Page.objects.select_related("published")}
    context = {
        "form": form,
        "firsts": [(first, known.get(slug)) for slug, first in FIRSTS.items()],
        "own": [page for page in known.values() if page.is_own],
        "removed": "removed" in request.GET,
    }
    return render(request, "site/pages/pages.html", context, status=422 if form.errors else 200)


@require_POST
@steward_required
def begin(request: MemberRequest, slug: str) -> HttpResponse:
    """Begin to write one of the pages every circle has."""
    return redirect("site:page", page_id=services.first_page(slug, by=request.person).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def page(request: MemberRequest, page_id: UUID) -> HttpResponse:
    """Write a page. Every button saves what was typed."""
    here = _page(page_id)
    if request.method != "POST":
        typed = Typed.of(here)
        if "check" in request.GET:
            typed.errors = services.unfinished(here.blocks)
        return _editor(request, here, typed)
    typed = Typed.sent(request, here)
    if not typed.errors:
        typed.take_pictures(request, by=request.person)
    if typed.errors:
        return _editor(request, here, typed, status=422)
    do = request.POST.get("do", "")
    at = typed.do(do)
    try:
        here = services.keep_draft(
            here, typed.title, typed.blocks, seen=typed.seen, in_menu=typed.in_menu, by=request.person
        )
    except services.DraftChanged as second:
        typed.seen = second.page.number
        return _editor(request, second.page, typed, status=second.status, theirs=second.page)
    return _after(request, here, do, at)


def _after(request: MemberRequest, here: Page, do: str, at: str) -> HttpResponse:
    """Where a button leads once everything is saved."""
    address = f"/circle/site/pages/{here.pk}/"
    if do == "preview":
        return redirect(f"{address}preview/")
    if do in ("publish", ALL_THE_SAME):
        if services.unfinished(here.blocks):
            return redirect(f"{address}?check=1")
        if do != ALL_THE_SAME and claims(here.title, here.blocks):
            return redirect(f"{address}?claims=1")
        services.publish(here, seen=here.number, by=request.person)
        return redirect(f"{address}?published=1")
    return redirect(f"{address}#piece-{at}" if at else f"{address}?saved=1")


def _editor(
    request: MemberRequest,
    here: Page,
    typed: Typed,
    *,
    status: int = 200,
    theirs: Page | None = None,
    overtaken: bool = False,
) -> HttpResponse:
    pictures = Picture.objects.in_bulk([b["picture"] for b in typed.blocks if b["kind"] == PICTURE and b["picture"]])
    pieces = [
        {**block, "error": typed.errors.get(block["key"], ""), "shown": pictures.get(_id(block.get("picture")))}
        for block in typed.blocks
    ]
    told: dict[str, Any] = {"theirs": shown(theirs.blocks), "theirs_by": theirs.changed_by} if theirs else {}
    context = {
        "page": here,
        "typed": typed,
        "pieces": pieces,
        "kinds": KINDS,
        "asking": asking(4 * MEGABYTE),
        "title_error": typed.errors.get("", ""),
        "is_new": _is_new(here),
        "overtaken": overtaken,
        "saved": "saved" in request.GET,
        "was_published": "published" in request.GET,
        "claims": claims(here.title, here.blocks) if "claims" in request.GET and request.method != "POST" else [],
        **told,
    }
    return render(request, "site/pages/page.html", context, status=status)


def _is_new(here: Page) -> bool:
    """Whether the draft holds something that nobody reads yet."""
    return here.published is None or (here.published.title, here.published.blocks) != (here.title, here.blocks)


def _id(said: Any) -> UUID | None:
    return UUID(said) if said else None


@require_safe
@steward_required
def preview(request: MemberRequest, page_id: UUID) -> HttpResponse:
    """The draft as everybody would read it."""
    here = _page(page_id)
    context = {"title": here.title, "blocks": shown(here.blocks), "language": here.language, "draft_of": here}
    return render(request, "site/pages/read.html", context)


@require_safe
@steward_required
def versions(request: MemberRequest, page_id: UUID) -> HttpResponse:
    """Every version there was, who published it and when."""
    return _versions(request, _page(page_id))


def _versions(request: MemberRequest, here: Page, *, overtaken: bool = False) -> HttpResponse:
    context = {
        "page": here,
        "older": here.versions.select_related("published_by")[:100],
        "is_new": _is_new(here),
        "saved": "saved" in request.GET and not overtaken,
        "overtaken": overtaken,
    }
    return render(request, "site/pages/versions.html", context, status=409 if overtaken else 200)


@require_POST
@steward_required
def change(request: MemberRequest, page_id: UUID) -> HttpResponse:
    """Put an older version back, forget the draft, or withdraw the page.

    What another steward wrote meanwhile is shown, and not thrown away.
    """
    here, by, seen = _page(page_id), request.person, seen_in(request)
    address = f"/circle/site/pages/{here.pk}/"
    verb, _colon, which = request.POST.get("do", "").partition(":")
    try:
        if verb == "put-back" and (version := _uuid(which)):
            services.put_back(here, version, seen=seen, by=by)
            return redirect(f"{address}versions/?saved=1")
        if verb == "drop":
            services.drop_draft(here, seen=seen, by=by)
        elif verb == "withdraw":
            services.withdraw(here, by=by)
        else:
            raise Http404
    except services.DraftChanged as second:
        if verb == "put-back":
            return _versions(request, second.page, overtaken=True)
        return _editor(request, second.page, Typed.of(second.page), status=second.status, overtaken=True)
    return redirect(f"{address}?saved=1")


@require_http_methods(["GET", "HEAD", "POST"])
@steward_required
def remove(request: MemberRequest, page_id: UUID) -> HttpResponse:
    """Is this page of our own to go, with its versions, for good? Asked once, with everything that goes."""
    here, overtaken = _page(page_id), False
    if not here.is_own:
        raise Http404
    if request.method == "POST":
        try:
            services.remove_page(here, seen=seen_in(request), by=request.person)
        except services.DraftChanged as second:
            here, overtaken = second.page, True
        else:
            return redirect("/circle/site/pages/?removed=1")
    elif here.published_id:
        return redirect("site:page", page_id=here.pk)
    context = {"page": here, "versions": here.versions.count(), "blocks": shown(here.blocks), "overtaken": overtaken}
    return render(request, "site/pages/remove.html", context, status=409 if overtaken else 200)


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _page(page_id: UUID) -> Page:
    here = Page.objects.select_related("published", "changed_by").filter(pk=page_id).first()
    if here is None:
        raise Http404
    return here


# --- for everybody --------------------------------------------------------------------------------------------------


@require_safe
def read(request: CircleRequest, slug: str) -> HttpResponse:
    """One of the circle's own pages."""
    version = services.published_page(slug, is_own=True)
    if version is None:
        raise Http404
    return render_version(request, version)


def render_version(request: CircleRequest, version: Version) -> HttpResponse:
    """A page as it is published."""
    context = {"title": version.title, "blocks": shown(version.blocks), "language": version.page.language}
    return render(request, "site/pages/read.html", {**context, "written": version.page})


@require_safe
def picture(request: CircleRequest, picture_id: UUID) -> FileResponse:
    """A picture of a page: for everybody once a page shows it, before that for stewards."""
    found = Picture.objects.filter(pk=picture_id).first()
    if found is None or not (found.is_public or (request.person and can_set_up(request.person))):
        raise Http404
    if not default_storage.exists(found.file):
        raise Http404
    response = FileResponse(default_storage.open(found.file), content_type="image/webp")
    response["Cache-Control"] = AN_HOUR if found.is_public else "no-store, private"
    return response
