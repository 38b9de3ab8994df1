"""What is locked in a circle can be read where the circle arrives, and the keys to it lie open nowhere on the way."""

import io
import json
import tarfile

import pytest

from provisioning import circles
from provisioning.archive import container, signing
from shared_apps.runs import sealed
from shared_apps.runs.models import Run
from tenant_apps.vault import keyring
from tenant_apps.vault.errors import KeyMissing
from tenant_apps.vault.models import CircleKey
from tenants.context import in_circle, in_federation
from tests.archive.carrying import ask, bring_in, carry_out, plain, quick_lock, rows, said, sealed_again
from tests.stone.models import Kernel
from tests.world import CANARY

WORDS = f"A {CANARY['calderdale']} sings."
ELSEWHERE = "the-key-of-another-house-" * 3


def keys_of(circle):
    with in_circle(circle):
        return {(row.purpose, row.number): keyring.circle_key_bytes(row) for row in CircleKey.objects.all()}


def things_in(path):
    with tarfile.open(fileobj=io.BytesIO(plain(path))) as tar:
        return {name: tar.extractfile(name).read() for name in tar.getnames()}


@pytest.fixture
def keys(archive):
    """The circle's keys, as they are where the archive was made."""
    return keys_of(archive.circle)


def test_what_is_locked_is_readable_in_another_deployment_with_another_key(archive, keys, fresh_house, settings):
    settings.VAULT_KEY = ELSEWHERE
    run = bring_in(archive.path, "hebden")
    assert run.state == Run.State.DONE, said(run)
    circle = circles.ref_of(circles.find("hebden"))
    assert keys_of(circle) == keys
    with in_circle(circle):
        [kernel] = Kernel.objects.all()
        assert kernel.secret == WORDS
        kernel.secret = "Sung again"
        kernel.save()
        assert Kernel.objects.get().secret == "Sung again"


def test_beside_the_circle_it_came_from_it_is_readable_under_another_id(archive):
    run = bring_in(archive.path, "todmorden")
    assert run.state == Run.State.DONE, said(run)
    circle = circles.ref_of(circles.find("todmorden"))
    assert circle.id != archive.circle.id
    with in_circle(circle):
        assert Kernel.objects.get().secret == WORDS
    assert rows(circle.schema, "vault_circlekey") != rows(archive.circle.schema, "vault_circlekey")


def test_the_keys_are_in_the_archive_and_not_in_what_lies_around_it(archive):
    keys = keys_of(archive.circle)
    inside = things_in(archive.path)
    assert {json.loads(line)["key"] for line in inside["keys.jsonl"].splitlines()} == {k.hex() for k in keys.values()}
    outside = archive.path.read_bytes()
    others = b"".join(data for name, data in inside.items() if name != "keys.jsonl")
    for key in keys.values():
        assert key not in outside
        assert key.hex().encode() not in outside + others
    assert WORDS.encode() not in others.replace(b"\\u", b"")


def test_an_archive_is_not_written_when_a_key_is_missing(visitors, calderdale, settings):
    settings.VAULT_KEY = ELSEWHERE
    run = carry_out(ask("export", calderdale, secret=quick_lock().to_bytes()))
    assert run.state == Run.State.STOPPED
    assert str(KeyMissing.default_sentence) in said(run)
    with in_federation():
        sealed.forget(run.key)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: {**line, "key": line["key"][:-2]},
        lambda line: {**line, "key": "no key"},
        lambda line: {**line, "purpose": "gold"},
        lambda line: {**line, "number": -1},
        lambda line: {**line, "id": "1"},
        lambda line: {**line, "origin": None},
    ],
)
def test_keys_that_make_no_sense_are_refused(archive, change, tmp_path):
    def changed(things):
        lines = [json.loads(line) for line in things["keys.jsonl"].splitlines()]
        return b"".join(json.dumps(change(line)).encode() + b"\n" for line in lines)

    assert "damaged" in refused(archive, changed, tmp_path)


def test_an_archive_without_the_keys_to_what_is_locked_is_refused(archive, tmp_path):
    assert "damaged" in refused(archive, lambda _things: None, tmp_path)


def refused(archive, changed, tmp_path) -> str:
    """What is said to an archive whose keys somebody changed who has the passphrase and can sign."""
    things = things_in(archive.path)
    facts = json.loads(things.pop("manifest.json"))
    things.pop("signature.json")
    data = changed(things)
    if data is None:
        facts.pop("keys")
        things.pop("keys.jsonl")
    else:
        from hashlib import sha256

        things["keys.jsonl"] = data
        facts["keys"] |= {"size": len(data), "sha256": sha256(data).hexdigest()}
    first, out = json.dumps(facts).encode(), io.BytesIO()
    container.put(out, "manifest.json", first)
    container.put(out, "signature.json", signing.sign(first, archive.circle.id).to_bytes())
    for name, content in things.items():
        container.put(out, name, content)
    path = sealed_again(out.getvalue() + container.END, tmp_path / "changed.coopbox")
    run = bring_in(path, "todmorden")
    assert (run.state, run.was_refused) == (Run.State.CANCELLED, True)
    assert "todmorden" not in {circle.slug for circle in circles.everyone()}
    return said(run)
