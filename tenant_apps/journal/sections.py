"""The journal holds ids and codes: who is meant is looked up by whoever may see it."""

from kernel.sections import nobodys

nobodys("journal.Entry.*", "journal.Delivery.*", why="ids and codes only, which journal.events holds to")
