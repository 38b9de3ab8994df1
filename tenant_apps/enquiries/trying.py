"""Doors for strangers stay shut while a circle is trying things out, and when it is closing: nobody waits for an answer
that cannot come."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tenant_apps.entry.middleware import CircleRequest

Door = Callable[..., HttpResponse]


def open_when_live(door: Door) -> Door:
    """Strangers read that the circle is not open yet. Its own stewards may try the door. Of one that is closing,
    everybody reads that nobody will read what they write."""

    @wraps(door)
    def view(request: CircleRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.circle.state == "closing":
            return render(request, "enquiries/closing.html")
        if not request.circle.is_sandbox or request.person is not None:
            return door(request, *args, **kwargs)
        return render(request, "enquiries/not_yet.html", status=409 if request.method == "POST" else 200)

    return view
