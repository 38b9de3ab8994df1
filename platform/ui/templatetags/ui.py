"""Small pieces used in every template: `{% load ui %}`."""

import hashlib
import io
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ui.forms import problems as problems_of
from ui.icons import icons as icons_of
from ui.theme import theme_url as theme_url_of

register = template.Library()

HUES = 12
# How far round the table each person sits, and which of the circle's colours they wear.
RING = ((0, "one"), (45, "two"), (90, "three"), (135, "one"), (180, "two"), (225, "one"), (270, "three"), (315, "two"))


@register.simple_tag
def icon(name: str, *, flip: bool = False) -> SafeString:
    """A picture beside words, never instead of them: `{% icon "house" %}`. `flip` turns arrows round right to left."""
    return _icon(name, "icon flip" if flip else "icon")


@register.simple_tag
def face(person: Any, size: str = "") -> SafeString:
    """A person's initials on a colour that stays theirs; `size` may be "large". Say the name in words beside it."""
    name = str(getattr(person, "name", "") or person or "?")
    hue = _hue(str(getattr(person, "pk", "") or name))
    classes = " ".join(filter(None, ["face", f"hue-{hue}", size]))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


@register.simple_tag(takes_context=True)
def aria_current(context: Context, url: str) -> SafeString:
    """Marks the link to the page one is on, or to the room it is in: `<a href="/week/"{% aria_current "/week/" %}>`."""
    here = str(context.get("here", ""))
    if here == url:
        return format_html(' aria-current="{}"', "page")
    is_inside = url != "/" and here.startswith(url)
    return format_html(' aria-current="{}"', "true") if is_inside else SafeString("")


@register.simple_tag(takes_context=True)
def theme_url(context: Context) -> str:
    """The colours this page wears: the circle one is signing in to, the circle one is in, or the federation's."""
    return theme_url_of(context.get("for_circle") or context.get("circle"))


@register.simple_tag(takes_context=True)
def icon_png_url(context: Context) -> str:
    """The picture of this site for a phone's home screen."""
    return icons_of(context.get("circle"))[0]["src"]


@register.simple_tag(takes_context=True)
def written_in(context: Context, circle: Any = None) -> SafeString:
    """Marks words that a circle wrote itself, where the page speaks another language: `<p{% written_in %}>`."""
    language = getattr(circle or context.get("circle"), "language", "")
    if not language or language == context.get("lang"):
        return SafeString("")
    return format_html(' lang="{}" dir="auto"', language)


@register.inclusion_tag("ui/people_ring.html")
def people_ring() -> dict[str, Any]:
    """The picture on a front page, in the circle's own colours."""
    return {"ring": RING}


@register.filter
def problems(field: BoundField) -> list[str]:
    """What is wrong with a field, in sentences that name it."""
    return problems_of(field)


@register.filter
def first_input(field: BoundField) -> str:
    """The id an error link jumps to: the input, or the first of several to choose from."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.inclusion_tag("ui/forms/summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, on top of the page, each with a link to the place where it can be put right."""
    return {"form": form, "wrong": [field for field in form.visible_fields() if field.errors]}


@register.inclusion_tag("ui/forms/fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form without the summary, for pages that put the summary above their heading."""
    return {"form": form, "visible": form.visible_fields(), "hidden": form.hidden_fields()}


def initials(name: str) -> str:
    """Two letters for a face: first and last name, or the first two of a single one."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2].capitalize()).strip()


def _hue(key: str) -> int:
    return hashlib.blake2b(key.encode(), digest_size=2).digest()[0] % HUES


@lru_cache(maxsize=256)
def _icon(name: str, classes: str) -> SafeString:
    """Lucide's drawing, read from its archive once; size and colour are the stylesheet's."""
    drawing = ElementTree.fromstring(_drawings().read(f"{name}.svg"))  # noqa: S314  (from the package, from nobody else)
    for node in drawing.iter():
        node.tag = node.tag.removeprefix("{http://www.w3.org/2000/svg}")
    drawing.attrib.update({"width": "24", "height": "24"})
    drawing.attrib.update({"class": classes, "aria-hidden": "true", "focusable": "false"})
    return SafeString(ElementTree.tostring(drawing, encoding="unicode"))


@cache
def _drawings() -> ZipFile:
    """Lucide's archive, with its list of contents read once and not for each of a page's icons. In memory, so that
    processes that part from this one do not read from the same place in one file."""
    return ZipFile(io.BytesIO((files("lucide") / "lucide.zip").read_bytes()))
