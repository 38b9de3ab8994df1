"""Accounts: one per human, known by an address and nothing else; and the two doors circles may ask at."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from kernel.time import now
from shared_apps.identity import services
from shared_apps.identity.models import Account, CircleLink, Ticket
from shared_apps.identity.paths import safe_path
from shared_apps.identity.states import new_secret, read_state, state_of
from shared_apps.identity.tasks import forget
from tenant_apps.entry import doors
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.django_db


def test_one_address_is_one_account_however_it_is_written():
    first = services.account_for(" Lena@Example.ORG ")
    assert services.account_for("lena@example.org").pk == first.pk
    assert first.email == "lena@example.org"
    assert not first.has_usable_password()


def test_the_database_keeps_no_second_spelling():
    services.account_for("lena@example.org")
    for email in ("LENA@example.org", "lena@example.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.create(email=email)


@pytest.mark.parametrize(
    "email", ["", "lena", "lena@", "lena@example.org\nBcc: all@example.org", "a" * 300 + "@b.example"]
)
def test_what_is_no_address_opens_no_account(email):
    with pytest.raises(ValidationError):
        services.account_for(email)


def test_an_account_says_nothing_of_anybody_when_it_is_printed():
    account = services.account_for("lena@example.org")
    assert "lena" not in str(account)
    assert "lena" not in repr(account)
    assert {field.name for field in Account._meta.get_fields()}.isdisjoint({"name", "first_name", "last_name"})


def test_the_way_to_a_circle_is_shown_once_and_taken_away_once(calderdale):
    account = services.account_for("lena@example.org")
    for _ in range(2):
        services.link_circle(account_id=account.pk, circle_id=calderdale.id, key="k")
    assert services.circles_of(account) == [calderdale.id]
    for _ in range(2):
        services.unlink_circle(account_id=account.pk, circle_id=calderdale.id, key="k")
    assert not CircleLink.objects.filter(account=account).exists()


def test_a_circle_learns_an_epoch_and_nothing_else(calderdale, cast):
    with in_circle(calderdale), connection.cursor() as cursor:
        cursor.execute("SELECT coop.account_epoch(%s), coop.account_epoch(%s)", [cast.sol.account_id, uuid4()])
        assert cursor.fetchone() == (1, None)
    for table in ("identity_account", "identity_circlelink", "identity_ticket"):
        with pytest.raises(DatabaseError), in_circle(calderdale), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM public.{table}")


def test_a_ticket_cannot_be_used_outside_its_circle(calderdale, clapton, cast):
    account = Account.objects.get(pk=cast.june.account_id)
    secret = new_secret()
    state = read_state(state_of(secret))
    assert state is not None
    ticket = services.issue_ticket(account, calderdale, "/week/", state)
    with in_federation():
        assert doors.redeem(ticket, secret) is None
    with in_circle(clapton):
        assert doors.redeem(ticket, secret) is None
    with in_circle(calderdale):
        assert doors.redeem(ticket, "another secret") is None
        admission = doors.redeem(ticket, secret)
        assert admission == doors.Admission(account.pk, account.epoch, "/week/")
        assert doors.redeem(ticket, secret) is None


def test_tickets_are_kept_as_hashes(calderdale, cast):
    account = Account.objects.get(pk=cast.june.account_id)
    ticket = services.issue_ticket(account, calderdale, "/", b"x" * 32)
    row = Ticket.objects.get()
    assert ticket.encode() not in bytes(row.hash)
    assert len(ticket) >= 43  # 256 bits


def test_a_closed_account_has_no_epoch_and_no_way_in(calderdale, cast):
    account = Account.objects.get(pk=cast.june.account_id)
    secret = new_secret()
    ticket = services.issue_ticket(account, calderdale, "/", read_state(state_of(secret)) or b"")
    Account.objects.filter(pk=account.pk).update(is_active=False)
    with in_circle(calderdale):
        assert doors.redeem(ticket, secret) is None


def test_what_is_over_is_forgotten(calderdale, cast):
    account = Account.objects.get(pk=cast.june.account_id)
    services.issue_ticket(account, calderdale, "/", b"x" * 32)
    forget()
    assert Ticket.objects.count() == 1
    Ticket.objects.update(expires_at=now() - timedelta(seconds=1))
    forget()
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("path", ["/", "/home/", "/week/2026-W47/?a=b&c=%2F", "/søk/?q=ä#x"])
def test_paths_of_this_host_are_kept(path):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [None, 7, "", "home/", "//x", "///x", "/\\x", "\\x", "/a\\b", "http://x", "/\tx", "/\n/x", " /x", "/x y", "/\x7f"],
)
def test_everything_else_is_left_aside(path):
    assert safe_path(path, otherwise="/home/") == "/home/"


@pytest.mark.parametrize("text", ["", "short", "ä" * 43, "=" * 44, "a" * 44, "a" * 4000])
def test_a_state_is_a_hash_or_nothing(text):
    assert read_state(text) is None
