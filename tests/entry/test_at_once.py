"""Two browsers at one door at the same instant, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from shared_apps.identity import services
from shared_apps.identity.guesses import may_guess
from shared_apps.identity.models import Account, Ticket
from shared_apps.identity.states import new_secret, read_state, state_of
from tenant_apps.entry import doors
from tenants.context import in_circle, in_federation
from tests.world import email_of


@pytest.fixture
def june(committed, calderdale):
    with in_federation():
        yield Account.objects.get(email=email_of("calderdale", "june"))
        Ticket.objects.all().delete()


def at_once(count, work):
    """Run the same work so many times, all beginning together; what each returned."""
    ready = Barrier(count)

    def run(_number):
        ready.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_ticket_lets_one_browser_in_however_many_arrive_together(june, calderdale):
    secret = new_secret()
    state = read_state(state_of(secret))
    assert state is not None
    ticket = services.issue_ticket(june, calderdale, "/home/", state)

    def arrive():
        with in_circle(calderdale):
            return doors.redeem(ticket, secret)

    admissions = [admission for admission in at_once(6, arrive) if admission is not None]
    assert len(admissions) == 1


def test_one_address_becomes_one_account_however_many_ask_together(june):
    made = at_once(6, lambda: services.account_for("newcomer@example.org").pk)
    assert len(set(made)) == 1
    with in_federation():
        Account.objects.filter(email="newcomer@example.org").delete()


def test_guesses_sent_together_are_counted_one_by_one():
    allowed = at_once(12, lambda: may_guess("sign-in-code", "one session", most=5, seconds=60))
    assert sum(allowed) == 5
