"""The steps of starting a circle in their order: seven, of which the sixth has three short pages."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.applications.models import Application

HOW_MANY: Final = 7
CHECK: Final = "/check/"


@dataclass(frozen=True)
class Page:
    """One question: which step of the application it answers, where it stands, and what it is called in a list."""

    step: str
    path: str
    number: int
    called: str | Promise
    part: tuple[int, int] = (1, 1)

    @property
    def has_parts(self) -> bool:
        return self.part[1] > 1


PAGES: Final = (
    Page("name", "/1-name/", 1, _("Name of the circle")),
    Page("place", "/2-place/", 2, _("Place")),
    Page("address", "/3-address/", 3, _("Web address")),
    Page("people", "/4-people/", 4, _("First stewards")),
    Page("look", "/5-look/", 5, _("Colours and logo")),
    Page("kind", "/6-kind/", 6, _("Kind of circle"), (1, 3)),
    Page("society", "/6-kind/society/", 6, _("Legal side"), (2, 3)),
    Page("recipe", "/6-kind/recipe/", 6, _("What you start with"), (3, 3)),
    Page("agree", "/7-agree/", 7, _("Agreement")),
)
BY_STEP: Final = {page.step: page for page in PAGES}


def path_of(step: str) -> str:
    return BY_STEP[step].path


def after(page: Page, application: Application) -> str:
    """Where to go when a page is answered: on to the next one; back to where it was changed from when all are."""
    if not application.missing():
        return going_on(application)
    following = PAGES.index(page) + 1
    return PAGES[following].path if following < len(PAGES) else going_on(application)


def before(page: Page) -> str:
    place = PAGES.index(page)
    return PAGES[place - 1].path if place else "/"


def going_on(application: Application) -> str:
    """Where somebody who comes back goes on: the first open or half answered question, or what became of it all."""
    if application.state == Application.State.DRAFT:
        open_still = {*application.missing(), *application.unfinished()}
        return next((page.path for page in PAGES if page.step in open_still), CHECK)
    return "/yours/"
