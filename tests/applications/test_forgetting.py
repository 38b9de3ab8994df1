"""What nobody came back to is not kept for ever, and links do not pile up."""

from datetime import timedelta

import pytest

from kernel.time import now
from shared_apps.applications import links, services
from shared_apps.applications.models import Application
from tenants.context import in_federation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_federation(db):
    with in_federation():
        yield


def test_an_empty_draft_goes_after_a_month_and_an_answered_one_after_half_a_year():
    empty, answered = services.begin("pat@garden.example"), services.begin("ida@garden.example")
    by = services.Founder(answered.pk)
    services.save_step(answered.pk, "name", {"name": "Todmorden"}, seen=0, by=by)
    for days, left in [(29, 2), (31, 1), (179, 1), (181, 0)]:
        Application.objects.update(changed_at=now() - timedelta(days=days))
        services.forget_what_was_left()
        assert Application.objects.count() == left
    assert empty.pk != answered.pk


def test_only_the_newest_links_work():
    application = services.begin("pat@garden.example")
    secrets = [links.new_link(application) for _ in range(links.AT_ONCE + 2)]
    assert application.links.count() == links.AT_ONCE
    assert links.application_of(secrets[-1]) == (application, True)


def test_no_secret_is_kept():
    application = services.begin("pat@garden.example")
    secret = links.new_link(application)
    assert all(secret.encode() not in bytes(link.hash) for link in application.links.all())
