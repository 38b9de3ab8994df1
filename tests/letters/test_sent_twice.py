"""Somebody presses Send twice: one letter goes, and it is the same page that both come to."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections

from kernel.ids import uuid7
from kernel.time import now
from tenant_apps.journal.models import Entry
from tenant_apps.letters.models import Agreement, Letter
from tenant_apps.people.models import Person
from tenants.context import in_circle
from tests.provisioning.living import todmorden
from tests.world import browser

__all__ = ["todmorden"]
SAID = {"subject": "Two spare wheelchairs", "words": "Do you know who needs one?"}


@pytest.fixture
def agreed(todmorden, calderdale) -> UUID:
    with in_circle(todmorden):
        made = Agreement(
            other=calderdale.id, other_called=calderdale.name, is_ours=True, kinds=["note"], purpose="Lend"
        )
        made.proposed_at = made.settled_at = now()
        made.state = Agreement.State.IN_FORCE
        made.save()
    return made.pk


def test_a_letter_sent_twice_at_once_from_one_form_goes_once_and_other_words_are_another_letter(todmorden, agreed):
    with in_circle(todmorden):
        cora = Person.objects.get(email="cora@tod.example")
    page = f"/circle/letters/with/{agreed}/write/"
    assert 'name="once"' in browser(todmorden, cora).get(page).text
    form, ready = {**SAID, "once": str(uuid7())}, Barrier(2)

    def press(_number: int) -> str:
        client = browser(todmorden, cora)
        ready.wait()
        try:
            return client.post(page, form)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        first, second = hands.map(press, range(2))
    assert first == second
    with in_circle(todmorden):
        assert Letter.objects.count() == 1
        assert Entry.objects.filter(event="letters.LetterWritten").count() == 1
    other = browser(todmorden, cora).post(page, form | {"words": "They are gone."})
    again = browser(todmorden, cora).post(page, form | {"once": str(uuid7())})
    assert len({first, other["Location"], again["Location"]}) == 3
