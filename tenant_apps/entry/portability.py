"""Whoever moves house gets new keys."""

from tenants.portability import LEAVE

PORTABILITY = {
    "CircleSession": LEAVE("People sign in again; a session must not open two houses."),
    "AccessToken": LEAVE("Programs are let in again by their people; a secret must not open two houses."),
}
