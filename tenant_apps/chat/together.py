"""Two entries of one person: a chat server goes on knowing each as it did, and the one that goes is shut out of it."""

from kernel.together import stays_apart

stays_apart("chat.Login.person", why="the server knows a user for each entry; the one that goes is switched off there")
