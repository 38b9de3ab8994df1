"""How much one person, or one address nobody is signed in from, may ask of the API."""

from typing import TYPE_CHECKING

from django.core.cache import BaseCache, caches
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from tenants.context import current_circle

if TYPE_CHECKING:  # REST framework's views load this module while they are themselves being loaded
    from rest_framework.views import APIView


class _InSharedCache(SimpleRateThrottle):
    """Counted by every process together; REST framework's own would use the circle's drawer."""

    @property
    def cache(self) -> BaseCache:
        return caches["shared"]


class PerPerson(_InSharedCache):
    scope = "person"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if request.user is None:
            return None
        return f"throttle:person:{current_circle().id.hex}:{request.user.pk}"


class PerAddress(_InSharedCache):
    """One budget for an address over all circles."""

    scope = "address"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if request.user is not None:
            return None
        return f"throttle:address:{self.get_ident(request)}"
