"""Sentences on a circle's own pages that claim care or a registration which its kind has no place for.

It is a look at words, not a judgement: a sentence that says no ("we give no personal care") is passed over, and
whoever publishes may do so all the same, knowing what they say.
"""

import re
from collections.abc import Sequence
from typing import Final

from shared_apps.federation.here import may_give_personal_care
from tenant_apps.site.pages.blocks import Block

# English, Welsh, Polish, Turkish: what is regulated, and who regulates it.
_CLAIM: Final = re.compile(
    r"""\b(
      CQC | Care\ Quality\ Commission | Care\ Inspectorate | Care\ Inspectorate\ Wales | RQIA | CIW | Ofsted
    | regulated\ (?:care|service|provider|activit\w+) | registered\ (?:care|manager|provider|service)\w*
    | personal\ care | domiciliary\ care | nursing\ care
    | gofal\ personol | Arolygiaeth\ Gofal | gofal\ (?:cofrestredig|rheoleiddiedig)
    | opiek[aęi]\ osobist[aąe]j? | zarejestrowan\w+\ (?:opiek\w+|us[łl]ug\w+)
    | kişisel\ bakım | kayıtlı\ bakım
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYS_NO: Final = re.compile(
    r"\b(no|not|never|nobody|without|cannot|nor|neither|\w+n['’]t|ddim|nid|heb|nie|bez|nikt|değil|yok|\w+m[ae]yız|"
    r"vermiyoruz|yapmıyoruz)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]?")


def claims(title: str, blocks: Sequence[Block]) -> list[str]:
    """The sentences that tell of regulated care, where the circle's kind has no place for it; none where it has."""
    said = [title, *(block.get("words", "") for block in blocks), *(block.get("alt", "") for block in blocks)]
    found = [sentence for words in said for sentence in _claiming(words)]
    return found if found and not may_give_personal_care() else []


def _claiming(words: str) -> list[str]:
    sentences = (each.strip() for each in _SENTENCE.findall(words))
    return [each for each in sentences if _CLAIM.search(each) and not _SAYS_NO.search(each)]
