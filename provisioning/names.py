"""Web addresses a circle may have: short, plain, nobody else's, and not easily mistaken for somebody else's."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from kernel.errors import RuleBroken
from kernel.lookalikes import look
from tenants import improper, resembling

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 40
RESERVED = frozenset(
    [
        "id",
        "www",
        "api",
        "admin",
        "start",
        "federation",
        "mail",
        "smtp",
        "imap",
        "ftp",
        "ns",
        "ns1",
        "ns2",
        "static",
        "assets",
        "media",
        "cdn",
        "status",
        "help",
        "support",
        "billing",
        "console",
        "public",
        "postgres",
        "template",
        "root",
        "localhost",
        "test",
        "dev",
        "staging",
        "app",
        "web",
        "blog",
        "docs",
        "about",
        "login",
        "account",
        "accounts",
        "sign-in",
        "security",
        "abuse",
        "postmaster",
        "hostmaster",
        "webmaster",
        "autoconfig",
        "autodiscover",
        "webmail",
        "mails",
        "admins",
        "verify",
        "secure",
        "password",
        "logon",
        "national",
        "coop",
        "co-op",
        "circles",
        "care-circles",
    ]
)
KEPT_LOOKS = frozenset(map(look, RESERVED))
OURS = look("federation")
# Words that make no other name of one that is kept.
_BESIDE = frozenset(("the", "our", "my", "a", "co", "op", "and"))
_NUMBER_BEHIND = re.compile(r"-?\d+$")


def check_letters(slug: str) -> None:
    """Raises RuleBroken when nobody may have this slug."""
    if unicodedata.normalize("NFKC", slug) != slug or not slug.isascii():
        raise RuleBroken(_("Use only the letters a to z, numbers and hyphens in the web address."), code="slug_letters")
    if len(slug) > LONGEST:
        raise RuleBroken(_("Make the web address %(n)s letters or shorter.") % {"n": LONGEST}, code="slug_long")
    if len(slug) < 3:
        raise RuleBroken(_("Make the web address at least 3 letters long."), code="slug_short")
    if slug.startswith(("pg-", "pg_", "xn--")) or _is_kept(slug):
        raise RuleBroken(
            _("The web address “%(slug)s” is kept for the federation. Choose another.") % {"slug": slug},
            code="slug_reserved",
        )
    if not _SLUG.fullmatch(slug):
        raise RuleBroken(
            _("Begin the web address with a letter, and use only the letters a to z, numbers and single hyphens."),
            code="slug_letters",
        )
    improper.check(slug)


def _is_kept(slug: str) -> bool:
    """Whether it is a word of the federation's, with a number behind it, or made of nothing but such words."""
    if look(_NUMBER_BEHIND.sub("", slug)) in KEPT_LOOKS or look(slug) in KEPT_LOOKS:
        return True
    words = slug.split("-")
    telling = [word for word in words if word not in _BESIDE]
    return any(look(word) == OURS for word in words) or (
        bool(telling) and all(look(word) in KEPT_LOOKS for word in telling)
    )


def check_others(slug: str, others: Iterable[str]) -> None:
    """Raises RuleBroken when another circle has this slug, or one that looks like it."""
    for other in others:
        if other == slug:
            raise RuleBroken(
                _("The web address “%(slug)s” is taken. Choose another.") % {"slug": slug}, code="slug_taken"
            )
        if sentence := _mistaken(slug, other):
            raise RuleBroken(sentence % {"slug": slug, "other": other}, code="slug_look_alike")


def _mistaken(slug: str, other: str) -> str:
    """Why people would take one for the other, in a sentence with a way out; empty when they would not."""
    if look(other) == look(slug):
        return _("“%(slug)s” is too easily mistaken for “%(other)s”, another circle. Choose another.")
    if resembling.says_the_same(slug, other):
        return _(
            "“%(slug)s” says the same as “%(other)s”, another circle. Add a word that tells you apart, such as your"
            " street or district."
        )
    if resembling.is_a_slip_away(slug, other):
        return _(
            "“%(slug)s” is one slip away from “%(other)s”, another circle, and people would mix you up. Add a word that"
            " tells you apart, such as your street or district."
        )
    return ""


def slug_from(name: str) -> str:
    """A first proposal for a web address, from a circle's name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
