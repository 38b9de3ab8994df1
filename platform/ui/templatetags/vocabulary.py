"""A circle's own words in templates: `{% load vocabulary %}`, then `{% say _("My [team]") %}` or `{% our "team" %}`."""

import re
from types import SimpleNamespace

from django import template
from django.template.context import Context
from django.utils import translation
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from ui.vocabulary import ONE, VOCABULARY, label, said

register = template.Library()

LOGO = re.compile(r"site/logo-([0-9a-f]{16})\.png")


@register.simple_tag(takes_context=True)
def our(context: Context, code: str, form: str = ONE) -> str:
    """One of our words as this circle says it: `{% our "supporter" "many" %}`."""
    return said(context.get("circle"), code, form)


@register.simple_tag(takes_context=True)
def say(context: Context, sentence: object, about: str = "") -> str:
    """A translated sentence in this circle's own words: `{% say _("Your [team] agrees on times") %}`.

    A short label says which word it is about, `{% say _("My [team]") "team" %}`: see `ui.vocabulary.label`.
    """
    circle = context.get("circle")
    if not context.autoescape:
        return label(str(sentence), about, circle)
    return mark_safe(label(conditional_escape(str(sentence)), about, circle, made_safe=escape))  # noqa: S308  (escaped)


@register.simple_tag(takes_context=True)
def our_hat(context: Context, hat: object) -> str:
    """What a hat is called here, with a capital: in the circle's own word if it has one."""
    kind = str(getattr(hat, "kind", ""))
    usual = str(hat.get_kind_display())  # type: ignore[attr-defined]
    if kind not in VOCABULARY:
        return usual
    word = said(context.get("circle"), kind)
    return usual if word == str(VOCABULARY[kind].one) else str(capfirst(word))


@register.simple_tag
def our_in(circle: object, language: str, code: str, form: str = ONE) -> str:
    """A word as somebody would say it in one language: for trying words out before they are saved."""
    with translation.override(language):
        return said(SimpleNamespace(**circle) if isinstance(circle, dict) else circle, code, form, language=language)


@register.filter
def pair(one: object, other: object) -> tuple[object, object]:
    """Two things to be walked through alike."""
    return one, other


@register.filter
def logo_url(circle: object) -> str:
    """Where a circle's own logo is, or nothing."""
    found = LOGO.fullmatch(str(getattr(circle, "logo", "") or ""))
    return f"/logo.{found[1]}.png" if found else ""
