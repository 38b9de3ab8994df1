"""What the pages that start a circle look like: as light as all the others, and in the same two directions."""

import gzip
import re
from pathlib import Path

import pytest

from tests.ui.test_promises import BUDGET, PHYSICAL

ROOT = Path(__file__).parents[2]
HOUSE, OURS = ROOT / "platform/ui/static/ui", ROOT / "provisioning/static/start"
SHARED = ("federation", "hearth", "parts", "forms", "print")


def weight(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths)


def test_what_the_first_page_and_a_question_load_first_is_small():
    shared = weight(*(HOUSE / f"{name}.css" for name in SHARED))
    assert shared + weight(HOUSE / "public.css", OURS / "front.css") <= BUDGET["css"]
    assert shared + weight(HOUSE / "questions.css", OURS / "start.css") <= BUDGET["css"]


@pytest.mark.parametrize("path", sorted(OURS.glob("*.css")), ids=lambda path: path.name)
def test_every_rule_is_in_a_layer_has_no_left_or_right_and_takes_its_colours_from_the_theme(path: Path):
    css = re.sub(r"/\*.*?\*/|@media[^{]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert css.strip().startswith("@layer")
    assert PHYSICAL.findall(css) == []
    assert re.findall(r"#[0-9a-f]{3,8}\b", css) == []
