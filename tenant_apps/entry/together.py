"""Two entries of one person: who signed in as one of them does not go on as the other."""

from kernel.together import stays_apart

stays_apart(
    "entry.CircleSession.person",
    "entry.AccessToken.person",
    why="a browser or a program was let in for one entry; it signs in anew for the other",
)
