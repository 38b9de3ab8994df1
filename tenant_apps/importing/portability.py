"""A list on its way stays behind: what it said is gone after a week, and the file can be brought again."""

from tenants.portability import LEAVE

WHY = "What a file said is gone after a week; its people travel, and the file can be brought again."
PORTABILITY = {"Import": LEAVE(WHY), "Row": LEAVE(WHY)}
