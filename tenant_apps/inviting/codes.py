"""What opens an invitation: a long link in an e-mail, a short code on a card, and four figures said on the telephone.

None of them is kept. They are worked out from the invitation, and the database holds only what they are known again by.
"""

import base64
from typing import TYPE_CHECKING, Final

from tenants.signing import fingerprints

if TYPE_CHECKING:
    from tenant_apps.inviting.models import Invitation

# Letters and figures that are not mistaken for one another on paper, on the telephone or in handwriting.
LETTERS: Final = "FHKLMQRWY234679"
CODE_LENGTH: Final = 10
LINK_LENGTH: Final = 26
LINK: Final = "invitation-link"
CODE: Final = "invitation-code"
NUMBER: Final = "invitation-number"
KNOWN_BY: Final = "invitation-known-by"
NO: Final = "invitation-no"


def link_secret(invitation: "Invitation") -> str:
    """The 130 bits in the address that is sent by e-mail."""
    return next((made for made in _links(invitation) if is_known(made, invitation.link_hash)), "")


def short_code(invitation: "Invitation") -> str:
    """The ten letters on a card, in two groups: FHKLM-QRWY2. Empty when it can no longer be worked out."""
    code = next((made for made in _codes(invitation) if is_known(made, invitation.code_hash)), "")
    return f"{code[:5]}-{code[5:]}" if code else ""


def spoken_number(invitation: "Invitation") -> str:
    """The four figures that whoever invites says to the person, and that stand on no card and in no e-mail."""
    return _numbers(invitation)[0]


def no_known_by(email: str) -> list[bytes]:
    """What an address is known again by that was asked to hold an office and said no. Nobody can read it from that."""
    return fingerprints(email.strip().lower(), purpose=NO)


def is_spoken(invitation: "Invitation", typed: str) -> bool:
    return "".join(sign for sign in typed if sign.isalnum()) in _numbers(invitation)


def make_secrets(invitation: "Invitation") -> None:
    """Fresh ones for this round; those of the round before open nothing any more."""
    invitation.link_hash = known_by(_links(invitation)[0])[0]
    invitation.code_hash = known_by(_codes(invitation)[0])[0]


def tidied(typed: str) -> str:
    """What was typed, as it is kept: a code in capitals without its hyphen, a link in small letters."""
    plain = "".join(sign for sign in typed if sign.isalnum())
    return plain.upper() if len(plain) == CODE_LENGTH else plain.lower()


def known_by(secret: str) -> list[bytes]:
    """What a link or a code is looked up by."""
    return fingerprints(secret, purpose=KNOWN_BY)


def is_known(secret: str, kept: bytes | memoryview) -> bool:
    return bytes(kept) in known_by(secret)


def _made_from(invitation: "Invitation", purpose: str) -> list[bytes]:
    return fingerprints(f"{invitation.pk}:{invitation.round}", purpose=purpose)


def _links(invitation: "Invitation") -> list[str]:
    made = _made_from(invitation, LINK)
    return [base64.b32encode(digest).decode()[:LINK_LENGTH].lower() for digest in made]


def _codes(invitation: "Invitation") -> list[str]:
    return [_in_letters(digest) for digest in _made_from(invitation, CODE)]


def _in_letters(digest: bytes) -> str:
    rest, letters = int.from_bytes(digest), ""
    for _ in range(CODE_LENGTH):
        rest, place = divmod(rest, len(LETTERS))
        letters += LETTERS[place]
    return letters


def _numbers(invitation: "Invitation") -> list[str]:
    return [f"{int.from_bytes(digest) % 10_000:04}" for digest in _made_from(invitation, NUMBER)]
