"""How many texts are locked and opened a second, beside AES-GCM by itself; and what a list of people pays for it."""

from __future__ import annotations

from tests.bench.ground import Ground
from tests.bench.tables import Row, Table, duration

LENGTHS = (20, 500, 5000)
PEOPLE = 1000


def run(ground: Ground) -> Table:
    rows = []
    with ground.ours(ground.house(), "tests.bench.locking_side") as ours:
        ours.ask("build", people=PEOPLE)
        for length in LENGTHS:
            took = ours.ask("cipher", length=length)
            for what in ("lock", "open"):
                mine, peer = took[f"{what}_ours"], took[f"{what}_peer"]
                name = f"{what} a text of {length:,} bytes, keys in hand"
                rows.append(Row(name, f"{mine:,.0f}/s", f"{peer:,.0f}/s", f"{mine / peer:.2f}"))
        for what in ("one", "list", "save"):
            took = ours.ask(what)
            rows.append(
                Row(
                    took["what"],
                    f"{duration(took['ours'])}, {took['questions']} questions",
                    f"{duration(took['peer'])}, {took['peer_questions']} questions",
                    f"{took['ours'] / took['peer']:.2f}",
                )
            )
        for layer in ("deployment", "circle", "person"):
            took = ours.ask("rotate", layer=layer)
            rows.append(
                Row(f"keys rotate {layer}, {PEOPLE:,} people", f"{took['seconds']:.1f} s, {took['done']:,} changed")
            )
    return Table(
        rows,
        [
            "The peer for locking and opening is AESGCM of the same library with a key that is ready, a fresh nonce "
            "and no associated data, in the same loop. Ours looks the key up, binds the text to its place, and goes "
            "through UTF-8.",
            "The peer for reading and saving rows is the same model, the same words in a plain text column.",
            "Rotating a person's key locks their one text anew and removes the old key; people can work meanwhile.",
        ],
    )
