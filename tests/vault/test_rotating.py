"""Keys are changed while people read and write, and a rotation that was stopped goes on where it was."""

import threading

import pytest
from django.db import connections

from tenant_apps.vault import keyring, rotating
from tenant_apps.vault.errors import KeyMissing, KeyWrong
from tenant_apps.vault.fields import found_by
from tenant_apps.vault.models import CircleKey, PersonKey, Rotation
from tenants.context import in_circle
from tests.stone.models import Kernel
from tests.vault.conftest import WORDS

LAYERS = ("deployment", "circle", "person")
NEW = "a-new-vault-key-" * 4


@pytest.fixture
def kernels(lasting, people):
    with in_circle(lasting):
        return [
            Kernel.objects.create(person=person, secret=f"{WORDS} {number}", other=WORDS).pk
            for number, person in enumerate([people.iris, people.sol, people.iris, people.cora])
        ]


def all_readable(circle, kernels) -> bool:
    with in_circle(circle):
        found = [Kernel.objects.get(pk=pk) for pk in kernels]
        return [(row.secret, row.other) for row in found] == [(f"{WORDS} {n}", WORDS) for n in range(len(kernels))]


def numbers(circle):
    with in_circle(circle):
        return (
            set(CircleKey.objects.values_list("purpose", "number")),
            set(PersonKey.objects.values_list("number", flat=True)),
        )


@pytest.mark.parametrize("layer", LAYERS)
def test_after_each_rotation_everything_is_readable_and_the_old_keys_are_gone(lasting, kernels, layer, settings):
    if layer == "deployment":
        settings.VAULT_KEY, settings.VAULT_KEY_FALLBACKS = NEW, [settings.VAULT_KEY]
    told = []
    rotation = rotating.rotate(lasting, layer, got_to=lambda done, of: told.append((done, of)))
    assert rotation.finished_at is not None
    assert told[-1][0] == told[-1][1] == rotation.of > 0
    settings.VAULT_KEY_FALLBACKS = []
    assert all_readable(lasting, kernels)
    expected = {
        "deployment": ({("wrap", 1), ("lookup", 1)}, {1}),
        "circle": ({("wrap", 2), ("lookup", 2)}, {1}),
        "person": ({("wrap", 1), ("lookup", 1)}, {2}),
    }[layer]
    assert numbers(lasting) == expected
    with in_circle(lasting):
        assert Kernel.objects.filter(**found_by(Kernel, "secret", f"{WORDS} 2")).get().pk == kernels[2]
    if layer == "deployment":  # the fixture puts back what was there, which the old key opens
        settings.VAULT_KEY = "test-only-" + "v" * 50


def test_all_layers_one_after_the_other_and_then_again(lasting, kernels):
    for layer in (*LAYERS, *LAYERS):
        rotating.rotate(lasting, layer)
    assert all_readable(lasting, kernels)
    assert numbers(lasting) == ({("wrap", 3), ("lookup", 3)}, {3})


@pytest.mark.parametrize("layer", LAYERS)
def test_whoever_has_the_wrong_key_of_the_deployment_begins_no_rotation(lasting, kernels, settings, layer):
    before, right = numbers(lasting), settings.VAULT_KEY
    settings.VAULT_KEY = "test-only-" + "w" * 50
    with pytest.raises((KeyWrong, KeyMissing)):
        rotating.rotate(lasting, layer)
    settings.VAULT_KEY = right
    assert numbers(lasting) == before
    with in_circle(lasting):
        assert not Rotation.objects.filter(finished_at=None).exists()
    assert all_readable(lasting, kernels)


@pytest.mark.parametrize("layer", ["circle", "person"])
def test_a_rotation_that_is_killed_at_any_step_goes_on_where_it_was(lasting, kernels, layer, monkeypatch):
    """Killed after the first, the second, ... transaction, until one comes through."""
    monkeypatch.setattr(rotating, "MANY", 1)
    real, killed = in_circle, 0

    class Killed(BaseException):
        pass

    for after in range(1, 60):
        left = [after]

        def counting(circle, left=left):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return real(circle)

        monkeypatch.setattr(rotating, "in_circle", counting)
        try:
            rotating.rotate(lasting, layer)
            break
        except Killed:
            killed += 1
            assert all_readable(lasting, kernels)
    assert killed > 3
    with in_circle(lasting):
        assert Rotation.objects.filter(layer=layer, finished_at=None).count() == 0
        assert Rotation.objects.filter(layer=layer).count() == (2 if layer == "circle" else 1)
    assert all_readable(lasting, kernels)


def test_people_read_and_write_while_every_layer_is_changed(lasting, people, kernels):
    """Three others read, write and add without a pause, and nobody is ever told that something cannot be read."""
    over, faults, written = threading.Event(), [], []

    def at_work(person, number):
        try:
            while not over.is_set():
                with in_circle(lasting):
                    made = Kernel.objects.create(person=person, secret=f"note {number}")
                with in_circle(lasting):
                    row = Kernel.objects.get(pk=made.pk)
                    row.other = "again"
                    row.save()
                with in_circle(lasting):
                    row = Kernel.objects.get(pk=made.pk)
                    assert (row.secret, row.other) == (f"note {number}", "again")
                written.append(made.pk)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    workers = [
        threading.Thread(target=at_work, args=(person, number))
        for number, person in enumerate([people.iris, people.iris, people.otto])
    ]
    for worker in workers:
        worker.start()
    for layer in (*LAYERS, "person", "circle"):
        rotating.rotate(lasting, layer)
    over.set()
    for worker in workers:
        worker.join()
    assert faults == []
    assert len(written) > 10
    with in_circle(lasting):
        assert all(row.secret.startswith("note") for row in Kernel.objects.filter(pk__in=written))
    assert all_readable(lasting, kernels)


def test_whoever_is_locking_with_an_old_key_is_waited_for(lasting, people, kernels):
    """Somebody began before the rotation and is not done when all else is: their key stays until they are."""
    holding, go_on = threading.Event(), threading.Event()

    def slow():
        with in_circle(lasting):
            Kernel.objects.create(person=people.iris, secret="slow")
            holding.set()
            go_on.wait(5)
        connections.close_all()

    worker = threading.Thread(target=slow)
    worker.start()
    holding.wait(5)
    threading.Timer(0.3, go_on.set).start()
    rotating.rotate(lasting, "person")
    worker.join()
    with in_circle(lasting):
        assert Kernel.objects.filter(person=people.iris).latest("id").secret == "slow"
        assert set(PersonKey.objects.values_list("number", flat=True)) == {2}


def test_without_the_old_key_of_the_deployment_nothing_is_changed(lasting, kernels, settings):
    before = settings.VAULT_KEY
    settings.VAULT_KEY = NEW
    with pytest.raises(KeyMissing):
        rotating.rotate(lasting, "deployment")
    settings.VAULT_KEY = before
    with in_circle(lasting):
        keyring.let_go()
    assert all_readable(lasting, kernels)
    rotating.rotate(lasting, "deployment")
