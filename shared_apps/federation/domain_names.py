"""Which domains a circle may go by: one spelling for each; none that is ours or made to be mistaken."""

import ipaddress
import re
from functools import cache
from typing import Final

import idna
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

from kernel.errors import RuleBroken
from kernel.lookalikes import look, poses_as_latin, scripts_in

LONGEST: Final = 240  # with room for the name of the proof in front of it
# Names that lead nowhere on the open internet (RFC 2606, 6761, 6762, 7686, 8375, 9476).
NOWHERE: Final = frozenset(
    [
        "alt",
        "arpa",
        "corp",
        "example",
        "home",
        "internal",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "test",
    ]
)
_IS_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


@cache
def _suffixes() -> PublicSuffixList:
    """Where domains are given out to anybody (co.uk, github.io); the list comes with its package."""
    return PublicSuffixList()


def normal_domain(typed: str) -> str:
    """The one spelling under which a domain is kept: small letters, punycode, no dot at the end.

    Takes what people paste, an address with https:// and a path too. Raises RuleBroken with a sentence they can act on.
    """
    host = _host_in(typed)
    try:
        plain = idna.encode(host, uts46=True, std3_rules=True).decode().lower()
        words = idna.decode(plain)
    except (idna.IDNAError, UnicodeError):
        raise _no(_("This is not a web address that can exist. Look for a letter too many."), "not_a_domain") from None
    if len(plain) > LONGEST or not _IS_HOST.fullmatch(plain):
        raise _no(_("This is not a web address that can exist. Look for a letter too many."), "not_a_domain")
    _not_made_to_be_mistaken(words)
    _not_ours(plain)
    _not_everybodys(plain)
    return plain


def in_letters(domain: str) -> str:
    """A domain as people write it: “zdrowie-łódź.pl” and not “xn--…”."""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def own_part(domain: str) -> str:
    """What was registered: “hebdencare.org.uk” of “www.hebdencare.org.uk”."""
    return _suffixes().privatesuffix(domain) or domain


def _host_in(typed: str) -> str:
    text = typed.strip().lower()
    text = re.sub(r"^https?://", "", text)
    if "@" in text:
        raise _no(_("This is an e-mail address. Type the part after the @, if it is yours."), "an_email")
    host = re.split(r"[/?#]", text, maxsplit=1)[0].removesuffix(".")
    bare = host.strip("[]")
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        pass
    else:
        raise _no(_("This is the number of a computer. Type a name, such as hebdencare.org."), "an_ip")
    if ":" in host:
        raise _no(_("Leave out the colon and what comes after it."), "a_port")
    if "." not in host:
        raise _no(_("A domain has a dot in it, such as hebdencare.org."), "no_dot")
    if re.fullmatch(r"[0-9.]+", host):
        raise _no(_("This is the number of a computer. Type a name, such as hebdencare.org."), "an_ip")
    return host


def _not_made_to_be_mistaken(words: str) -> None:
    for label in words.split("."):
        if len(scripts_in(label) - {"UNKNOWN"}) > 1 or poses_as_latin(label):
            raise _no(
                _("This address has letters in it that look like others. Use letters of one alphabet."), "mixed_letters"
            )


def _not_ours(domain: str) -> None:
    ours = settings.FEDERATION_DOMAIN
    if f".{domain}".endswith(f".{ours}") or f".{ours}".endswith(f".{domain}"):
        raise _no(_("This address belongs to the federation. Type a domain of your own."), "federations")
    if look(own_part(in_letters(domain))) == look(own_part(in_letters(ours))):
        raise _no(_("This is too easily mistaken for the federation's own address."), "looks_like_ours")


def _not_everybodys(domain: str) -> None:
    if domain.rsplit(".", 1)[-1] in NOWHERE:
        raise _no(_("This address leads nowhere on the internet. Type a domain that you have registered."), "nowhere")
    if _suffixes().is_public(domain):
        raise _no(_("Many people have addresses below this one. Type the whole of yours."), "public_suffix")


def _no(sentence: object, code: str) -> RuleBroken:
    return RuleBroken(str(sentence), code=code, errors={"domain": [str(sentence)]})
