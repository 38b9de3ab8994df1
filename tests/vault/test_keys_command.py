"""What an operator sees and does with `coopbox keys`."""

import json

import psycopg
import pytest

from config.cli_keys import rotate, shred_again, status
from kernel.errors import Conflict
from provisioning import keys
from tenant_apps.vault.models import CircleKey
from tenants.context import in_circle
from tests.stone.models import Kernel
from tests.vault.conftest import WORDS

FIRST = "test-only-" + "v" * 50
SECOND = "a-second-vault-key-" * 3


class Typed:
    json, circle = True, "calderdale"

    def __init__(self, **said):
        self.__dict__.update(said)


def standing(answer):
    return next(each for each in answer.data if each["circle"] == "calderdale")


@pytest.fixture
def kernel(lasting, people):
    with in_circle(lasting):
        return Kernel.objects.create(person=people.iris, secret=WORDS).pk


@pytest.fixture
def changed(kernel, settings):
    settings.VAULT_KEY, settings.VAULT_KEY_FALLBACKS = SECOND, [FIRST]


def test_the_deployments_key_is_changed_in_three_steps(lasting, kernel, changed, settings):
    assert standing(status(Typed()))["behind"] == 2
    assert "calderdale" in keys.old_keys_are_needed()
    answer = rotate(Typed(layer="deployment"))
    assert answer.data == [{"layer": "deployment", "done": 2, "of": 2}]
    assert standing(status(Typed()))["behind"] == 0
    with in_circle(lasting):
        settings.VAULT_KEY_FALLBACKS = []
        assert Kernel.objects.get(pk=kernel).secret == WORDS


def test_a_key_that_is_missing_is_told_and_makes_the_command_fail(kernel, settings):
    settings.VAULT_KEY = SECOND
    answer = status(Typed())
    assert not answer.ok
    assert standing(answer)["missing"] == 2
    assert "is missing" in " ".join(answer.lines)


def test_of_two_commands_for_one_circle_the_second_is_told_to_wait(lasting, kernel, postgres):
    with psycopg.connect(postgres["DATABASE_OWNER_URL"]) as another:
        another.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"coopbox:keys:{lasting.schema}"])
        with pytest.raises(Conflict, match="Another command is changing the keys of"):
            rotate(Typed(layer="circle"))
    assert rotate(Typed(layer="circle")).ok


def test_other_layers_and_the_ledger(lasting, kernel):
    for layer in ("circle", "person"):
        assert rotate(Typed(layer=layer)).data[0]["layer"] == layer
    assert shred_again(Typed()).data == {"calderdale": 0}
    with in_circle(lasting):
        assert set(CircleKey.objects.values_list("number", flat=True)) == {2}
        assert Kernel.objects.get(pk=kernel).secret == WORDS
    assert json.dumps(status(Typed()).data)
