"""Where the invented people live. These places are invented as well: they are near nothing that the codes are near."""

from typing import Final

from kernel.actors import SYSTEM
from shared_apps.postcodes import services
from shared_apps.postcodes.reading import Row
from tenants.context import in_federation

SOURCE: Final = "invented places for the example circles"
# In metres on a map of our own: a valley with a town at each end, and two ends of a borough.
PLACES: Final = (
    ("HX7 8", 0, 400_000),
    ("HX7 6", 2_300, 400_900),
    ("OL14 5", -5_400, 396_700),
    ("E5 0", 130_000, 190_000),
    ("E8 1", 129_200, 188_300),
)


def invent() -> None:
    """Let the example circles show how far it is. Postcodes that somebody loaded stay as they are."""
    with in_federation():
        if services.loaded() is None:
            services.keep((Row(code, (east, north)) for code, east, north in PLACES), SOURCE, by=SYSTEM)
