"""When programs ask for links from ever new mailboxes, those wait, the desk hears of it, and everybody else goes on."""

import pytest
from django.core import mail
from django.core.cache import caches

from kernel.errors import TooMany
from shared_apps.applications import services
from shared_apps.applications.models import Application
from tests.start.conftest import newest_link

pytestmark = pytest.mark.django_db
OFFICE = "office@federation.example"


def test_the_fourth_new_mailbox_of_an_hour_waits_and_who_has_begun_goes_on(pat, at_start, settings):
    caches["shared"].clear()
    settings.START_MOST_AN_HOUR, settings.FEDERATION_EMAIL = 3, OFFICE
    for n in range(2):
        services.begin(f"group{n}@garden.example")
    mail.outbox.clear()
    for n in range(2):
        with pytest.raises(TooMany) as no:
            services.begin(f"bot{n}@garden.example")
        assert "Try again in an hour" in str(no.value.sentence)
    assert not Application.objects.filter(email__startswith="bot").exists()
    assert [letter.to for letter in mail.outbox] == [[OFFICE]], "the desk is told once, and nobody else"
    services.begin("pat@garden.example")
    assert mail.outbox[-1].to == ["pat@garden.example"]
    assert at_start().get(newest_link()).status_code == 302
    Application.objects.update(begun_at="2026-01-01T00:00Z")
    assert services.begin("late@garden.example").email == "late@garden.example"
