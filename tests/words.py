"""What a page says, looked for as a whole word: a token of a form may hold any three letters in a row."""

import re


def names(page: str, name: str) -> bool:
    """Whether somebody is named there."""
    return re.search(rf"\b{re.escape(name)}\b", page) is not None
