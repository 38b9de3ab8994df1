"""Letters go between circles, and are about circles."""

from kernel.sections import nobodys

nobodys(
    "letters.Agreement.*", "letters.Letter.*", why="between circles; for stewards and co-ordinators: letters.policies"
)
