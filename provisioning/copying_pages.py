"""The public pages of one circle as first drafts of another's: headings, texts and pictures that everybody can see.

What was never published stays where it is. Nothing is published in the other circle: its stewards find drafts, and make
them their own. One transaction touches one circle, so a picture is read in one and kept in the other, one at a time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kernel.time import now
from provisioning import chronicle
from provisioning.running import Work
from tenant_apps.site.models import Page, Picture
from tenant_apps.site.pages.blocks import PICTURE, Block, new_block, pictures_in
from tenants.context import CircleRef, in_circle

NOTED = "pages-copied"


@dataclass(frozen=True)
class PublicPage:
    slug: str
    is_own: bool
    in_menu: bool
    title: str
    blocks: tuple[Block, ...]


def public_pages(model: CircleRef) -> list[PublicPage]:
    """What everybody reads there now. Pictures go by the ids they have there."""
    with in_circle(model):
        pages = Page.objects.exclude(published=None).select_related("published").order_by("is_own", "slug")
        return [
            PublicPage(page.slug, page.is_own, page.in_menu, page.published.title, _public(page.published.blocks))
            for page in pages
            if page.published is not None
        ]


def _public(blocks: list[Block]) -> tuple[Block, ...]:
    """A page's blocks under keys of their own, without places where a picture was never put."""
    shown = (block for block in blocks if block["kind"] != PICTURE or pictures_in([block]))
    return tuple(new_block(**{name: value for name, value in block.items() if name != "key"}) for block in shown)


def copy_pages(work: Work, model: CircleRef, circle: CircleRef) -> None:
    """Put them into a circle, once for each run. A page it has already stays as it is."""
    pages = public_pages(model)
    with in_circle(circle):
        if chronicle.is_noted(work, NOTED):
            return
        have = set(Page.objects.values_list("slug", flat=True))
    wanted = [page for page in pages if page.slug not in have]
    pictures = _copy_pictures(model, circle, {each for page in wanted for each in pictures_in(page.blocks)})
    with in_circle(circle):
        have = set(Page.objects.values_list("slug", flat=True))
        for page in wanted:
            if page.slug not in have:
                _draft(page, circle, pictures)
        chronicle.note(work, circle, NOTED)


def _copy_pictures(model: CircleRef, circle: CircleRef, wanted: Iterable[UUID]) -> dict[UUID, UUID]:
    """Copies of these pictures in the other circle, by the ids they have here. A copy's id follows from the picture and
    the circle, so that a run that was cut off makes none twice."""
    copies: dict[UUID, UUID] = {}
    for known in sorted(wanted):
        copy = uuid5(circle.id, str(known))
        with in_circle(model):
            picture = Picture.objects.filter(pk=known, is_public=True).first()
            if picture is None or not default_storage.exists(picture.file):
                continue
            with default_storage.open(picture.file) as file:
                webp = file.read()
        with in_circle(circle):
            if not Picture.objects.filter(pk=copy).exists():
                _keep(Picture(id=copy, width=picture.width, height=picture.height, kept_at=now()), webp)
        copies[known] = copy
    return copies


def _keep(picture: Picture, webp: bytes) -> None:
    picture.file = f"site/pictures/{picture.pk}.webp"
    picture.full_clean()
    if default_storage.exists(picture.file):
        default_storage.delete(picture.file)  # left by a run that was cut off here
    default_storage.save(picture.file, ContentFile(webp))
    picture.save(force_insert=True)


def _draft(page: PublicPage, circle: CircleRef, pictures: dict[UUID, UUID]) -> None:
    blocks = [block for each in page.blocks if (block := _with_its_copy(each, pictures)) is not None]
    draft = Page(slug=page.slug, is_own=page.is_own, in_menu=page.in_menu, title=page.title, blocks=blocks)
    draft.language, draft.changed_at = circle.language, now()
    draft.full_clean()
    draft.save(force_insert=True)


def _with_its_copy(block: Block, pictures: dict[UUID, UUID]) -> Block | None:
    """A block as it stands in the other circle; a picture that did not come along leaves no gap."""
    if block["kind"] != PICTURE:
        return block
    copies = [str(pictures[known]) for known in pictures_in([block]) if known in pictures]
    return block | {"picture": copies[0]} if copies else None
