"""What the federation's register holds of a circle, as it stands in an archive, and as it is believed on arrival."""

from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.words import tidy
from provisioning import owner, recipes, register
from provisioning.archive import refusals
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
_WORDS_AT_MOST: Final = 200


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
    words = facts.get("words", {})
    plain = isinstance(words, dict) and all(isinstance(text, str) for pair in words.items() for text in pair)
    if not plain or len(words) > _WORDS_AT_MOST or not isinstance(facts.get("name"), str):
        raise refusals.damaged(_("what it says of the circle"))
    facts["name"] = tidy(facts["name"])
    features = said.get("features")
    kept = [MAY_BE_COPIED] if isinstance(features, list) and MAY_BE_COPIED in features else []
    try:
        if facts.get("recipe") not in recipes.BOOK:
            facts["recipe"] = recipes.PLAINEST  # what it began with matters no more
        circle = Circle(slug=slug, features=kept, **facts)
        register.check(circle)
    except (TypeError, AttributeError) as wrong:
        raise refusals.damaged(_("what it says of the circle")) from wrong
    return circle
