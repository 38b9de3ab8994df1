"""Promises about every template and stylesheet of the house, kept without anybody remembering them."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("platform", "tenants", "shared_apps", "tenant_apps", "provisioning")
TEMPLATES = sorted(found for room in ROOMS for found in (ROOT / room).rglob("templates/**/*.html"))
STYLES = sorted((ROOT / "platform" / "ui" / "static" / "ui").glob("*.css"))
BUDGET = {"css": 10_000, "js": 25_000}
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|left|right|(?:min-|max-)?(?:width|height)|text-align:\s*(?:left|right)|float)\s*:(?!\s*[\d.]+em\))"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_has_a_style_or_a_script_of_its_own(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<[a-z][^>]*\sstyle\s*=", text), "a style attribute"
    assert not re.search(r"<style[\s>]", text), "a style element"
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text), "an event attribute"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "a script without src"
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_template_compiles(path: Path):
    engines["django"].from_string(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_no_rule_names_left_right_or_width(path: Path):
    css = re.sub(r"/\*.*?\*/|@media[^{]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(css) == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_every_rule_is_in_a_layer_and_every_colour_comes_from_the_theme(path: Path):
    css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert css.strip().startswith("@layer")
    if path.name not in ("federation.css", "print.css", "reading.css"):
        assert re.findall(r"#[0-9a-f]{3,8}\b(?!=)", css) == []


ROOMS = {"public.css", "member.css", "questions.css"}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_what_a_page_loads_first_is_small(room: str):
    assert room in {path.name for path in STYLES}
    css = [
        path for path in STYLES if path.name not in {*ROOMS - {room}, "reading.css"}
    ]  # federation.css weighs what any circle's theme does
    scripts = [finders.find("ui/app.js"), finders.find("django_htmx/htmx-4.min.js")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in css) <= BUDGET["css"]
    assert sum(len(gzip.compress(Path(path).read_bytes())) for path in scripts) <= BUDGET["js"]


def test_no_font_is_fetched():
    assert not any("@font-face" in path.read_text(encoding="utf-8") for path in STYLES)
