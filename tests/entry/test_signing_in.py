"""From the door of a circle to its first page, and everything that must not get in."""

import pytest
from django.core import mail
from shared_apps.identity.models import Ticket
from tenant_apps.entry.models import CircleSession
from tenant_apps.journal.models import Entry
from tenants.context import in_circle, in_federation

from tests.entry.journey import Browser, code_in_mail
from tests.world import email_of

pytestmark = pytest.mark.django_db


def test_sol_signs_in_with_a_code_and_sees_her_home(calderdale, cast):
    page, where = Browser().sign_in(calderdale, email_of("calderdale", "sol"))
    assert where == f"{calderdale.url}/home/"
    assert page.status_code == 200
    assert "Heronmark" in page.content.decode()
    with in_circle(calderdale):
        assert CircleSession.objects.get(person=cast.sol).account_id == cast.sol.account_id
        assert Entry.objects.filter(event="entry.SignedIn", actor_id=cast.sol.pk).count() == 1
