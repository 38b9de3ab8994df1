"""The verbs of people: who is known here, what they wear, and how they pause, go and come back."""

from tenant_apps.people.services.hats import (
    LAST_STEWARD,
    answer_offer,
    end_hat,
    give_hat,
    offer_hat,
    take_back_offer,
)
from tenant_apps.people.services.membership import (
    UNDO_WITHIN,
    end_membership,
    leave_circle,
    lift_suspension,
    suspend_person,
    undo_leaving,
    welcome_back,
)
from tenant_apps.people.services.people import (
    CORRECTABLE,
    add_person,
    correct_person,
    link_account,
    unlink_account,
)

__all__ = [
    "CORRECTABLE",
    "LAST_STEWARD",
    "UNDO_WITHIN",
    "add_person",
    "answer_offer",
    "correct_person",
    "end_hat",
    "end_membership",
    "give_hat",
    "leave_circle",
    "lift_suspension",
    "link_account",
    "offer_hat",
    "suspend_person",
    "take_back_offer",
    "undo_leaving",
    "unlink_account",
    "welcome_back",
]
