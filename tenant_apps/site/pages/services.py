"""What can be done to a circle's pages: begin one, write, publish, put an older version back, withdraw, remove."""

from collections.abc import Sequence
from typing import IO, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.ids import uuid7
from kernel.pictures import photo
from kernel.time import now
from kernel.words import tidy
from shared_apps.federation.here import must_offer_paid_work
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Person
from tenant_apps.site.models import Page, Picture, Version
from tenant_apps.site.pages.blocks import KINDS, MOST_BLOCKS, PICTURE, Block, pictures_in
from tenant_apps.site.pages.events import PagePublished, PageRemoved, PageWithdrawn
from tenant_apps.site.pages.firsts import FIRSTS
from tenant_apps.site.pages.text import check
from tenant_apps.site.setting_up.policies import can_set_up
from tenants.context import current_circle
from tenants.locks import circle_lock

MOST_PAGES: Final = 20
MOST_PICTURES: Final = 300
LONGEST_SIDE: Final = 1600


class DraftChanged(Conflict):
    """Somebody else wrote on this page meanwhile. What they saved is on `page`."""

    default_code = "draft_changed"
    default_sentence = _("Somebody else wrote on this page while yours was open. Look at both, then decide.")

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


@transaction.atomic
def first_page(slug: str, *, by: Actor) -> Page:
    """Begin to write one of the pages every circle has. What was begun before is gone on with."""
    _may_write(by)
    if slug not in FIRSTS:
        raise NotFound
    _may_be_told_of(slug)
    circle_lock("site.pages")
    page = Page.objects.filter(slug=slug).first()
    return page or _new(slug, str(FIRSTS[slug].title), FIRSTS[slug].blocks(current_circle()), False, by)


def _may_be_told_of(slug: str) -> None:
    """Paid work is told of only where the kind of circle has a place for it."""
    if slug == "work-with-us":
        must_offer_paid_work()


@transaction.atomic
def add_page(title: str, *, by: Actor) -> Page:
    """Begin a page of the circle's own. Its address is made from its title, once."""
    _may_write(by)
    title = tidy(title)
    circle_lock("site.pages")
    if Page.objects.filter(is_own=True).count() >= MOST_PAGES:
        raise RuleBroken(_("A circle can have twenty pages of its own. Remove one first."), code="too_many_pages")
    wish = slugify(title)[:50] or "page"
    taken = set(Page.objects.filter(slug__startswith=wish).values_list("slug", flat=True)) | set(FIRSTS)
    slug = next(each for each in (wish, *(f"{wish}-{n}" for n in range(2, 1000))) if each not in taken)
    return _new(slug, title, [], True, by)


@transaction.atomic
def keep_draft(page: Page, title: str, blocks: Sequence[Block], *, seen: int, in_menu: bool, by: Actor) -> Page:
    """Write on a draft. Nobody else sees it yet. Raises DraftChanged when somebody else was quicker."""
    _may_write(by)
    page = _held(page)
    new = (tidy(title), list(blocks), in_menu)
    if page.number != seen and (page.title, page.blocks, page.in_menu) != new:
        raise DraftChanged(page)
    if (page.title, page.blocks, page.in_menu) == new:
        return page
    if len(blocks) > MOST_BLOCKS:
        raise RuleBroken(_("A page can have forty pieces. Make a second page of the rest."), code="too_long")
    page.title, page.blocks, page.in_menu = new
    page.number += 1
    page.changed_at, page.changed_by = now(), _hand(by)
    page.full_clean()
    page.save()
    return page


@transaction.atomic
def publish(page: Page, *, seen: int, by: Actor) -> Version:
    """Everybody reads the draft from now on. Publishing what is published already makes no new version."""
    _may_write(by)
    page = _seen(_held(page), seen)
    _may_be_told_of(page.slug)
    if wrong := unfinished(page.blocks):
        raise RuleBroken(code="unfinished", errors={key: [sentence] for key, sentence in wrong.items()})
    current = page.published
    if current is not None and (current.title, current.blocks) == (page.title, page.blocks):
        return current
    return _publish(page, page.title, page.blocks, by)


@transaction.atomic
def put_back(page: Page, version_id: UUID, *, seen: int, by: Actor) -> Version:
    """Publish an older version once more, as the newest. The draft becomes the same.

    Raises DraftChanged when the draft that would go is not the one that was seen.
    """
    _may_write(by)
    page = _seen(_held(page), seen)
    older = page.versions.filter(pk=version_id).first()
    if older is None:
        raise NotFound
    page.title, page.blocks, page.number = older.title, older.blocks, page.number + 1
    page.changed_at, page.changed_by = now(), _hand(by)
    page.save()
    return older if page.published_id == older.pk else _publish(page, older.title, older.blocks, by)


@transaction.atomic
def drop_draft(page: Page, *, seen: int, by: Actor) -> Page:
    """Forget what was written since the page was published. Raises DraftChanged when it is not what was seen."""
    _may_write(by)
    page = _seen(_held(page), seen)
    if page.published is None:
        raise Conflict(_("This page is not published, so there is nothing to go back to."), code="not_published")
    page.title, page.blocks, page.number = page.published.title, page.published.blocks, page.number + 1
    page.changed_at, page.changed_by = now(), _hand(by)
    page.save()
    return page


