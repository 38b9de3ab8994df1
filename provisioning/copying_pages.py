"""The public pages of one circle as first drafts of another's: headings and texts that everybody can read.

Pictures stay where they are, and so does what was never published. Nothing is published in the other circle: its
stewards find drafts, and make them their own.
"""

from dataclasses import dataclass

from kernel.time import now
from provisioning import chronicle
from provisioning.running import Work
from tenant_apps.site.models import Page
from tenant_apps.site.pages.blocks import PICTURE, Block, new_block
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
    """What everybody reads there now, without its pictures."""
    with in_circle(model):
        pages = Page.objects.exclude(published=None).select_related("published").order_by("is_own", "slug")
        return [
            PublicPage(page.slug, page.is_own, page.in_menu, page.published.title, _texts(page.published.blocks))
            for page in pages
            if page.published is not None
        ]


def _texts(blocks: list[Block]) -> tuple[Block, ...]:
    texts = (block for block in blocks if block["kind"] != PICTURE)
    return tuple(new_block(block["kind"], words=block["words"]) for block in texts)


def copy_pages(work: Work, model: CircleRef, circle: CircleRef) -> None:
    """Put them into a circle, once for each run. A page it has already stays as it is."""
    pages = public_pages(model)
    with in_circle(circle):
        if chronicle.is_noted(work, NOTED):
            return
        have = set(Page.objects.values_list("slug", flat=True))
        for page in pages:
            if page.slug not in have:
                _draft(page, circle)
        chronicle.note(work, circle, NOTED)


def _draft(page: PublicPage, circle: CircleRef) -> None:
    draft = Page(slug=page.slug, is_own=page.is_own, in_menu=page.in_menu, title=page.title, blocks=list(page.blocks))
    draft.language, draft.changed_at = circle.language, now()
    draft.full_clean()
    draft.save(force_insert=True)
