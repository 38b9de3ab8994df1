"""Who may do what with the journal. Nobody writes in it by hand: announcing is part of every service."""

from kernel.actors import SYSTEM, Actor


def can_try_again(by: Actor) -> bool:
    """Parked deliveries are taken up again by the operator of the deployment, who acts as Coopbox itself."""
    return by is SYSTEM
