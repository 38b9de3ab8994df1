"""A telephone that sends the same thing again while the first is still on its way says it once."""

from uuid import uuid4

from django.db import transaction

from kernel.actors import SYSTEM
from tenant_apps.messaging import services
from tenant_apps.messaging.gatherings import kind_called
from tenant_apps.messaging.models import Post, Thread
from tenant_apps.people.services import add_person
from tenants.context import circle_context
from tests.journal.rooms import hebden, two_rooms  # noqa: F401
from tests.journal.test_delivering import at_once


def test_six_at_once_begin_one_conversation_and_say_one_thing(hebden):  # noqa: F811
    with transaction.atomic():
        sol = add_person("Sol", by=SYSTEM)
    number = uuid4()

    def job() -> None:
        with circle_context(hebden):
            thread = services.the_thread(kind_called("circle"), None, by=sol)
            services.say(thread, "On my way", sent_as=number, by=sol)

    at_once(*[job] * 6)
    assert (Thread.objects.count(), Post.objects.count()) == (1, 1)
