"""What still works without a signal: a page that says so, kept on the device by a small service worker.

The worker keeps static files and that one page, which is the same for everybody: nothing personal is ever kept. Each
host has its own, under its own name, so what one circle keeps no other can show.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from ui.theme import theme_url

KEPT: Final = (
    "ui/hearth.css",
    "ui/parts.css",
    "ui/forms.css",
    "ui/public.css",
    "ui/reading.css",
    "ui/print.css",
    "ui/app.js",
)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What to do while there is no signal. Shows nothing of who is signed in, for it stays on the device."""
    return render(request, "ui/offline.html", {"without_person": True})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of this host: what it keeps, under which name, and then its own lines."""
    files = ["/offline/", theme_url(getattr(request, "circle", None)), "/icon.svg", *map(static, KEPT)]
    edition = hashlib.sha256("|".join([*files, source()]).encode()).hexdigest()[:12]
    facts = json.dumps({"name": f"kept-{request.get_host()}-{edition}", "files": files})
    response = HttpResponse(f"const KEPT = {facts};\n{source()}", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def source() -> str:
    """The lines that are the same on every host."""
    return Path(__file__).with_name("worker.js").read_text("utf-8")
