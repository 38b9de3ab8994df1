"""What the federation's register holds of a circle, as it stands in an archive, and as it is believed on arrival."""

import re
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from kernel.words import can_be_kept, tidy
from provisioning import owner, recipes, register
from provisioning.archive import manifest, refusals
from provisioning.copying import MAY_BE_COPIED
from shared_apps.federation.models import Standing
from shared_apps.federation.services import facts as legal
from shared_apps.federation.services import standing
from tenants.models import Circle, Domain

Stage = Standing.Stage
TAKEN: Final = (
    "name",
    "place",
    "strapline",
    "about",
    "contact_email",
    "contact_phone",
    "contact_address",
    "brand",
    "accent",
    "logo",
    "language",
    "languages",
    "words",
    "places",
    "is_listed",
    "is_sandbox",
    "time_zone",
    "recipe",
)
"""What a circle brings along. Which features it may use is for the federation it comes to, and what it is before the
law is noted there anew. Both are told in the archive, and not taken over. Of its stages the last is: see `stage`."""
ON_ITS_WAY: Final = (Stage.IDEA, Stage.FORMING, Stage.OPEN_HOSTED, Stage.OPEN_SOCIETY)
_MANY: Final = 200
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_LISTS: Final = ("languages", "places")
_YES_OR_NO: Final = ("is_listed", "is_sandbox")


def told(circle: Circle) -> dict[str, Any]:
    """Everything the archive says of the circle, in plain JSON."""
    domains = Domain.objects.using(owner.ALIAS).filter(tenant=circle).order_by("-is_primary", "domain")
    facts = {name: getattr(circle, name) for name in TAKEN}
    return facts | {
        "id": str(circle.pk),
        "slug": circle.slug,
        "features": list(circle.features),
        "domains": list(domains.values_list("domain", flat=True)),
        "state": circle.state,
        "created_at": circle.created_at.isoformat(),
        "opened_at": circle.opened_at.isoformat() if circle.opened_at else None,
        "standing": _standing(circle),
    }


def _standing(circle: Circle) -> dict[str, Any]:
    """How it stands with the federation: stages with their days, and what it is before the law."""
    return {
        "stages": [
            {"stage": change.to_stage, "at": change.at.isoformat(), "why": change.why}
            for change in standing.history(circle.pk)
        ],
        "facts": [
            {"kind": fact.kind, "value": fact.value, "from": fact.from_on.isoformat()}
            for fact in legal.known(circle.pk).values()
        ],
    }


def stage(said: dict[str, Any]) -> str:
    """The stage a circle goes on from: the last one before it closed or left. Forming, where that makes no sense."""
    try:
        told = [change["stage"] for change in said["standing"]["stages"]]
    except (KeyError, TypeError):
        return Stage.FORMING
    return next((each for each in reversed(told) if each in ON_ITS_WAY), Stage.FORMING)


def believed(said: dict[str, Any], *, slug: str) -> Circle:
    """The circle these facts describe, nowhere yet. Raises NotTaken, RuleBroken when they make no sense."""
    facts = {name: said[name] for name in TAKEN if name in said}
    if "name" not in facts or not all(_is_as_it_should_be(name, value) for name, value in facts.items()):
        raise refusals.damaged(_("what it says of the circle"))
    facts["name"] = tidy(facts["name"])
    facts["languages"] = _spoken(facts.get("languages", []))
    features = said.get("features")
    kept = [MAY_BE_COPIED] if isinstance(features, list) and MAY_BE_COPIED in features else []
    try:
        if facts.get("recipe") not in recipes.BOOK:
            facts["recipe"] = recipes.PLAINEST  # what it began with matters no more
        circle = Circle(slug=slug, features=kept, **facts)
        register.check(circle)
        _must_be_at_home_here(circle)
    except (TypeError, AttributeError) as wrong:
        raise refusals.damaged(_("what it says of the circle")) from wrong
    return circle


def _is_as_it_should_be(name: str, value: Any) -> bool:
    """Whether a fact is of its kind, and holds nothing that could not be written down or shown."""
    if name in _YES_OR_NO:
        return isinstance(value, bool)
    if name in _LISTS:
        return isinstance(value, list) and len(value) <= _MANY and all(map(_is_text, value))
    if name == "words":
        is_plain = isinstance(value, dict) and all(_is_text(text) for pair in value.items() for text in pair)
        return is_plain and len(value) <= _MANY
    return _is_text(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and can_be_kept(value)


def _spoken(languages: list[str]) -> list[str]:
    """Those of the circle's languages that are spoken here, too. Raises NotTaken for what is none at all."""
    if not all(map(_LANGUAGE.fullmatch, languages)):
        raise refusals.damaged(_("what it says of the circle"))
    return [each for each in dict.fromkeys(languages) if each in dict(settings.LANGUAGES)]


def _must_be_at_home_here(circle: Circle) -> None:
    """Its clocks, its language and its picture must make sense on this server. Raises NotTaken."""
    if circle.logo:
        manifest.check_path(manifest.FILES + circle.logo)
    if not _is_a_zone(circle.time_zone):
        raise refusals.no_such_zone(circle.time_zone)
    if circle.language not in dict(settings.LANGUAGES):
        raise refusals.no_such_language(circle.language)


def _is_a_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (LookupError, ValueError, OSError):  # unknown, none at all, or a whole folder of them
        return False
