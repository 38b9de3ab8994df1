"""What is locked opens for its person, its column and its row in its circle, and nowhere else."""

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, transaction

from kernel.ids import uuid7
from tenant_apps.people.models import Person, today
from tenant_apps.vault import keyring
from tenant_apps.vault.errors import KeyMissing, KeyWrong, Moved
from tenant_apps.vault.fields import found_by, hand_over
from tenant_apps.vault.models import CircleKey, PersonKey
from tenant_apps.vault.services import keys_at_hand, seal, unseal
from tenants.context import in_circle
from tests.stone.models import Kernel

pytestmark = pytest.mark.django_db
WORDS = "Insulin at eight. Ключ под ковриком."


@pytest.fixture
def here(calderdale, db):
    with in_circle(calderdale):
        yield calderdale
        keyring.let_go()


def raw(kernel: Kernel, column: str = "secret") -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM stone_kernel WHERE id = %s", [kernel.pk])
        found = cursor.fetchone()[0]
    return None if found is None else bytes(found)


def put(kernel: Kernel, sealed: bytes) -> Kernel:
    """Write bytes into the column, past everything, and read the row anew."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stone_kernel SET secret = %s WHERE id = %s", [sealed, kernel.pk])
    return Kernel.objects.get(pk=kernel.pk)


def test_a_text_comes_back_as_it_was_and_the_table_holds_none_of_it(here, cast):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
    assert kernel.secret == WORDS
    assert Kernel.objects.get(pk=kernel.pk).secret == WORDS
    assert b"Insulin" not in raw(kernel)
    assert len(raw(kernel)) == len(WORDS.encode()) + 33


def test_the_same_text_never_looks_the_same_twice(here, cast):
    one, two = (Kernel.objects.create(person=cast.iris, secret=WORDS) for _ in range(2))
    assert raw(one)[17:] != raw(two)[17:]


def test_an_empty_text_is_kept_as_nothing_and_none_as_none(here, cast):
    kernel = Kernel.objects.create(person=cast.iris)
    assert (raw(kernel), raw(kernel, "other")) == (b"", None)
    again = Kernel.objects.get(pk=kernel.pk)
    assert (again.secret, again.other) == ("", None)


def test_saving_a_row_that_was_only_read_locks_nothing_anew(here, cast):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
    before = raw(kernel)
    again = Kernel.objects.get(pk=kernel.pk)
    again.note = "changed"
    again.full_clean()
    again.save()
    assert raw(kernel) == before
    again.secret = "Other words"
    again.save()
    assert raw(kernel) != before
    assert Kernel.objects.get(pk=kernel.pk).secret == "Other words"


def test_a_field_that_was_not_fetched_is_fetched_when_it_is_read(here, cast):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
    assert Kernel.objects.defer("secret").get(pk=kernel.pk).secret == WORDS


def test_a_text_that_is_too_long_is_refused_with_a_sentence(here, cast):
    with pytest.raises(ValidationError):
        Kernel(person=cast.iris, secret="x" * 401).full_clean()


@pytest.mark.parametrize("why", ["other person", "other row", "other column", "changed", "cut", "foreign"])
def test_what_was_moved_or_changed_is_refused_and_never_shown(here, cast, why):
    mine = Kernel.objects.create(person=cast.iris, secret=WORDS, other="Something else")
    kernel = {
        "other person": lambda: put(Kernel.objects.create(person=cast.sol, secret="Mine"), raw(mine)),
        "other row": lambda: put(Kernel.objects.create(person=cast.iris, secret="Mine"), raw(mine)),
        "other column": lambda: put(mine, raw(mine, "other")),
        "changed": lambda: put(mine, raw(mine)[:-1] + bytes([raw(mine)[-1] ^ 1])),
        "cut": lambda: put(mine, raw(mine)[:-20]),
        "foreign": lambda: put(mine, b"not ours"),
    }[why]()
    with pytest.raises(Moved):
        _ = kernel.secret


def test_a_text_and_its_key_carried_to_another_circle_do_not_open_there(calderdale, clapton, cast):
    """The two circles have people with the same ids, and somebody copies all three rows over."""
    with in_circle(calderdale):
        kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
        sealed = raw(kernel)
        above = CircleKey.objects.values().get(purpose="wrap")
        key = PersonKey.objects.values().get(person=cast.iris)
    with in_circle(clapton):
        PersonKey.objects.filter(person_id=cast.iris.pk).delete()
        CircleKey.objects.filter(purpose="wrap", person_keys=None).delete()
        PersonKey.objects.all().delete()
        CircleKey.objects.all().delete()
        CircleKey.objects.create(**above)
        PersonKey.objects.create(**key)
        keyring.let_go()
        with pytest.raises(KeyWrong):
            unseal(sealed, whose=cast.iris.pk, what="stone.Kernel.secret", row=kernel.pk)


def test_without_the_deployments_key_it_is_said_and_nothing_looks_empty(here, cast, settings):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
    settings.VAULT_KEY = "another-key-" * 5
    keyring.let_go()
    with pytest.raises(KeyMissing):
        _ = Kernel.objects.get(pk=kernel.pk).secret
    settings.VAULT_KEY_FALLBACKS = ["test-only-" + "v" * 50]
    assert Kernel.objects.get(pk=kernel.pk).secret == WORDS


def test_a_persons_key_that_is_another_one_or_gone_is_said(here, cast):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
    Kernel.objects.create(person=cast.sol, secret="Sol's")
    other = PersonKey.objects.get(person=cast.sol)
    PersonKey.objects.filter(person=cast.iris).update(wrapped=other.wrapped)
    keyring.let_go()
    with pytest.raises(KeyWrong):
        _ = Kernel.objects.get(pk=kernel.pk).secret
    PersonKey.objects.filter(person=cast.iris).delete()
    with pytest.raises(KeyMissing):
        _ = Kernel.objects.get(pk=kernel.pk).secret


def test_the_sentence_about_it_names_nobody_and_nothing(here, cast, settings, caplog):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS)
    settings.VAULT_KEY = "another-key-" * 5
    keyring.let_go()
    with pytest.raises(KeyMissing) as said:
        _ = Kernel.objects.get(pk=kernel.pk).secret
    assert said.value.status == 503
    assert "is in no setting" in caplog.text
    for secret in (WORDS, cast.iris.name, settings.VAULT_KEY):
        assert secret not in caplog.text + str(said.value)


def test_a_key_made_in_a_part_that_was_undone_locks_nothing_afterwards(here, cast):
    nell = Person.objects.create(name="Nell", joined_on=today())  # of whom nothing is locked yet
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Kernel.objects.create(person=nell, secret="Undone")
        raise ZeroDivisionError
    assert not PersonKey.objects.filter(person=nell).exists()
    kernel = Kernel.objects.create(person=nell, secret=WORDS)
    keyring.let_go()
    assert Kernel.objects.get(pk=kernel.pk).secret == WORDS


def test_a_list_fetches_everybodys_keys_with_two_questions(here, cast, django_assert_num_queries):
    people = [cast.iris, cast.sol, cast.adah, cast.otto]
    for person in people:
        Kernel.objects.create(person=person, secret=person.name)
    keyring.let_go()
    with django_assert_num_queries(3):
        rows = list(Kernel.objects.filter(person__in=people))
        keys_at_hand({row.person_id for row in rows})
        assert sorted(row.secret for row in rows) == sorted(person.name for person in people)


def test_whoever_was_found_by_a_locked_text_is_found_by_that_text_only(here, cast):
    Kernel.objects.create(person=cast.iris, secret="943 476 5919")
    Kernel.objects.create(person=cast.sol, secret="943 476 5918")
    found = Kernel.objects.filter(**found_by(Kernel, "secret", "9434765919"))
    assert [row.person_id for row in found] == [cast.iris.pk]
    assert not Kernel.objects.filter(**found_by(Kernel, "secret", " ")).exists()


def test_the_same_text_is_looked_up_by_something_else_in_each_circle(calderdale, clapton, cast, clapton_cast):
    found = []
    for circle, person in ((calderdale, cast.iris), (clapton, clapton_cast.june)):
        with in_circle(circle):
            kernel = Kernel.objects.create(person=person, secret="943 476 5919")
            found.append(raw(kernel, "secret_lookup"))
    assert found[0] != found[1]


def test_a_row_that_becomes_somebody_elses_is_locked_for_them(here, cast):
    kernel = Kernel.objects.create(person=cast.iris, secret=WORDS, other="more")
    hand_over(Kernel.objects.get(pk=kernel.pk), cast.sol.pk)
    PersonKey.objects.filter(person=cast.iris).delete()
    keyring.let_go()
    again = Kernel.objects.get(pk=kernel.pk)
    assert (again.person_id, again.secret, again.other) == (cast.sol.pk, WORDS, "more")


def test_nothing_can_be_searched_or_written_past_the_lock(here, cast):
    Kernel.objects.create(person=cast.iris, secret=WORDS)
    assert repr(Kernel.objects.values_list("secret", flat=True)[0]) == "<sealed>"
    with pytest.raises(FieldError):
        Kernel.objects.filter(secret=WORDS).exists()
    with pytest.raises(FieldError):
        Kernel.objects.filter(secret__contains="Insulin").exists()
    with pytest.raises(TypeError):
        Kernel.objects.update(secret="In the open")


def test_seal_and_unseal_by_themselves(here, cast):
    row = uuid7()
    sealed = seal("1234", whose=cast.iris.pk, what="homes.Door.code", row=row)
    assert unseal(sealed, whose=cast.iris.pk, what="homes.Door.code", row=row) == "1234"
    with pytest.raises(Moved):
        unseal(sealed, whose=cast.iris.pk, what="homes.Door.codes", row=row)
