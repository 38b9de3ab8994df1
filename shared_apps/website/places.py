"""Places with a Welsh and an English name, and what Welsh does to the beginning of a name."""

from collections.abc import Iterator
from typing import Final

from kernel.spelling import plain_words

# Only names that spelling alone would not lead to each other.
TWO_NAMES: Final = (
    ("Aberdaugleddau", "Milford Haven"),
    ("Abergwaun", "Fishguard"),
    ("Aberhonddu", "Brecon"),
    ("Abermaw", "Barmouth"),
    ("Aberpennar", "Mountain Ash"),
    ("Abertawe", "Swansea"),
    ("Aberteifi", "Cardigan"),
    ("Bangor Is-coed", "Bangor-on-Dee"),
    ("Brynbuga", "Usk"),
    ("Caerdydd", "Cardiff"),
    ("Caerfyrddin", "Carmarthen"),
    ("Caergybi", "Holyhead"),
    ("Casnewydd", "Newport"),
    ("Cas-gwent", "Chepstow"),
    ("Castell-nedd", "Neath"),
    ("Cei Connah", "Connah's Quay"),
    ("Crucywel", "Crickhowell"),
    ("Dinbych", "Denbigh"),
    ("Dinbych-y-pysgod", "Tenby"),
    ("Glyn Ebwy", "Ebbw Vale"),
    ("Hwlffordd", "Haverfordwest"),
    ("Llanandras", "Presteigne"),
    ("Llanbedr Pont Steffan", "Lampeter"),
    ("Llandaf", "Llandaff"),
    ("Llanfair-ym-Muallt", "Builth Wells"),
    ("Penfro", "Pembroke"),
    ("Pen-y-bont ar Ogwr", "Bridgend"),
    ("Rhaeadr Gwy", "Rhayader"),
    ("Rhuthun", "Ruthin"),
    ("Sir Benfro", "Pembrokeshire"),
    ("Sir Gaerfyrddin", "Carmarthenshire"),
    ("Sir Fynwy", "Monmouthshire"),
    ("Trefaldwyn", "Montgomery"),
    ("Trefdraeth", "Newport"),
    ("Trefyclo", "Knighton"),
    ("Trefynwy", "Monmouth"),
    ("Treffynnon", "Holywell"),
    ("Y Trallwng", "Welshpool"),
    ("Wrecsam", "Wrexham"),
    ("Yr Wyddgrug", "Mold"),
    ("Y Barri", "Barry"),
    ("Y Bont-faen", "Cowbridge"),
    ("Y Drenewydd", "Newtown"),
    ("Y Fenni", "Abergavenny"),
    ("Y Fflint", "Flint"),
    ("Y Gelli Gandryll", "Hay-on-Wye"),
    ("Ynys Môn", "Anglesey"),
)

# How a name begins after a change, and how it may begin without one ("yng Nghaerdydd" is in Caerdydd).
_CHANGES: Final = (
    ("ngh", ("c",)),
    ("mh", ("p",)),
    ("nh", ("t",)),
    ("ng", ("g",)),
    ("ch", ("c",)),
    ("ph", ("p",)),
    ("th", ("t",)),
    ("dd", ("d",)),
    ("g", ("c",)),
    ("b", ("p",)),
    ("d", ("t",)),
    ("f", ("b", "m")),
    ("m", ("b",)),
    ("n", ("d",)),
    ("l", ("ll",)),
    ("r", ("rh",)),
)


def _known() -> dict[tuple[str, ...], str]:
    """The other name of each place; "Y Barri" is known without its article, too."""
    found: dict[tuple[str, ...], str] = {}
    for welsh, english in TWO_NAMES:
        words = plain_words(welsh)
        found.setdefault(tuple(words[words[0] in ("y", "yr") :]), english)
        found.setdefault(tuple(plain_words(english)), welsh)
    return found


_OTHER: Final = _known()
_MOST_WORDS: Final = max(map(len, _OTHER))


def other_names(name: str) -> Iterator[str]:
    """The other names of the places in a text."""
    words = plain_words(name)
    for length in range(1, _MOST_WORDS + 1):
        for at in range(len(words) - length + 1):
            if (other := _OTHER.get(tuple(words[at : at + length]))) is not None:
                yield other


def radicals(word: str) -> Iterator[str]:
    """How a Welsh word may begin when nothing changes it."""
    for changed, plain in _CHANGES:
        if word.startswith(changed):
            for begins in plain:
                yield begins + word.removeprefix(changed)
    yield "g" + word  # a g is dropped altogether
