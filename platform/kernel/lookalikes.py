"""Which names are easily mistaken for one another: by a hurried eye, on a phone held at arm's length."""

import unicodedata
from typing import Final

_LOOKS_LIKE: Final = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "2": "z", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "-": None}
)
# Small letters of other scripts that are drawn like a Latin one.
_FOREIGN: Final = str.maketrans(
    {
        **dict(zip("аеорсухіјѕһԁԛԝԍмнткв", "aeopcyxijshdqwgmhtkb", strict=True)),
        **dict(zip("ӏүѵѡ", "lyvw", strict=True)),
        **dict(zip("αοερνκτυιχωη", "aoepvktuixwn", strict=True)),
        **dict(zip("օոսցհ", "onugh", strict=True)),
    }
)


def look(name: str) -> str:
    """What a name looks like at a glance: two that look the same are the same to a hurried reader."""
    return plain(name).translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w")


def plain(name: str) -> str:
    """Small letters without their marks; those of other scripts as the Latin ones they are drawn like."""
    bare = unicodedata.normalize("NFKD", name.lower()).translate(_FOREIGN)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).replace("ı", "i")


def scripts_in(text: str) -> set[str]:
    """The scripts its letters belong to, by the names Unicode gives them: {"LATIN"}."""
    return {unicodedata.name(sign, "UNKNOWN").split()[0] for sign in text if sign.isalpha()}


def poses_as_latin(label: str) -> bool:
    """Whether a word in another script could be read as a Latin one from its first letter to its last."""
    bare = unicodedata.normalize("NFKD", label.lower())
    letters = [sign for sign in bare if sign.isalpha()]
    return bool(letters) and scripts_in(label) != {"LATIN"} and all(ord(sign) in _FOREIGN for sign in letters)
