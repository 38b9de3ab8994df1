"""Which pieces of an address can be a profile at all. What cannot is not looked up."""

from tenant_apps.profiles.shape import Kind


class KindConverter:
    """One of the two profiles: getting, giving."""

    regex = "|".join(Kind)

    def to_python(self, value: str) -> Kind:
        return Kind(value)

    def to_url(self, value: str) -> str:
        return str(value)
