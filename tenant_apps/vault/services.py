"""The front door of the vault."""

from tenant_apps.vault.sealing import keys_at_hand, lookup, lookups, seal, unseal

__all__ = ["keys_at_hand", "lookup", "lookups", "seal", "unseal"]
