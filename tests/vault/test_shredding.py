"""Whoever was forgotten stays forgotten: here, in a copy, and after a backup was put back."""

import pytest

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed
from kernel.time import now
from provisioning import keys
from tenant_apps.journal.models import Entry
from tenant_apps.journal.registry import Told, listeners_of
from tenant_apps.vault import keyring, ledger, services
from tenant_apps.vault.errors import Shredded
from tenant_apps.vault.events import PersonShredded
from tenant_apps.vault.fields import found_by
from tenant_apps.vault.models import CircleKey, PersonKey
from tenants.context import circle_context, in_circle
from tests.archive.carrying import bring_in, export, said
from tests.archive.conftest import _impatient, visitors
from tests.stone.models import Kernel
from tests.vault.conftest import WORDS

__all__ = ["_impatient", "visitors"]


def test_what_was_locked_for_somebody_can_be_read_by_nobody(calderdale, cast):
    with in_circle(calderdale):
        mine = Kernel.objects.create(person=cast.iris, secret=WORDS).pk
        sols = Kernel.objects.create(person=cast.sol, secret=WORDS).pk
        assert services.shred(cast.iris, by=cast.cora)
        with pytest.raises(Shredded):
            _ = Kernel.objects.get(pk=mine).secret
        assert Kernel.objects.get(pk=sols).secret == WORDS
        assert not Kernel.objects.filter(**found_by(Kernel, "secret", WORDS), person=cast.iris).exists()
        assert services.is_shredded(cast.iris)
        assert not services.shred(cast.iris, by=cast.cora)
        entry = Entry.objects.get(event="vault.PersonShredded")
        assert (entry.actor_id, entry.payload) == (cast.cora.pk, {"person_id": str(cast.iris.pk)})


def test_nothing_new_is_locked_for_them(calderdale, cast):
    with in_circle(calderdale):
        services.shred(cast.otto, by=SYSTEM)  # who never had anything locked
        with pytest.raises(Shredded):
            Kernel.objects.create(person=cast.otto, secret=WORDS)


def test_only_a_steward_or_coopbox_does_it(calderdale, cast):
    with in_circle(calderdale):
        for person in (cast.iris, cast.adah, cast.fin):
            with pytest.raises(NotAllowed):
                services.shred(cast.iris, by=person)
        assert not services.is_shredded(cast.iris)


def tell_the_ledger(circle) -> None:
    """What the journal does after the commit, for this one event: what else waits in the circle is not ours to tell."""
    with in_circle(circle):
        entry = Entry.objects.filter(event="vault.PersonShredded").latest("id")
    told = Told(entry.pk, entry.pk, entry.at, entry.actor_kind, entry.actor_id, None, None, 1)
    [sender] = [each for each in listeners_of(PersonShredded) if each.name == "vault.write_down"]
    with circle_context(circle):
        sender.call(PersonShredded.from_json(entry.payload), told)


@pytest.fixture
def forgotten(lasting, people):
    """Iris had something locked, a backup of the circle's keys and rows was made, and then she was forgotten."""
    with in_circle(lasting):
        kernel = Kernel.objects.create(person=people.iris, secret=WORDS)
        backup = list(PersonKey.objects.filter(person=people.iris).values())
        origin = CircleKey.objects.values_list("origin", flat=True).first()
        services.shred(people.iris, by=SYSTEM)
    tell_the_ledger(lasting)
    return kernel.pk, backup, origin


def put_back(circle, backup, person):
    with in_circle(circle):
        PersonKey.objects.filter(person=person).delete()
        for row in backup:
            PersonKey.objects.create(**row)


def test_the_ledger_says_it_once_and_with_an_id_only(lasting, people, forgotten, settings):
    _kernel, _backup, origin = forgotten
    assert ledger.people(origin) == [people.iris.pk]
    assert not ledger.note(origin, people.iris.pk, now())
    [path] = settings.SHRED_LEDGER.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "Iris" not in path.read_text()


def test_after_a_backup_was_put_back_they_are_forgotten_again(lasting, people, forgotten):
    kernel, backup, _origin = forgotten
    put_back(lasting, backup, people.iris)
    with in_circle(lasting):
        keyring.let_go()
        assert Kernel.objects.get(pk=kernel).secret == WORDS  # so it is, until somebody looks into the ledger
    with in_circle(lasting):
        assert services.shred_again() == 1
        assert services.shred_again() == 0
        with pytest.raises(Shredded):
            _ = Kernel.objects.get(pk=kernel).secret


def test_what_the_ledger_does_not_know_yet_is_written_down_there(lasting, people, forgotten, settings):
    _kernel, _backup, origin = forgotten
    for path in settings.SHRED_LEDGER.iterdir():
        path.unlink()
    with in_circle(lasting):
        assert services.shred_again() == 0
    assert ledger.people(origin) == [people.iris.pk]


def test_a_line_that_was_changed_or_taken_out_is_noticed(lasting, people, forgotten, settings):
    _kernel, _backup, origin = forgotten
    ledger.note(origin, people.sol.pk, now())
    ledger.note(origin, people.adah.pk, now())
    [path] = settings.SHRED_LEDGER.iterdir()
    whole = path.read_bytes().splitlines(keepends=True)
    another = whole[2].replace(str(people.adah.pk).encode(), str(people.otto.pk).encode())
    for wrong in (whole[1:], [whole[0], whole[2]], [*whole[:2], b"noise\n"], [*whole[:2], another]):
        path.write_bytes(b"".join(wrong))
        with pytest.raises(ledger.LedgerDamaged):
            ledger.people(origin)
        with pytest.raises(Conflict, match="a line was changed or taken out"):
            keys.shred_everywhere_again("calderdale")


def test_an_archive_from_before_brings_nobody_back(visitors, lasting, people, tmp_path):
    """A copy was taken along; then Iris was forgotten; then somebody brings the old copy in again."""
    with in_circle(lasting):
        kernel = Kernel.objects.create(person=people.iris, secret=WORDS).pk
    old = export(lasting).replace(tmp_path / "old.coopbox")
    with in_circle(lasting):
        services.shred(people.iris, by=SYSTEM)
    tell_the_ledger(lasting)
    run = bring_in(old, "todmorden")
    assert run.state == "done", said(run)
    from provisioning import circles

    copy = circles.ref_of(circles.find("todmorden"))
    with in_circle(copy):
        with pytest.raises(Shredded):
            _ = Kernel.objects.get(pk=kernel).secret
