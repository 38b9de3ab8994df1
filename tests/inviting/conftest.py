from tests.journal.rooms import elland, hebden, two_rooms  # noqa: F401
