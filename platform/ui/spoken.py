"""Which languages this place speaks: English, and every one whose translation has been finished and compiled.

Asked by the settings, before Django's own settings can be read; so it reads none.
"""

from collections.abc import Iterable
from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import to_language

WRITTEN_IN = "en-gb"
# Begun, but not finished: kept to prove that every page runs from right to left, and offered to nobody.
IN_THE_MAKING = frozenset({"ur"})


def spoken_languages(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """Code and own name of each language people may choose; the one our sentences are written in comes first."""
    compiled = (path.parents[1].name for folder in folders for path in folder.glob("*/LC_MESSAGES/django.mo"))
    codes = sorted({to_language(name) for name in compiled} - {WRITTEN_IN} - IN_THE_MAKING)
    return [(code, own_name(code)) for code in (WRITTEN_IN, *codes)]


def own_name(code: str) -> str:
    """What the readers of a language call it: Cymraeg, Polski."""
    if code == WRITTEN_IN:
        return "English"
    name = str(LANG_INFO[code]["name_local"])
    return name[:1].upper() + name[1:]
