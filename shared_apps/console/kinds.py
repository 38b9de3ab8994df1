"""The words for kinds of runs and their steps. What each of them does is written above, in `provisioning.kinds`."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

KINDS: Final[dict[str, Words]] = {
    "open": _("Open a circle"),
    "go-live": _("Go live"),
    "clone": _("Copy another circle's public set-up"),
    "rename": _("Rename a circle"),
    "domain": _("A circle's own domain"),
    "suspend": _("Pause a circle"),
    "resume": _("Let a circle go on"),
    "steward": _("Give a circle a steward again"),
    "vouch": _("Vouch for a lost second step"),
    "stage": _("Move to another stage"),
    "close": _("Close a circle"),
    "recover": _("Bring a circle back"),
    "export": _("Export a circle"),
    "import": _("Import a circle"),
    "tell-leaving": _("Tell everybody about leaving"),
    "close_account": _("Close an account"),
    "merge_accounts": _("Make two accounts into one"),
    "write-to": _("Write to another address"),
}
STEPS: Final[dict[str, Words]] = {
    "home": _("Home and address"),
    "recipe": _("What it starts with"),
    "pages": _("Pages, as drafts"),
    "logo": _("Its picture"),
    "people": _("Invented people"),
    "steward": _("Its steward"),
    "vouch": _("Writing to everybody concerned"),
    "stewards": _("Its first stewards"),
    "standing": _("Its record at the federation"),
    "doors": _("The doors"),
    "mail": _("Writing to the stewards"),
    "journal": _("Its journal"),
    "everywhere": _("Waiting until it holds everywhere"),
    "register": _("The register"),
    "look": _("Look and words"),
    "move": _("Checklist and stage"),
    "notice": _("Giving notice"),
    "tell": _("Writing to its members"),
    "wait": _("Waiting for the end of the notice"),
    "aside": _("Locking everything away"),
    "tell-closed": _("Writing that it has closed"),
    "keep": _("Keeping it, in case it is wanted back"),
    "remove": _("Removing what it kept"),
    "tell-gone": _("Writing that it is gone"),
    "forget": _("Taking it off lists"),
    "call-off": _("Calling the closing off"),
    "tables": _("Its tables"),
    "write": _("Writing it into one locked file"),
    "passphrase": _("Forgetting the passphrase"),
    "check": _("Looking through the archive"),
    "room": _("Its tables as they were"),
    "rows": _("What was written down"),
    "files": _("Its files"),
    "rebuild": _("What is worked out from the rest"),
    "accounts": _("Letting its people sign in"),
    "live": _("Opening it for real people"),
    "facts": _("What both sides agreed"),
    "address": _("Telling the circle the address"),
}


def kind_in_words(kind: str) -> Words:
    return KINDS.get(kind, kind)
