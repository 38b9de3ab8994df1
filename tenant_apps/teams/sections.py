"""What teams hold of people."""

from tenant_apps.teams import sections_life  # noqa: F401  (what a team does together is declared there)
