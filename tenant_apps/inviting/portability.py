"""Whoever moves house invites again."""

from tenants.portability import LEAVE

PORTABILITY = {"Invitation": LEAVE("Invitations are made again: what opens one house must not open two.")}
