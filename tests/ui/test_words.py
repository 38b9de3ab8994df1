"""We say it plainly: everyday words, full sentences, for readers from about nine to eleven years of age."""

import re
from pathlib import Path

import pytest

from tests.ui.readability import read

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("platform/ui", "shared_apps", "tenant_apps", "provisioning")
PAGES = sorted(found for room in ROOMS for found in (ROOT / room).rglob("templates/**/*.html"))
OLDEST = 11.5
ENOUGH_TO_JUDGE = 40

_SAID = re.compile(
    r"{%\s*(?:translate\s+|say\s+_\()(?:\"([^\"]+)\"|'([^']+)')[^%]*%}"
    r"|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}",
    re.DOTALL,
)


def words_of(path: Path) -> str:
    """What a template says to people, one line for each piece."""
    found = ("".join(pieces) for pieces in _SAID.findall(path.read_text(encoding="utf-8")))
    return "\n".join(re.sub(r"{{.*?}}", "Ann", re.sub(r"{%.*?%}|<[^>]+>|[\[\]]", " ", piece)) for piece in found)


@pytest.mark.parametrize("path", [page for page in PAGES if words_of(page)], ids=lambda path: str(path.name))
def test_a_page_is_written_for_everybody(path: Path):
    reading = read(words_of(path))
    assert reading.jargon == {}
    assert reading.long_sentences == []
    if reading.words >= ENOUGH_TO_JUDGE:
        assert reading.age <= OLDEST


def test_the_checker_tells_plain_words_from_an_officials():
    plain = "Your next visit is on Monday at nine. Ann will help you get up. You can call us to change the time."
    official = (
        "The multi-stakeholder co-operative's governance instrument facilitates the delegation of operational "
        "authority to self-managing circles, notwithstanding the statutory obligations of the registered provider."
    )
    assert read(plain).age <= 8
    assert read(official).age > 20
    assert read(official).jargon
