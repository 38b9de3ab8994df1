"""The pages every circle has from the start, and what stands in their drafts when stewards begin to write them anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenant_apps.site.pages.blocks import HEADING, TEXT, Block, new_block
from tenants.context import CircleRef
from ui.vocabulary import in_own_words

Words = str | Promise


@dataclass(frozen=True)
class First:
    """A page that every circle has: where it is, and what a draft of it begins with."""

    slug: str
    title: Words
    pieces: tuple[tuple[str, Words], ...]

    def blocks(self, circle: CircleRef) -> list[Block]:
        """The draft to begin with, in the circle's own words. What the circle has said of itself comes first."""
        own = [new_block(TEXT, words=circle.about)] if circle.about and self.slug == "about" else []
        return [*own, *(new_block(kind, words=in_own_words(str(words), circle)) for kind, words in self.pieces)]


FIRSTS: Final[Mapping[str, First]] = {
    first.slug: first
    for first in (
        First(
            "about",
            _("About us"),
            (
                (HEADING, _("What a care circle is")),
                (
                    TEXT,
                    _(
                        "A care circle is a small co-operative in one place. People who get support, people who give"
                        " it, families and neighbours are [members]. Each [member] has a say."
                    ),
                ),
                (HEADING, _("How we decide")),
                (
                    TEXT,
                    _(
                        "We try to find what everybody can live with. Each person can say what worries them, and the"
                        " plan is changed until it is safe to try."
                    ),
                ),
            ),
        ),
        First(
            "support",
            _("I need support"),
            (
                (
                    TEXT,
                    _(
                        "Maybe you want a hand with getting up, a meal or the shopping. Maybe you look after somebody"
                        " and need a rest. You can start with one question."
                    ),
                ),
                (HEADING, _("What happens")),
                (
                    TEXT,
                    _(
                        "1. You call or write to us.\n2. We come and listen.\n3. We talk about money.\n"
                        "4. You meet people, and you both say yes or no."
                    ),
                ),
                (HEADING, _("Who decides")),
                (TEXT, _("You do. You choose who comes, when, and what they help with.")),
            ),
        ),
        First(
            "work-with-us",
            _("I want to give support"),
            (
                (
                    TEXT,
                    _(
                        "Work with a few people you get to know well, close to where you live, in a [team] that sorts"
                        " out its own week."
                    ),
                ),
                (HEADING, _("What happens")),
                (
                    TEXT,
                    _(
                        "1. You have a chat with us.\n2. We do the checks.\n3. You learn alongside somebody.\n"
                        "4. You join a [team]."
                    ),
                ),
            ),
        ),
        First(
            "volunteer",
            _("I want to help out"),
            (
                (
                    TEXT,
                    _(
                        "Bring a meal round. Walk a dog. Drive somebody to choir. Sit and chat. You do what you like"
                        " doing, when you have time."
                    ),
                ),
                (HEADING, _("What happens")),
                (
                    TEXT,
                    _("1. Tell us what you enjoy.\n2. We get to know you.\n3. You meet somebody."),
                ),
            ),
        ),
    )
}
