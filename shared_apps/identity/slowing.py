"""Slow down whoever sends a form too often, counted over all circles by household."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from kernel.errors import TooMany
from shared_apps.identity.guesses import may_guess


def slow_down(request: HttpRequest, what: str, *, most: int, seconds: int, whose: str = "") -> None:
    """Count one try in the whole federation's cache. Raises TooMany when there were more than a person would make."""
    if not may_guess(what, whose or neighbourhood(request), most=most, seconds=seconds):
        raise TooMany(retry_after=seconds)


def neighbourhood(request: HttpRequest) -> str:
    """Where a request comes from; of the newer kind of address the part that belongs to one household."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)
