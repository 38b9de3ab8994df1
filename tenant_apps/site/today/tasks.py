"""What a new circle sets up, in the order that helps. Most of it is seen from what is there; the rest is ticked.

Nothing here has to be done in one go, in this order, or at all: a steward may say that something is fine as it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.actors import Actor, hand_of, require
from kernel.errors import NotAllowed, NotFound
from kernel.time import now
from tenant_apps.journal.events import Code
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Hat, Person
from tenant_apps.site.federation.says import FederationSays
from tenant_apps.site.models import Page, SetUpTick
from tenant_apps.site.setting_up.policies import can_set_up
from tenant_apps.site.today.events import SetUpTicked

Words = str | Promise
FIRST: Final = 5
FEW: Final = 3  # so many stewards hold when one of them is ill


@dataclass(frozen=True)
class Kind:
    """Something to set up: where, why, and how long it takes."""

    code: str
    title: Words
    why: Words
    url: str
    icon: str


@dataclass(frozen=True)
class Task:
    """One of them for this circle: done by what is there, or because stewards said so."""

    kind: Kind
    is_seen: bool
    is_ticked: bool

    @property
    def is_done(self) -> bool:
        return self.is_seen or self.is_ticked


@dataclass(frozen=True)
class Part:
    title: Words
    kinds: tuple[Kind, ...]


PARTS: Final = (
    Part(
        _("To be found and reached"),
        (
            Kind("reach", _("Say how people reach you"), _("A phone number or an e-mail address. Two minutes."),
                 "/circle/settings/", "phone"),
            Kind("who", _("Say who you are"), _("One sentence for your front page, and your places."),
                 "/circle/settings/", "map-pin"),
            Kind("about", _("Write “About us” in your own words"), _("A few lines are enough to begin with."),
                 "/circle/site/pages/", "file-text"),
        ),
    ),
    Part(
        _("To stand on several legs"),
        (
            Kind("stewards", _("Be three stewards"), _("So that the circle goes on when one of you is ill."),
                 "/circle/members/", "users"),
            Kind("agreement", _("Sign the federation agreement"), _("Read it in plain words or in Easy Read."),
                 "/circle/federation/agreement/", "signature"),
            Kind("people", _("Bring in your first people"), _("Begin with those you know."),
                 "/circle/members/", "user-plus"),
        ),
    ),
    Part(
        _("To be yourselves"),
        (
            Kind("look", _("Choose your colours and a logo"), _("You see at once how everything looks."),
                 "/circle/site/look/", "palette"),
            Kind("words", _("Use your own words"), _("Do you say team, or bubble?"), "/circle/site/words/", "quote"),
            Kind("pages", _("Look at your other public pages"), _("Support, work and helping out: change what is not"
                 " true for you."), "/circle/site/pages/", "files"),
            Kind("languages", _("Choose your languages"), _("Which ones do people read with you?"),
                 "/circle/site/languages/", "languages"),
        ),
    ),
)  # fmt: skip
KINDS: Final = {kind.code: kind for part in PARTS for kind in part.kinds}


def tasks_of(here: Any, said: FederationSays) -> list[tuple[Part, list[Task]]]:
    """The whole list for this circle, part by part. `here` is what the register says of it."""
    seen = _seen(here, said)
    ticked = set(SetUpTick.objects.values_list("task", flat=True))
    return [(part, [Task(kind, kind.code in seen, kind.code in ticked) for kind in part.kinds]) for part in PARTS]


def _seen(here: Any, said: FederationSays) -> Collection[str]:
    """What is done, from what is there."""
    written = set(Page.objects.exclude(published=None).values_list("slug", flat=True))
    people = Person.objects.present()
    facts = {
        "reach": bool(here["contact_phone"] or here["contact_email"]),
        "who": bool(here["strapline"] and here["place"]),
        "about": "about" in written,
        "stewards": people.signing_in().wearing(Hat.Kind.STEWARD).count() >= FEW,
        "agreement": said.has_signed,
        "people": people.count() > FEW,
        "look": bool(here["logo"]),
        "words": bool(here["words"]),
        "pages": len(written - {"about"}) > 0,
        "languages": bool(here["languages"]),
    }
    return [code for code, is_so in facts.items() if is_so]


@transaction.atomic
def tick(code: str, *, done: bool, by: Actor) -> None:
    """Stewards say that something is fine as it is, or take that back. Twice is once."""
    hand = hand_of(require(by))
    if not can_set_up(by) or not isinstance(hand, Person):
        raise NotAllowed(_("Only a steward can do this."))
    if code not in KINDS:
        raise NotFound
    if done:
        _row, is_new = SetUpTick.objects.get_or_create(task=code, defaults={"at": now(), "by": hand})
    else:
        is_new = bool(SetUpTick.objects.filter(task=code).delete()[0])
    if is_new:
        announce(SetUpTicked(task=Code(code), done=done), by=by)
