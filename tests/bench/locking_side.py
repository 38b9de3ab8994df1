"""A circle in which everybody has one locked text; locking and opening by ours and by AES-GCM alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.ids import uuid7
from provisioning import circles, migrate, owner
from tenant_apps.people.models import Person
from tenant_apps.vault import keyring, rotating
from tenant_apps.vault.services import keys_at_hand, seal, unseal
from tenants.context import CircleRef, in_circle
from tests.stone.models import Kernel

SLUG, WORDS = "garden", "Ring twice, 4711 and"
WHAT = "stone.Kernel.secret"
ROUNDS, LEAST_S = 5, 0.3


def _circle() -> CircleRef:
    return circles.ref_of(circles.find(SLUG))


def build(people: int) -> None:
    """So many people, each with one locked text and the same words in the open."""
    migrate.migrate_all()
    made = circles.open_circle(slug=SLUG, name="Garden Circle", by=SYSTEM)
    owner.send(
        f"INSERT INTO {owner.quoted(made.schema)}.people_person"
        " (id, name, known_as, email, phone, how_joined, reach_by, contact_note, joined_on)"
        " SELECT gen_random_uuid(), 'Person ' || n, '', '', '', '', '', '', current_date"
        f" FROM generate_series(1, {people}) AS n"
    )
    with in_circle(made):
        for person in Person.objects.all():
            Kernel.objects.create(person=person, secret=WORDS, note=WORDS)


def cipher(length: int) -> dict[str, float]:
    """How often a second, the best of a few rounds, one beside the other."""
    text = "x" * length
    plain, key, row = text.encode(), AESGCM(os.urandom(32)), uuid7()
    with in_circle(_circle()):
        person = Person.objects.values_list("pk", flat=True)[0]
        sealed = seal(text, whose=person, what=WHAT, row=row)
        nonce = os.urandom(12)
        locked = key.encrypt(nonce, plain, None)
        return {
            "lock_ours": _best(lambda: seal(text, whose=person, what=WHAT, row=row)),
            "lock_peer": _best(lambda: key.encrypt(os.urandom(12), plain, None)),
            "open_ours": _best(lambda: unseal(sealed, whose=person, what=WHAT, row=row)),
            "open_peer": _best(lambda: key.decrypt(nonce, locked, None)),
        }


def _best(do: Callable[[], object]) -> float:
    best = 0.0
    for _ in range(ROUNDS):
        count, began = 0, time.perf_counter()
        while (took := time.perf_counter() - began) < LEAST_S:
            for _ in range(100):
                do()
            count += 100
        best = max(best, count / took)
    return best


def one() -> dict[str, Any]:
    """One row read by itself, with its person's key fetched anew."""
    circle = _circle()
    with in_circle(circle):
        pk = Kernel.objects.values_list("pk", flat=True)[0]
    return _beside(
        "read one locked text",
        circle,
        lambda: Kernel.objects.get(pk=pk).secret,
        lambda: Kernel.objects.only("note").get(pk=pk).note,
    )


def list() -> dict[str, Any]:
    def locked() -> None:
        rows = [*Kernel.objects.only("secret", "person")]
        keys_at_hand({row.person_id for row in rows})
        assert all(row.secret == WORDS for row in rows)

    def plain() -> None:
        assert all(row.note == WORDS for row in Kernel.objects.only("note"))

    return _beside("read a list of 1,000 people's locked texts", _circle(), locked, plain)


def save() -> dict[str, Any]:
    circle = _circle()
    with in_circle(circle):
        person = Person.objects.all()[0]

    def made(**words: str) -> None:
        Kernel.objects.create(person_id=person.pk, **words)

    return _beside("save one row", circle, lambda: made(secret=WORDS), lambda: made(note=WORDS))


def _beside(what: str, circle: CircleRef, ours: Callable[[], object], peer: Callable[[], object]) -> dict[str, Any]:
    """Both in turn, each time in a transaction of its own; medians."""
    took: dict[str, Any] = {"what": what}
    sides = (("ours", "questions", ours), ("peer", "peer_questions", peer))
    times: dict[str, Any] = {name: [] for name, _, _ in sides}
    for _ in range(30):
        for name, _, do in sides:
            with in_circle(circle):
                connection.ensure_connection()
                Person.objects.exists()
                began = time.perf_counter()
                do()
                times[name].append(time.perf_counter() - began)
    for name, questions, do in sides:
        took[name] = sorted(times[name])[15]
        with in_circle(circle), CaptureQueriesContext(connection) as asked:
            do()
        took[questions] = len(asked)
    return took


def rotate(layer: str) -> dict[str, float]:
    if layer == "deployment":
        settings.VAULT_KEY, settings.VAULT_KEY_FALLBACKS = "another-key-" * 5, [settings.VAULT_KEY]
    began = time.perf_counter()
    rotation = rotating.rotate(_circle(), layer)
    seconds = time.perf_counter() - began
    with in_circle(_circle()):
        keyring.let_go()
    return {"seconds": seconds, "done": rotation.done}
