"""What stewards changed about the circle itself: which settings, never what they say."""

from tenant_apps.journal.events import Code, Event


class SettingsChanged(Event):
    """Stewards changed what the register says of the circle, or how it looks."""

    columns: tuple[Code, ...]
