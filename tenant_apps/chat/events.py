"""What happens to a circle's chat. Ids and codes only."""

from uuid import UUID

from tenant_apps.journal.events import Code, Event


class ServerChosen(Event):
    """The circle talks in a chat server of its own from now on."""

    server_id: UUID
    kind: Code
    sign_in: Code


class ServerReconnected(Event):
    """What opens the server was entered anew."""

    server_id: UUID


class ServerLeft(Event):
    """The circle talks in the built-in conversations again. What was said in the server is brought here."""

    server_id: UUID


class ChatAgreed(Event, own=True):
    """Somebody let the chat server know them by name, and by address where they sign in there by themselves."""

    person_id: UUID
    server_id: UUID
