"""Web addresses and names nobody should have to read on a letter from their care circle.

The words are turned by thirteen letters, so that they stand in nobody's way here. Some may stand nowhere in an address;
others only not as a word of their own, because they are parts of good names (Scunthorpe, Penistone, Essex). It is a
small list on purpose: it stops accidents and bad jokes, and people at the national co-op see every application.
"""

import codecs
from typing import Final

from django.utils.translation import gettext as _

from kernel.errors import RuleBroken

NOWHERE: Final = codecs.decode(
    "shpx avttre avttn snttbg juber fcnfgvp ergneq jnaxre obyybpx onfgneq ovgpu uvgyre tbyyvjbt cnrqbcuvyr cuhpx",
    "rot13",
).split()
NOT_A_WORD: Final = frozenset(
    codecs.decode(
        "phag fuvg gjng penc nefr nff nffubyr nefrubyr cvff cvffbss cravf intvan phz gvgf gvggvrf pbpx qvpx cevpx frk"
        " frkl cbea jnax fyhg snt sntf qlxr cnxv cnxvf puvax puvaxl tbbx fcvp jbt jbtf xvxr xvxrf fcnm zbat pevccyr"
        " genaal oybjwbo anmv anmvf xxx encr encvfg cnrqb crqb cbbs cbbsf"
        " pbba pbbaf lvq lvqf cvxrl cvxrlf tlcb tlccb fynt fyntf zvatr xhag shx",
        "rot13",
    ).split()
)
PUBLIC_BODIES: Final = frozenset({"cqc", "gov", "govuk", "ofsted", "dwp", "royal", "council", "councils"})
# These are recognised at the beginning of a longer word, too, and no good name begins with them.
BEGINS_AS_A_PUBLIC_BODY: Final = ("nhs", "hmrc", "police", "socialservices")
# What people hang in front of such a word or behind it to make another of it.
BEFORE: Final = ("", *["bull", "dumb", "horse", "jack", "dog", "bat", "fat", "mother", "stupid", "total"])
BEHIND: Final = (
    "",
    *[
        "s",
        "es",
        "ed",
        "ing",
        "head",
        "heads",
        "face",
        "faces",
        "hole",
        "holes",
        "bag",
        "bags",
        "wit",
        "wits",
        "wipe",
        "wipes",
        "stain",
        "stick",
        "sucker",
        "suckers",
    ],
)
# A one may stand for either of two letters.
_DIGITS: Final = (str.maketrans("01345789", "oieastbg"), str.maketrans("01345789", "oleastbg"))


# Letters that stand alone or in twos and threes, put together: "F.u.c.k", "N.H.S.".
SCATTERED: Final = 3


def check(slug: str) -> None:
    """Raises RuleBroken for an address that insults somebody, or that sounds like a public body."""
    words = slug.split("-")
    if insults(words, "".join(words)):
        raise RuleBroken(_("This web address could hurt somebody. Choose another."), code="slug_offensive")
    if public_body(words, "".join(words)):
        raise RuleBroken(
            _("This web address sounds like a public body, such as the health service. Choose another."),
            code="slug_public_body",
        )


def check_name(words: list[str]) -> None:
    """The same for a circle's name, given in plain small words. In a name the words stand apart, so only scattered
    letters are put together: Care Tardebigge says nothing bad. Royal Tunbridge Wells is a place."""
    joined = _gathered(words)
    if insults(words, *joined):
        raise RuleBroken(_("This name could hurt somebody. Choose another."), code="name_offensive")
    if found := public_body([word for word in words if word != "royal"], *joined):
        raise RuleBroken(
            _("With “%(word)s” in its name people would take your circle for a public body. Leave that word out.")
            % {"word": found},
            code="name_public_body",
        )


def public_body(words: list[str], *joined: str) -> str:
    """The word that sounds like a public body, if one does."""
    found = (word for word in words if word in PUBLIC_BODIES)
    begins = (word for word in (*words, *joined) if word.startswith(BEGINS_AS_A_PUBLIC_BODY))
    return next(iter((*found, *begins)), "")


def insults(words: list[str], *joined: str) -> bool:
    """Whether any of these words insults somebody, however its letters are written."""
    read = [[word.translate(digits) for word in (*words, *joined)] for digits in _DIGITS]
    return any(any(bad in word for bad in NOWHERE) or _is_made_of_a_bad_word(word) for each in read for word in each)


def _gathered(words: list[str]) -> list[str]:
    """Very short words that stand side by side, written together."""
    runs: list[str] = []
    run = ""
    for word in [*words, "-" * (SCATTERED + 1)]:
        if len(word) <= SCATTERED:
            run += word
        elif run:
            runs.append(run)
            run = ""
    return runs


def _is_made_of_a_bad_word(word: str) -> bool:
    """Whether it is such a word, with nothing but what people hang around them."""
    for before in BEFORE:
        for behind in BEHIND:
            inner = word.removeprefix(before).removesuffix(behind)
            if inner in NOT_A_WORD and before + inner + behind == word:
                return True
    return False
