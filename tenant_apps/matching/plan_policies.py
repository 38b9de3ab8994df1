"""Who may have a whole team looked for, and read what was found."""

from kernel.actors import Actor
from tenant_apps.matching.models import Ask
from tenant_apps.teams.policies import is_host, is_word_of


def can_plan_team(by: Actor, ask: Ask) -> bool:
    """Whoever asks, whoever acts for them as far as care, and whoever brings people together in this circle."""
    return is_word_of(by, ask.person) or is_host(by)
