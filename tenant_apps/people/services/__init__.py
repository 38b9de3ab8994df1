"""The verbs of people: who is known here, what they wear, and how they pause, go and come back."""

from tenant_apps.people.services.accounts import hand_over_account, lay_down_offices, unlink_account
from tenant_apps.people.services.hats import (
    LAST_STEWARD,
    answer_offer,
    end_hat,
    give_hat,
    offer_hat,
    take_back_offer,
)
from tenant_apps.people.services.membership import (
    HOLDS_OFFICE,
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
    only_founders_while_trying,
)
from tenant_apps.people.services.removals import (
    agree_to_removal,
    ask_for_removal,
    object_to_removal,
    remove_what_is_due,
    take_back_removal,
)
from tenant_apps.people.services.terms import A_TERM, mind_the_terms

__all__ = [
    "A_TERM",
    "CORRECTABLE",
    "HOLDS_OFFICE",
    "LAST_STEWARD",
    "UNDO_WITHIN",
    "add_person",
    "agree_to_removal",
    "answer_offer",
    "ask_for_removal",
    "correct_person",
    "end_hat",
    "end_membership",
    "give_hat",
    "hand_over_account",
    "lay_down_offices",
    "leave_circle",
    "lift_suspension",
    "link_account",
    "mind_the_terms",
    "object_to_removal",
    "offer_hat",
    "only_founders_while_trying",
    "remove_what_is_due",
    "suspend_person",
    "take_back_offer",
    "take_back_removal",
    "undo_leaving",
    "unlink_account",
    "welcome_back",
]
