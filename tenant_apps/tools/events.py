"""What happened to the circle's tools. Which person allowed what stands in their consent."""

from uuid import UUID

from tenant_apps.journal.events import Event


class ToolAdded(Event):
    """A steward let a tool leave signing in to the circle."""

    tool_id: UUID


class ToolRemoved(Event):
    """A steward took a tool away; nobody signs in to it with the circle any more."""

    tool_id: UUID


class ToolAllowed(Event, own=True):
    """A member let a tool know who they are."""

    tool_id: UUID
    person_id: UUID


class ToolStopped(Event, own=True):
    """A member took that back."""

    tool_id: UUID
    person_id: UUID
