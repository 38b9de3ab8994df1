"""Web addresses nobody should have to read on a letter from their care circle.

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


def check(slug: str) -> None:
    """Raises RuleBroken for an address that insults somebody, or that sounds like a public body."""
    if any(_insults(slug.translate(digits).split("-")) for digits in _DIGITS):
        raise RuleBroken(_("This web address could hurt somebody. Choose another."), code="slug_offensive")
    words = slug.split("-")
    if PUBLIC_BODIES & set(words) or any(each.startswith(BEGINS_AS_A_PUBLIC_BODY) for each in (*words, "".join(words))):
        raise RuleBroken(
            _("This web address sounds like a public body, such as the health service. Choose another."),
            code="slug_public_body",
        )


def _insults(words: list[str]) -> bool:
    whole = "".join(words)
    return any(bad in whole for bad in NOWHERE) or any(_is_made_of_a_bad_word(word) for word in [*words, whole])


def _is_made_of_a_bad_word(word: str) -> bool:
    """Whether it is such a word, with nothing but what people hang around them."""
    for before in BEFORE:
        for behind in BEHIND:
            inner = word.removeprefix(before).removesuffix(behind)
            if inner in NOT_A_WORD and before + inner + behind == word:
                return True
    return False
