"""What a circle's site shows on several pages: `{% load site %}`."""

from typing import Any

from django import template
from django.template.context import Context

from tenant_apps.site.pages.services import menu

register = template.Library()


@register.inclusion_tag("site/pages/menu.html", takes_context=True)
def own_pages(context: Context) -> dict[str, Any]:
    """The circle's own pages, as a strip on top of its public ones. Nothing while it has none."""
    return {"pages": menu(), "here": context.get("here", ""), "lang": context.get("lang", "")}
