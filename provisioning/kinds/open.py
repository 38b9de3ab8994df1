"""Open a circle: a home and an address, what its recipe puts there, its first stewards; the doors open last.

Facts: application_id, and everything else is asked of the application whenever a step needs it. Without one: slug,
name, recipe, mode, copy_of (the id of a circle whose public set-up is copied), stewards [{name, email}], and whatever
else the register holds of a circle (`FACTS`). The stewards' names and addresses are taken out of the record as soon as
they have been welcomed.
"""

from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kernel.errors import Conflict, RuleBroken
from kernel.ids import parse_uuid
from kernel.words import refuse_what_is_no_name, tidy
from provisioning import circles, copying, copying_pages, invented, opening, owner, recipes, stages, stewards, telling
from provisioning.circles import of_run
from provisioning.running import Step, Work, kind
from shared_apps.applications import opened
from shared_apps.federation import reasons
from shared_apps.runs.models import Run
from tenant_apps.people.models import Person
from tenants.context import circle_context
from tenants.models import Circle

FACTS: Final = (
    "place",
    "strapline",
    "about",
    "contact_email",
    "contact_phone",
    "contact_address",
    "brand",
    "accent",
    "language",
    "languages",
    "words",
    "places",
    "features",
    "time_zone",
    "is_listed",
    "is_sandbox",
)
SOMEBODY_ELSES: Final = _("Somebody else is opening a circle at this address just now. Choose another.")


def check(facts: dict[str, Any]) -> Circle:
    """The circle these facts describe, nowhere yet. Raises RuleBroken when they make no sense."""
    name = tidy(str(facts.get("name", "")))
    if not name:
        raise RuleBroken(_("Give the circle a name."), code="no_name")
    recipe = recipes.check(str(facts.get("recipe") or recipes.PLAINEST))
    stages.check_mode(str(facts.get("mode") or ""))
    language = str(facts.get("language") or settings.LANGUAGE_CODE)
    with translation.override(language):
        first = recipe.register()
    if (model := parse_uuid(facts.get("copy_of"))) is not None:
        first |= copying.public_look(copying.allowed(model), language=language)
    known = {fact: facts[fact] for fact in FACTS if facts.get(fact) or (fact in facts and fact not in first)}
    circle = Circle(slug=str(facts.get("slug", "")), name=name, recipe=recipe.name, **(first | known))
    opening.check(circle)
    _must_be_names(circle.name, circle.place)
    for steward in facts.get("stewards", ()):
        stewards.check(name=steward["name"], email=steward["email"])
    return circle


def _must_be_names(*called: str) -> None:
    """They stand in letters to people who do not know the group yet."""
    try:
        for each in called:
            refuse_what_is_no_name(each)
    except ValidationError as no:
        raise RuleBroken(" ".join(no.messages), code="no_name") from no


def _said(work: Work) -> dict[str, Any]:
    """What is to be opened: as its application says now, or as this run was asked.

    Where the founders are written to is not what everybody reads on the circle's pages: its stewards will say that.
    """
    application = _application(work)
    return work.facts if application is None else opened.what_to_open(application) | {"contact_email": ""}


def _application(work: Work) -> UUID | None:
    return parse_uuid(work.facts.get("application_id"))


def _home(work: Work) -> None:
    """The home, the register's row and the address are one transaction; whose they are is said in the next.

    Two runs that want one address come one after the other. A home that a dying worker left between the two belongs to
    whoever of them comes first, and the other is told.
    """
    if work.run.circle_id is not None:
        return
    wanted = check(_said(work))
    with owner.in_turn(f"open:{wanted.slug}"):
        circle, was_there = opening.begin(wanted)
        if was_there and Run.objects.filter(circle_id=circle.id).exclude(pk=work.run.pk).exists():
            raise Conflict(SOMEBODY_ELSES, code="slug_taken")
        if was_there:
            opening.describe(circle.id, wanted)
        work.belongs_to(circle.id)


def _recipe(work: Work) -> None:
    circle = of_run(work)
    recipes.cook(circle, circles.numbered(circle.id).recipe, again=True)


def _pages(work: Work) -> None:
    """With another circle's set-up come its public pages, as drafts."""
    if (model := parse_uuid(_said(work).get("copy_of"))) is not None:
        copying_pages.copy_pages(work, copying.allowed(model), of_run(work))


def _logo(work: Work) -> None:
    """The picture a group sent goes into the circle's own files, where only this circle reaches it."""
    picture = _said(work).get("logo")
    if not picture:
        return
    circle = of_run(work)
    with circle_context(circle):
        name = f"site/logo-{sha256(picture).hexdigest()[:16]}.png"
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(picture))
    Circle.objects.using(owner.ALIAS).filter(pk=circle.id).update(logo=name)


def _people(work: Work) -> None:
    circle = of_run(work)
    if circle.is_sandbox:
        invented.move_in(circle)


def _stewards(work: Work) -> None:
    """The first said yes by starting the circle; the others were named, and are asked."""
    circle = of_run(work)
    recipe = recipes.check(circles.numbered(circle.id).recipe)
    founder: Person | None = None
    for steward in _said(work).get("stewards", ()):
        if founder is None:
            founder = stewards.welcome(circle, **steward, hats=recipe.first_steward, how_joined="founded")
        else:
            stewards.ask(circle, **steward, hats=recipe.other_stewards, by=founder)
    work.forget("stewards")


def _standing(work: Work) -> None:
    """From now on the federation keeps a record of where the circle stands."""
    circle, application = of_run(work), _application(work)
    if application is not None:
        opened.circle_opened(application, circle.id)
    stages.begin(circle.id)
    if application is None and work.facts.get("mode"):
        stages.note_mode(circle.id, work.facts["mode"], reasons.AS_OPENED)


def _doors(work: Work) -> None:
    opening.finish(of_run(work).id)


def _mail(work: Work) -> None:
    """Whoever can sign in reads that it is open. Whoever was named gets their question from the circle itself."""
    telling.tell(work, of_run(work), telling.READY)


OPEN = kind(
    "open",
    _("Open a circle"),
    Step("home", _("Making a home and an address for your circle"), _home),
    Step("recipe", _("Putting in what a circle starts with"), _recipe),
    Step("pages", _("Bringing the pages of the circle you chose, as drafts"), _pages),
    Step("logo", _("Hanging up your picture"), _logo),
    Step("people", _("Inventing people to try things out with"), _people),
    Step("stewards", _("Welcoming the first stewards"), _stewards),
    Step("standing", _("Beginning its record at the federation"), _standing),
    Step("doors", _("Opening the doors"), _doors),
    Step("mail", _("Writing to the stewards"), _mail),
)
