"""What stewards ticked on their own list while setting up."""

from tenant_apps.journal.events import Code, Event


class SetUpTicked(Event):
    """Stewards say that something on their list is fine as it is, or take that back."""

    task: Code
    done: bool
