"""`coopbox keys status|rotate|shred-again`: what locks health notes, door codes and evidence."""

import sys
from argparse import Namespace
from typing import Any

from config.cli_output import Answer, table

LAYERS = ("deployment", "circle", "person")


def status(args: Namespace) -> Answer:
    """How the keys of every circle stand."""
    from django.conf import settings

    from provisioning import keys

    found = list(keys.standings())
    data = [
        {
            "circle": each.circle.slug,
            "closed": each.is_kept,
            "behind": each.behind,
            "missing": each.missing,
            "people": each.people,
            "shredded": each.shredded,
            "under_way": list(each.under_way),
        }
        for each in found
    ]
    rows = [
        [
            f"{each.circle.slug}{' (closed)' if each.is_kept else ''}",
            each.people,
            each.shredded,
            _words(each.missing, each.behind),
            ", ".join(each.under_way) or "-",
        ]
        for each in found
    ]
    lines = table(["circle", "people with a key", "shredded", "locked with", "being changed"], rows)
    needed = [each.circle.slug for each in found if each.behind]
    if any(each.missing for each in found):
        lines += ["", "A key of the deployment is missing: put it back into VAULT_KEY or VAULT_KEY_FALLBACKS."]
    elif needed:
        lines += ["", "Keep VAULT_KEY_FALLBACKS, and run `coopbox keys rotate deployment`."]
    elif settings.VAULT_KEY_FALLBACKS:
        lines += ["", "Nothing needs VAULT_KEY_FALLBACKS any more. Take it out once no backup needs it."]
    return Answer(data, lines, ok=not any(each.missing for each in found))


def _words(missing: int, behind: int) -> str:
    if missing:
        return "a key that is missing"
    return "an older key" if behind else "the newest key"


def rotate(args: Namespace) -> Answer:
    """Change one layer of keys, while people go on working."""
    from provisioning import keys

    done = keys.rotate(args.layer, args.circle, got_to=_telling(quiet=args.json))
    data = [{"layer": each.layer, "done": each.done, "of": each.of} for each in done]
    much = sum(each.done for each in done)
    return Answer(data, [f"Done in {len(done)} circles: {much} changed."])


def _telling(*, quiet: bool) -> Any:
    """Says how far it is, on one line for each circle; to nobody when nobody looks."""

    def tell(circle: Any, done: int, of: int) -> None:
        if not quiet and sys.stderr.isatty():
            print(f"\r{circle.slug}: {done} of {of}", end="\n" if done >= of else "", file=sys.stderr, flush=True)

    return tell


def shred_again(args: Namespace) -> Answer:
    """After a backup was put back: destroy again what had been destroyed since."""
    from provisioning import keys

    found = keys.shred_everywhere_again(args.circle)
    lines = [f"{slug}: {count} forgotten again." for slug, count in found.items() if count]
    return Answer(found, lines or ["Nobody had come back."])
