"""Cache keys that cannot be shared by two circles."""

from tenants.context import FEDERATION, CircleRef, NoCircle, current


def circle_key(key: str, key_prefix: str, version: int) -> str:
    """The key function of the `default` cache: each circle has its own drawer, and so has the federation."""
    here = current()
    if isinstance(here, CircleRef):
        drawer = f"circle:{here.id.hex}"
    elif here is FEDERATION:
        drawer = "federation"
    else:
        raise NoCircle("The cache has a drawer for each circle, and no circle has been entered.")
    return f"{drawer}:{key_prefix}:{version}:{key}"
