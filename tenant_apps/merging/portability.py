"""Which entries were put together travels, so that a copy or a forgetting reaches all of a person's entries."""

from tenants.portability import EXPORT

PORTABILITY = {"Merge": EXPORT, "Step": EXPORT, "Apart": EXPORT}
