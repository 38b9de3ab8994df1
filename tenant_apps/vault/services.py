"""The front door of the vault."""

from tenant_apps.vault.sealing import keys_at_hand, lookup, lookups, seal, unseal
from tenant_apps.vault.shredding import is_shredded, shred, shred_again

__all__ = ["is_shredded", "keys_at_hand", "lookup", "lookups", "seal", "shred", "shred_again", "unseal"]
