"""For whom a message is meant: a name after an @, of somebody who reads there."""

import re
from typing import Final

from kernel.actors import Actor
from tenant_apps.messaging.gatherings import gathering_of
from tenant_apps.messaging.models import Mention, Post
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name

_AT: Final = re.compile(r"(?<!\w)@(?=\w)")
# Names are compared letter by letter; no more than this are meant by one message.
MOST: Final = 20


def named_in(words: str, people: list[Person]) -> list[Person]:
    """Those whose name stands after an @: the longest that fits, so that @Ann Marie is not Ann."""
    by_name = sorted(people, key=lambda person: -len(person.called))
    found = []
    for at in _AT.finditer(words):
        rest = words[at.end() :].casefold()
        fits = (each for each in by_name if each.called and _begins(rest, each.called.casefold()))
        if (person := next(fits, None)) is not None:
            found.append(person)
    return list(dict.fromkeys(found))[:MOST]


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()


def mention_whom_it_names(post: Post, by: Actor) -> None:
    """Only people who read there and whose names whoever writes may know: a guess tells nobody who is in the circle."""
    found: list[Person] = []
    if _AT.search(post.words):
        readers = gathering_of(post.thread).people(post.thread.about)
        found = named_in(post.words, list(known_by_name(by, readers)))
    Mention.objects.filter(post=post).exclude(person__in=found).delete()
    Mention.objects.bulk_create([Mention(post=post, person=each) for each in found], ignore_conflicts=True)
