"""The life of a circle in six stages, and what has to be ticked before it enters each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.federation.models import Standing

Stage = Standing.Stage
Words = str | Promise

CIRCLE: Final = "circle"
NATIONAL: Final = "federation"
SIDES: Final[dict[str, Words]] = {CIRCLE: _("The circle"), NATIONAL: _("The national co-op")}


@dataclass(frozen=True)
class Item:
    """One thing on a checklist, and which side ticks it.

    With `proof` nobody ticks it by hand: it is met when that is on record (a signature, or a fact with its evidence).
    """

    code: str
    side: str
    words: Words
    proof: str = ""


BEFORE_CLOSING: Final = (Stage.IDEA, Stage.FORMING, Stage.OPEN_HOSTED, Stage.OPEN_SOCIETY)
# From where a circle may move where. Closed to closing is for a circle that is brought back in time.
MOVES: Final[dict[str, tuple[str, ...]]] = {
    Stage.IDEA: (Stage.FORMING, Stage.CLOSING, Stage.CLOSED),
    Stage.FORMING: (Stage.OPEN_HOSTED, Stage.OPEN_SOCIETY, Stage.CLOSING, Stage.CLOSED),
    Stage.OPEN_HOSTED: (Stage.OPEN_SOCIETY, Stage.CLOSING),
    Stage.OPEN_SOCIETY: (Stage.OPEN_HOSTED, Stage.CLOSING),
    Stage.CLOSING: (*BEFORE_CLOSING, Stage.CLOSED),
    Stage.CLOSED: (Stage.CLOSING,),
}

_OPEN: Final = (
    Item("open.agreement", CIRCLE, _("A steward has signed the federation agreement."), proof="agreement"),
    Item(
        "open.safeguarding", CIRCLE, _("We know who to call when somebody may be at risk, and one of us leads on it.")
    ),
    Item("open.privacy", CIRCLE, _("Our stewards have read how people's information is kept.")),
    Item("open.welcome", CIRCLE, _("We know what happens when somebody asks us for support.")),
    Item("open.mode", NATIONAL, _("Both sides agree what kind of circle it is, and why."), proof="mode"),
    Item(
        "open.controller", NATIONAL, _("It is written down who answers for people's information."), proof="controller"
    ),
    Item("open.insured", NATIONAL, _("We have seen that what the circle plans is insured.")),
)

CHECKLISTS: Final[dict[str, tuple[Item, ...]]] = {
    Stage.IDEA: (),
    Stage.FORMING: (
        Item("forming.stewards", CIRCLE, _("Three of us will be stewards for the first year.")),
        Item("forming.person", CIRCLE, _("At least one person would like support from us.")),
        Item("forming.aim", CIRCLE, _("We have written down in two sentences what we want to do, and where.")),
        Item("forming.talked", NATIONAL, _("We have talked with the group, and know who they are.")),
    ),
    Stage.OPEN_HOSTED: (
        *_OPEN,
        Item("hosted.contact", NATIONAL, _("The circle knows who its person at the national co-op is.")),
    ),
    Stage.OPEN_SOCIETY: (
        *_OPEN,
        Item("society.members", CIRCLE, _("Our members decided to become a co-op of our own.")),
        Item("society.registered", NATIONAL, _("We have seen that the society is registered."), proof="society"),
        Item("society.bank", NATIONAL, _("The society has a bank account of its own."), proof="bank"),
        Item("society.handed_over", NATIONAL, _("Contracts, insurance and money have been handed over.")),
    ),
    Stage.CLOSING: (
        Item("closing.decided", CIRCLE, _("Our members decided to close, and why is written down.")),
        Item("closing.told", CIRCLE, _("Everybody who gets or gives support has been told.")),
        Item("closing.talked", NATIONAL, _("We have talked with the stewards about what could keep the circle going.")),
    ),
    Stage.CLOSED: (
        Item("closed.care", CIRCLE, _("Everybody who wants support has somebody else to turn to.")),
        Item("closed.money", CIRCLE, _("What is owed is paid, and what is left has gone where our rules say.")),
        Item("closed.export", NATIONAL, _("The stewards were offered everything their circle kept.")),
        Item("closed.records", NATIONAL, _("It is written down who keeps the records the law asks for.")),
    ),
}


# An idea that is given up has no care to hand over.
NEEDS_NOTHING: Final = {(Stage.IDEA, Stage.CLOSED), (Stage.CLOSED, Stage.CLOSING)}
# Where a circle that called its closing off comes back to, it has been before.
NEEDS_NOTHING_FROM: Final[dict[str, tuple[str, ...]]] = {Stage.CLOSING: BEFORE_CLOSING}


def checklist_for(from_stage: str, to_stage: str) -> tuple[Item, ...]:
    """What has to be met before a circle moves from one stage to the other."""
    if (from_stage, to_stage) in NEEDS_NOTHING or to_stage in NEEDS_NOTHING_FROM.get(from_stage, ()):
        return ()
    return CHECKLISTS[to_stage]


def every_item() -> Iterator[Item]:
    """Each item of every checklist; those that stand on two lists once."""
    seen: set[str] = set()
    for items in CHECKLISTS.values():
        for item in items:
            if item.code not in seen:
                seen.add(item.code)
                yield item


def item_called(code: str) -> Item | None:
    return next((item for item in every_item() if item.code == code), None)
