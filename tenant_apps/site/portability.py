"""How what stewards wrote travels when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT

PORTABILITY = {"Page": EXPORT, "Version": EXPORT, "Picture": EXPORT, "SetUpTick": EXPORT}
