"""How a circle is set up, in words: what an officer reads in a support session."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from shared_apps.console.circles import STATES, latest_step
from shared_apps.console.kinds import kind_in_words
from shared_apps.federation.features import name_of
from shared_apps.federation.setup import Health, RunSeen, SetUp
from shared_apps.runs.models import Run

Words = str | Promise
NOTHING: Final = "–"


def settings_in_words(set_up: SetUp) -> list[tuple[Words, str]]:
    """What was chosen for the circle, each with its word, and where it is found."""
    said = [(words, _say(set_up.settings, names, how)) for words, names, how in _SETTINGS]
    return [*said, (_("Addresses"), ", ".join(set_up.domains) or NOTHING)]


def health_in_words(health: Health) -> dict[str, Words]:
    """Whether people get in, and how far its tables are."""
    latest = latest_step()
    tables = _("up to date") if health.at_step >= latest else _("step %(at)s of %(of)s")
    return {
        "doors": STATES.get(health.state, health.state),
        "tables": tables % {"at": health.at_step, "of": latest},
    }


def runs_in_words(runs: Sequence[RunSeen]) -> list[tuple[Words, Words, RunSeen]]:
    """What was done to its home and how that stands."""
    states: Mapping[str, Words] = dict(Run.State.choices)
    return [(kind_in_words(run.kind), states.get(run.state, run.state), run) for run in runs]


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


_SETTINGS: Final[tuple[tuple[Words, tuple[str, ...], Callable[[str], str]], ...]] = (
    (gettext_lazy("Web address"), ("slug",), str),
    (gettext_lazy("Place"), ("place",), str),
    (gettext_lazy("Colours"), ("brand", "accent"), str),
    (gettext_lazy("Language"), ("language",), _language),
    (gettext_lazy("Languages to choose from"), ("languages",), _language),
    (gettext_lazy("Time zone"), ("time_zone",), str),
    (gettext_lazy("Where it is active"), ("places",), str),
    (gettext_lazy("Features"), ("features",), name_of),
)


def _say(settings: Mapping[str, Any], names: Sequence[str], how: Callable[[str], str]) -> str:
    """One value or several, in one line."""
    values = [settings[name] for name in names]
    each = [one for value in values for one in (value if isinstance(value, list) else [value]) if one]
    return ", ".join(map(how, each)) or NOTHING
