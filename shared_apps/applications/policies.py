"""Who may do what with an application."""

from kernel.actors import Actor
from shared_apps.applications.models import Application

FOUNDER = "founder"


def is_founder(by: Actor, application: Application) -> bool:
    """Whoever came with the application's own link. They act by its id: nobody has an account yet."""
    return by.kind == FOUNDER and by.id == application.pk


def may_decide(by: Actor) -> bool:
    """Whoever is not a founder themself; the console asks its officers for the right hat before."""
    return by.kind != FOUNDER


def may_decide_appeal(by: Actor, application: Application) -> bool:
    """Somebody else than whoever refused: an appeal is looked at with other eyes."""
    return by.id is None or by.id != application.decided_by
