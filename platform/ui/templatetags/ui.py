"""Small pieces used in every template: `{% load ui %}`."""

import hashlib
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import lucide
from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

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
    name = str(getattr(person, "known_as", "") or getattr(person, "name", "") or person or "?")
    hue = _hue(str(getattr(person, "pk", "") or name))
    classes = " ".join(filter(None, ["face", f"hue-{hue}", size]))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


@register.simple_tag(takes_context=True)
def aria_current(context: Context, url: str) -> SafeString:
    """Marks the link to the page one is on, and to the room it is in: `<a href="/week/"{% aria_current "/week/" %}>`."""
    here = str(context.get("here", ""))
    if here == url:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"' if url != "/" and here.startswith(url) else "")


@register.simple_tag(takes_context=True)
def theme_url(context: Context) -> str:
    """The colours this page wears: the circle one is signing in to, the circle one is in, or the federation's."""
    return theme_url_of(context.get("for_circle") or context.get("circle"))


@register.inclusion_tag("ui/people_ring.html")
def people_ring() -> dict[str, Any]:
    """The picture on a front page, in the circle's own colours."""
    return {"ring": RING}


@register.filter
def first_input(field: BoundField) -> str:
    """The id an error link jumps to: the input, or the first of several to choose from."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.inclusion_tag("ui/forms/summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, on top of the page, each with a link to the place where it can be put right."""
    return {"form": form, "wrong": [form[name] for name in form.errors if name in form.fields and not form[name].is_hidden]}


@register.inclusion_tag("ui/forms/fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form without the summary, for pages that put the summary above their heading."""
    return {"visible": form.visible_fields(), "hidden": form.hidden_fields()}


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
    """Lucide's drawing, without its size and colours: those are the stylesheet's."""
    root = ElementTree.fromstring(lucide._render_icon(name, None))
    shapes = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in root)
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{shapes}</svg>')
