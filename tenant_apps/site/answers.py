"""Pages and pictures somebody made for the circle's own site."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kernel.answers import Line, Piece, answers_for, stays
from tenant_apps.site.models import Page, Picture, SetUpTick, Version

MODELS = ("site.Page", "site.Version", "site.Picture", "site.SetUpTick")


@answers_for("site", _("What you did for the circle's pages"), *MODELS)
def pages(person_id: UUID) -> Iterator[Piece]:
    for page in Page.objects.filter(changed_by=person_id).order_by("changed_at"):
        yield Piece(f"site.page.{page.pk}", _("You changed a page"), (Line(_("Title"), page.title),), page.changed_at)
    for version in Version.objects.filter(published_by=person_id).order_by("published_at"):
        lines = (Line(_("Title"), version.title),)
        yield Piece(f"site.version.{version.pk}", _("You published a page"), lines, version.published_at)
    for picture in Picture.objects.filter(kept_by=person_id).order_by("kept_at"):
        lines = (Line(_("Number"), picture.pk),)
        yield Piece(f"site.picture.{picture.pk}", _("You put up a picture"), lines, picture.kept_at)
    for tick in SetUpTick.objects.filter(by=person_id).order_by("at"):
        yield Piece(f"site.tick.{tick.pk}", _("You ticked something off"), (Line(_("What"), tick.task),), tick.at)


@stays(
    "site.pages",
    _("Pages and pictures you made for the circle"),
    *MODELS,
    why=_("They are the circle's. With your name gone, nobody can tell any more that it was you."),
)
def pages_of(person_id: UUID) -> int:
    return (
        Page.objects.filter(changed_by=person_id).count()
        + Version.objects.filter(published_by=person_id).count()
        + Picture.objects.filter(kept_by=person_id).count()
        + SetUpTick.objects.filter(by=person_id).count()
    )
