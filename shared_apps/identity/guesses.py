"""How often something secret may be guessed. Counted for the whole federation: fifty circles are not fifty budgets."""

from hashlib import sha256

from django.core.cache import caches


def may_guess(what: str, whose: str, *, most: int, seconds: int) -> bool:
    """Count one guess at `what` by or for `whose`; False once there were more than `most` within `seconds`.

    The count is one atomic step, so a hundred guesses sent at the same instant are still counted one by one.
    """
    cache, key = caches["shared"], _key(what, whose)
    if cache.add(key, 1, seconds):
        return most >= 1
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two steps
        cache.set(key, 1, seconds)
        return most >= 1


def _key(what: str, whose: str) -> str:
    # Addresses and secrets are not left lying about in the cache's keys.
    return f"guesses:{what}:{sha256(whose.encode()).hexdigest()}"
