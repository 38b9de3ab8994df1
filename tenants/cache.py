"""Cache keys that cannot be shared by two circles."""

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from tenants.context import CircleRef, Federation, NoCircle, current


def circle_key(key: str, key_prefix: str, version: int) -> str:
    """The key function of the `default` cache: each circle has its own drawer, and so has the federation."""
    here = current()
    if isinstance(here, CircleRef):
        drawer = f"circle:{here.id.hex}"
    elif isinstance(here, Federation):
        drawer = "federation"
    else:
        raise NoCircle("The cache has a drawer for each circle, and no circle has been entered.")
    return f"{drawer}:{key_prefix}:{version}:{key}"


class EverybodysCache(RuntimeError):
    """Somebody was about to empty the cache of all circles, and the counts that hold guessing back."""


class _Drawers:
    """A cache in which no circle can empty the others' drawers: servers and processes know only how to clear it all."""

    def clear(self) -> None:
        if current() is not None:
            raise EverybodysCache("This would empty the cache of every circle. Delete the keys you mean.")
        super().clear()  # type: ignore[misc]


class MemoryDrawers(_Drawers, LocMemCache):
    """The memory of one process."""


class RedisDrawers(_Drawers, RedisCache):
    """A Redis or Valkey server, shared by all processes."""
