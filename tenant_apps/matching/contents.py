"""What somebody asks for and offers, in words, for whom they let read it: what and when, not where or how much."""

from collections.abc import Collection, Iterable
from itertools import chain

from kernel.errors import Sentence
from tenant_apps.matching.models import Ask, Offer, State
from tenant_apps.matching.told import told
from tenant_apps.people.models import Person
from tenant_apps.privacy.contents import tells
from tenant_apps.profiles.vocabulary import vocabulary

SHOWN = (State.OPEN, State.RESTING)


@tells("matching.asks")
def asks(person: Person, codes: Collection[str]) -> Iterable[tuple[str, Sentence, str]]:
    """The same lines as on their own page, of what is open or rests."""
    said = vocabulary()
    things: Iterable[Ask | Offer] = chain(
        Ask.objects.filter(person=person, state__in=SHOWN).order_by("opened_at", "id"),
        Offer.objects.filter(person=person, state__in=SHOWN),
    )
    for thing in things:
        lines = told(thing, said)
        for label, words in (*lines["what"], *lines["when"]):
            yield "matching.asks", label, words
