"""A postcode, taken apart: HX7 8AA is in the sector HX7 8 and in the district HX7."""

import re
from typing import Final

_DISTRICT: Final = r"([A-Z]{1,2}[0-9][A-Z0-9]?)"
_TIGHT: Final = re.compile(rf"{_DISTRICT}(?:([0-9])[A-Z]{{2}})?")
_APART: Final = re.compile(rf"{_DISTRICT} ([0-9])(?:[A-Z]{{2}})?")


def areas_of(postcode: str) -> tuple[str, ...]:
    """The areas a postcode is in, the smallest first: ("HX7 8", "HX7"). Part of one does; what is none has none."""
    said = " ".join(postcode.upper().split())
    found = _TIGHT.fullmatch(said.replace(" ", "")) if len(said.split(" ")[-1]) != 1 else _APART.fullmatch(said)
    if found is None:
        return ()
    district, sector = found.groups()
    return (f"{district} {sector}", district) if sector else (district,)


def is_whole(postcode: str) -> bool:
    """Whether it is the postcode of some homes, and not a part of one."""
    return bool(re.fullmatch(rf"{_DISTRICT}[0-9][A-Z]{{2}}", "".join(postcode.upper().split())))
