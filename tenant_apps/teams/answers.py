"""What teams tell of a person, and what becomes of it."""

from tenant_apps.teams import answers_life  # noqa: F401  (what a team does together is told there)
