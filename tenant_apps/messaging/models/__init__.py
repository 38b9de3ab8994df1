"""What a conversation is made of."""

from tenant_apps.messaging.models.posts import LONGEST, Earlier, Mention, Nod, Post
from tenant_apps.messaging.models.threads import Seat, Thread

__all__ = ["LONGEST", "Earlier", "Mention", "Nod", "Post", "Seat", "Thread"]
