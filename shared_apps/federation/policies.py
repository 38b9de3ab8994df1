"""Who may do what in the federation. Each power is a word that an officer's hats give them (see the console)."""

from typing import Final
from uuid import UUID

from kernel.actors import Actor
from shared_apps.federation.actors import is_steward_of, officer_may
from shared_apps.federation.stages import CIRCLE, Item

STAGES: Final = "stages"
FACTS: Final = "facts"
AGREEMENTS: Final = "agreements"
ANNOUNCEMENTS: Final = "announcements"
FEATURES: Final = "features"
SUPPORT: Final = "support"
INCIDENTS: Final = "incidents"
POWERS: Final = (STAGES, FACTS, AGREEMENTS, ANNOUNCEMENTS, FEATURES, SUPPORT, INCIDENTS)


def can_move_stage(by: Actor) -> bool:
    return officer_may(by, STAGES)


def can_tick(by: Actor, item: Item, circle_id: UUID) -> bool:
    """Each side ticks its own items, and nobody the other side's."""
    return is_steward_of(by, circle_id) if item.side == CIRCLE else officer_may(by, STAGES)


def can_note_facts(by: Actor) -> bool:
    return officer_may(by, FACTS)


def can_publish_agreement(by: Actor) -> bool:
    return officer_may(by, AGREEMENTS)


def can_announce(by: Actor) -> bool:
    return officer_may(by, ANNOUNCEMENTS)


def can_switch(by: Actor) -> bool:
    return officer_may(by, FEATURES)


def can_ask_for_support_session(by: Actor) -> bool:
    return officer_may(by, SUPPORT)


def can_look_after_incidents(by: Actor) -> bool:
    return officer_may(by, INCIDENTS)
