"""What runs in every open circle, and how often. One dispatcher asks for them, each circle in its turn."""

from datetime import timedelta

__all__ = ["EVERY"]

EVERY = {
    "journal.deliver": timedelta(minutes=1),
    "privacy.link": timedelta(minutes=1),
    "privacy.remind": timedelta(hours=6),
    "entry.forget": timedelta(days=1),
    "tools.forget": timedelta(days=1),
    "enquiries.forget": timedelta(days=1),
    "enquiries.say_what_is_held": timedelta(days=1),
    "vault.shred_again": timedelta(hours=1),
    "helping.remind": timedelta(days=1),
    "profiles.nudge": timedelta(days=1),
    "rights.tend": timedelta(hours=1),
    "site.keep_up_with_federation": timedelta(minutes=5),
    "inviting.forget": timedelta(hours=1),
    "people.take_off_what_is_due": timedelta(minutes=10),
    "merging.settle": timedelta(hours=1),
    "importing.forget": timedelta(hours=1),
    "people.mind_the_terms": timedelta(hours=1),
    "teams.tend": timedelta(hours=1),
    "matching.keep_neighbours_in_step": timedelta(minutes=10),
    "teams.mind_hats": timedelta(days=1),
    "matching.forget": timedelta(days=1),
    "matching.mind_the_time": timedelta(hours=1),
    "chat.work": timedelta(minutes=1),
    "chat.look": timedelta(days=1),
    "matching.tend_plans": timedelta(hours=1),
}
