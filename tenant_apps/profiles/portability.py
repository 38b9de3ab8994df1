"""How profiles travel when a circle is cloned, exported or moved."""

from tenants.portability import EXPORT

PORTABILITY = {
    "Answer": EXPORT,
    "Version": EXPORT,
    "Showing": EXPORT,
    "Check": EXPORT,
    "PaperForm": EXPORT,
    "OwnTerm": EXPORT,
}
