"""How often somebody is asked whether an answer is still right, in days; and who looks after people."""

from typing import Final

HOSTS: Final = ("steward", "coordinator")
A_QUARTER, HALF_A_YEAR, A_YEAR = 91, 182, 365
