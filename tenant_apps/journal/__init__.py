"""What happened in this circle, who did it, and who is still to be told.

Audit trail and outbox in one: `announce` writes an entry and one delivery per listener in the transaction that made the
change, so neither is ever without the other.
"""