@transaction.atomic
def withdraw(page: Page, *, by: Actor) -> Page:
    """A page is public no longer. Its draft and its versions stay."""
    _may_write(by)
    page = _held(page)
    if page.published_id is None:
        raise Conflict(_("This page is not published."), code="not_published")
    page.published = None
    page.save(update_fields=["published"])
    _show_pictures()
    announce(PageWithdrawn(page_id=page.pk), by=by)
    return page


@transaction.atomic
def remove_page(page: Page, *, seen: int, by: Actor) -> None:
    """Remove a page that nobody reads, with all its versions, for good. Raises DraftChanged when it is not as seen."""
    _may_write(by)
    page = _seen(_held(page), seen)
    if page.published_id is not None:
        raise Conflict(_("Everybody reads this page. Take it off the site first."), code="published")
    page_id = page.pk
    page.delete()
    _show_pictures()
    announce(PageRemoved(page_id=page_id), by=by)


@transaction.atomic
def keep_picture(sent: IO[bytes], *, by: Actor) -> Picture:
    """Draw a picture anew and keep it. Raises ValidationError with a sentence when it is none."""
    _may_write(by)
    if Picture.objects.count() >= MOST_PICTURES:
        raise RuleBroken(_("There are three hundred pictures here. Use one of them."), code="too_many_pictures")
    made = photo(sent, longest=LONGEST_SIDE)
    picture = Picture(id=uuid7(), width=made.width, height=made.height, kept_at=now(), kept_by=_hand(by))
    picture.file = f"site/pictures/{picture.pk}.webp"
    picture.full_clean()
    picture.save(force_insert=True)
    default_storage.save(picture.file, ContentFile(made.webp))
    return picture


def published_page(slug: str, *, is_own: bool) -> Version | None:
    """What everybody reads at this address, if the circle has written it."""
    found = Version.objects.filter(in_force_for__slug=slug, in_force_for__is_own=is_own).select_related("page")
    return found.first()


def menu() -> list[Page]:
    """The circle's own pages that stand in its menu."""
    return list(Page.objects.filter(is_own=True, in_menu=True).exclude(published=None).select_related("published"))


def unfinished(blocks: Sequence[Block]) -> dict[str, str]:
    """What keeps a draft from being published, by the key of its block."""
    wrong: dict[str, str] = {}
    if not blocks:
        wrong[""] = str(_("Write something first."))
    for block in blocks:
        if block["kind"] not in KINDS:
            wrong[block["key"]] = str(_("This piece cannot be shown. Remove it."))
        elif block["kind"] == PICTURE:
            if not block["picture"]:
                wrong[block["key"]] = str(_("Choose a picture, or remove this piece."))
            elif not block["alt"]:
                wrong[block["key"]] = str(_("Say in words what the picture shows, for people who cannot see it."))
        elif not block["words"]:
            wrong[block["key"]] = str(_("This piece is empty. Write something, or remove it."))
        else:
            try:
                check(block["words"])
            except ValidationError as link:
                wrong[block["key"]] = " ".join(link.messages)
    return wrong


def _publish(page: Page, title: str, blocks: Sequence[Block], by: Actor) -> Version:
    last = page.versions.values_list("number", flat=True).first() or 0
    version = Version(
        page=page, number=last + 1, title=title, blocks=list(blocks), published_at=now(), published_by=_hand(by)
    )
    version.full_clean()
    version.save(force_insert=True)
    page.published = version
    page.save(update_fields=["published"])
    _show_pictures()
    announce(PagePublished(page_id=page.pk, number=version.number), by=by)
    return version


def _show_pictures() -> None:
    """Strangers see the pictures of pages they can read, and no others."""
    blocks = Version.objects.filter(in_force_for__isnull=False).values_list("blocks", flat=True)
    used = {picture for each in blocks for picture in pictures_in(each)}
    Picture.objects.filter(is_public=True).exclude(pk__in=used).update(is_public=False)
    Picture.objects.filter(is_public=False, pk__in=used).update(is_public=True)


def _new(slug: str, title: str, blocks: list[Block], is_own: bool, by: Actor) -> Page:
    page = Page(
        slug=slug,
        title=title,
        blocks=blocks,
        is_own=is_own,
        language=current_circle().language,
        changed_at=now(),
        changed_by=_hand(by),
    )
    page.full_clean()
    page.save(force_insert=True)
    return page


def _held(page: Page) -> Page:
    return Page.objects.select_for_update(of=["self"]).select_related("published").get(pk=page.pk)


def _seen(page: Page, number: int) -> Page:
    """The page, if its draft is still the one that somebody looked at when they decided."""
    if page.number != number:
        raise DraftChanged(page)
    return page


def _hand(by: Actor) -> Person | None:
    hand = hand_of(by)
    return hand if isinstance(hand, Person) else None


def _may_write(by: Actor) -> None:
    if not can_set_up(require(by)):
        raise NotAllowed(_("Only a steward can write the circle's pages."))
