"""A circle opened from what a group said in its application, and let live when the national co-op said yes."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.files.storage import default_storage

from kernel.actors import SYSTEM
from provisioning import circles
from shared_apps.applications import opened
from shared_apps.applications.models import Application
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import agreements, standing
from shared_apps.runs.models import Run
from tenant_apps.inviting.models import Invitation
from tenant_apps.people.models import Person
from tenants import directory
from tenants.context import in_circle, in_federation
from tests.provisioning.living import STEWARDS, do, said

PICTURE = b"\x89PNG as it was made anew"


@pytest.fixture
def applied(fresh_house, settings, monkeypatch) -> Iterator[Application]:
    """What Cora's group sent."""
    settings.RUN_WAKER = ""
    monkeypatch.setattr(directory, "until_known", directory.forget)
    with in_federation():
        agreements.publish_shipped(by=SYSTEM)
        application = Application.objects.create(
            email="cora@tod.example",
            state=Application.State.SENT,
            name="Todmorden Care Circle",
            place="Todmorden",
            places=["Todmorden", "Walsden"],
            slug="todmorden",
            stewards=STEWARDS,
            brand="#86286b",
            accent="#5b7f2b",
            logo="a" * 32,
            mode="community",
            society="none",
            recipe="community",
            agreement=agreements.current().number,
            wording="plain",
            agreed_by="Cora May",
        )
        application.logos.create(fingerprint=application.logo, png=PICTURE)
        yield application


def the_circle():
    return circles.ref_of(circles.find("todmorden"))


def test_a_circle_is_opened_as_its_application_says(applied):
    run = do("open", application_id=str(applied.pk))
    assert run.state == Run.State.DONE, said(run)
    circle = the_circle()
    assert (circle.name, circle.brand, circle.places) == ("Todmorden Care Circle", "#86286b", ("Todmorden", "Walsden"))
    assert circle.is_sandbox
    assert dict(circle.words)["team"] == "group"
    with in_circle(circle):
        assert default_storage.open(circle.logo).read() == PICTURE
        assert Person.objects.exclude(account_id=None).count() == 1
        assert Invitation.objects.get().email == "fin@tod.example"
    applied.refresh_from_db()
    assert applied.stewards == [STEWARDS[0], {"name": "", "email": ""}], "whom the circle asks is forgotten here"
    assert applied.circle_id == circle.id
    assert [change.to_stage for change in standing.history(circle.id)] == ["forming"]
    assert [signature.name for signature in agreements.signatures_of(circle.id)] == ["Cora May"]
    assert "invented people" in mail.outbox[0].body
    assert run.facts == {"application_id": str(applied.pk)}


def test_the_address_a_founder_is_written_to_is_not_shown_on_the_circles_pages(applied):
    do("open", application_id=str(applied.pk))
    assert the_circle().contact_email == ""


def test_another_address_chosen_after_a_refusal_is_what_the_run_goes_on_with(applied):
    circles.open_circle(slug="clapton", name="Clapton", by=SYSTEM)
    applied.slug = "clapton"
    applied.save()
    run = do("open", application_id=str(applied.pk))
    assert (run.state, "taken" in said(run)) == (Run.State.STOPPED, True)
    applied.slug = "todmorden"
    applied.save()
    Run.objects.filter(pk=run.pk).update(state=Run.State.WAITING)
    from provisioning import running

    assert running.carry_out(run.pk).state == Run.State.DONE
    assert the_circle().name == "Todmorden Care Circle"


def test_a_yes_lets_the_circle_go_live(applied):
    do("open", application_id=str(applied.pk))
    circle = the_circle()
    applied.state = Application.State.APPROVED
    applied.save()
    run = do("go-live", circle, application_id=str(applied.pk))
    assert run.state == Run.State.DONE, said(run)
    assert not the_circle().is_sandbox
    with in_circle(circle):
        assert {person.name for person in Person.objects.all()} == {"Cora May"}
    assert set(CircleFact.objects.of_circle(circle.id).values_list("kind", flat=True)) == {"mode", "society"}


def test_an_application_that_is_gone_stops_the_run_with_a_sentence(applied):
    run = do("open", application_id="01990000-0000-7000-8000-000000000001")
    assert run.state == Run.State.STOPPED
    assert "no such application" in said(run)
    assert opened.what_to_open(applied.pk)["slug"] == "todmorden"
