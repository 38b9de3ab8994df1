"""What the pages offer to choose from, and the words that explain it."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.actors import SYSTEM
from provisioning import recipes
from provisioning.copying import MAY_BE_COPIED
from shared_apps.federation.agreement import clauses_from_json
from shared_apps.federation.models import AgreementVersion
from shared_apps.federation.modes import MEANINGS, Mode
from shared_apps.federation.services import agreements
from shared_apps.federation.spoken import Spoken, language_to_show, spoken
from tenants import directory
from tenants.context import CircleRef

Words = str | Promise

COPY: Final = "copy"

SOCIETY_TITLES: Final[dict[str, Words]] = {
    "none": _("Nobody yet: we are a group of neighbours"),
    "national": _("The national co-op holds it for us"),
    "own": _("We have a registered society of our own"),
}
SOCIETY_HINTS: Final[dict[str, Words]] = {
    "none": _("Fine to begin with. You cannot employ anybody yet."),
    "national": _("Until you are ready for a society of your own."),
    "own": _("A co-op, a community benefit society, a charity or a CIC."),
}
SOCIETY_NEEDS: Final = ("society_name", "society_number", "society_since", "society_evidence")


@dataclass(frozen=True)
class Proof:
    """What somebody who chooses this kind of circle is asked besides."""

    since: Words
    evidence: Words
    hint: Words


PROOFS: Final[dict[str, Proof]] = {
    Mode.INTRODUCTORY: Proof(
        _("From when do you want to introduce people?"),
        _("Why will you have no part in the care afterwards?"),
        _("Who agrees the times and the pay, and who is called when something goes wrong?"),
    ),
    Mode.HOSTED: Proof(
        _("From when do you want to be hosted?"),
        _("Whom at the national co-op did you talk to?"),
        _("Nobody yet? Then say so. We will call you."),
    ),
    Mode.REGISTERED: Proof(
        _("From when are you registered?"),
        _("Your provider number at the regulator"),
        _("At the Care Quality Commission it looks like 1-101602345."),
    ),
}


@dataclass(frozen=True)
class Option:
    """One answer to choose, with what it means under it."""

    value: str
    title: Words
    says: Words
    more: tuple[Words, ...] = ()


def modes() -> list[Option]:
    return [Option(mode, mode.label, MEANINGS[mode].in_short) for mode in Mode]


def societies() -> list[Option]:
    return [Option(value, title, SOCIETY_HINTS[value]) for value, title in SOCIETY_TITLES.items()]


def cookbook(*, with_copy: bool) -> list[Option]:
    options = [Option(r.name, r.title, r.for_whom, r.gives) for r in recipes.BOOK.values()]
    if with_copy:
        says = _("Colours, words and public pages as another circle has them. None of its people, of course.")
        options.append(Option(COPY, _("A copy of another circle's set-up"), says))
    return options


def circles_to_copy() -> list[CircleRef]:
    """Open circles that let others copy how they are set up."""
    return [circle for circle in directory.all_open() if MAY_BE_COPIED in circle.features]


def agreement_in_force() -> AgreementVersion:
    """The agreement to be signed now; the wording that comes with Coopbox while the national co-op has none."""
    return agreements.current() or agreements.publish_shipped(by=SYSTEM)


def agreement_spoken(wording: str, *, in_english: bool) -> Spoken:
    """That agreement as its reader is shown it."""
    version = agreement_in_force()
    language = language_to_show(in_english=in_english)
    return spoken(version.title, clauses_from_json(version.clauses), wording=wording, language=language)
