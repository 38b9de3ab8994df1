"""A copy of everything: looked at where it tells of others, put together, locked away, handed out, cleared away."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from tenant_apps.journal.services import deliver_due
from tenant_apps.rights import answering
from tenant_apps.rights.models import DataRequest
from tenant_apps.rights.services import clearing, copies, requests
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(calderdale, db):
    with in_circle(calderdale):
        yield calderdale


def opened(packed: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packed))


def the_reason(request: DataRequest) -> str:
    """The piece that says why Otto was kept out for a while: a steward wrote it."""
    return next(each.piece.key for each in copies.to_look_at(request, answering.all_known(request.person_id))
                if each.piece.key.startswith("people.suspension"))  # fmt: skip


def look_through(request: DataRequest, by) -> None:
    for each in copies.to_look_at(request, answering.all_known(request.person_id)):
        copies.decide(request, each.piece.key, "whole", by=by)


def test_one_click_is_enough_when_nothing_tells_of_others(calderdale, cast, mailoutbox):
    with in_circle(calderdale):
        request = copies.ask_for_copy(cast.iris, by=cast.iris)
        assert request.state == "making"
    with circle_context(calderdale):
        deliver_due()
    with in_circle(calderdale):
        request.refresh_from_db()
        assert request.state == "ready"
        archive = opened(copies.fetch(request, by=cast.iris))
    assert {"read-me.html", "information.json", "style.css"} <= set(archive.namelist())
    page = archive.read("read-me.html").decode()
    assert cast.iris.name in page
    assert "It is kept for 8 years." in page
    told = json.loads(archive.read("information.json"))
    assert {"people", "journal", "entry"} <= {room["room"] for room in told["rooms"]}
    assert mailoutbox
    assert all(cast.iris.name not in mail.subject + mail.body for mail in mailoutbox)


def test_a_copy_names_officers_and_nobody_else(here, cast):
    request = copies.ask_for_copy(cast.otto, by=cast.otto)
    look_through(request, cast.cora)
    copies.make_copy(request, by=cast.cora)
    copies.build(request.pk)
    request.refresh_from_db()
    page = opened(copies.fetch(request, by=cast.otto)).read("read-me.html").decode()
    assert f"{cast.cora.name} (Steward)" in page or f"{cast.cora.name} (Co-ordinator)" in page
    assert "Iris" not in page


def test_what_a_steward_wrote_about_otto_is_looked_at_before_it_goes_out(here, cast):
    request = copies.ask_for_copy(cast.otto, by=cast.otto)
    assert request.state == "asked"
    with pytest.raises(Conflict):
        copies.make_copy(request, by=cast.cora)
    key = the_reason(request)
    with pytest.raises(NotAllowed):
        copies.decide(request, key, "whole", by=cast.otto)
    with pytest.raises(RuleBroken):
        copies.decide(request, key, "covered", covered=["words that stand nowhere"], why="Another person", by=cast.cora)
    with pytest.raises(RuleBroken):
        copies.decide(request, key, "left_out", by=cast.cora)
    with pytest.raises(NotFound):
        copies.decide(request, "people.nobody", "whole", by=cast.cora)
    look_through(request, cast.cora)
    copies.decide(request, key, "covered", covered=["heronmark"], why="It names somebody else.", by=cast.cora)
    copies.make_copy(request, by=cast.cora)
    copies.build(request.pk)
    request.refresh_from_db()
    archive = opened(copies.fetch(request, by=cast.otto))
    for name in ("read-me.html", "information.json"):
        said = archive.read(name).decode()
        assert "Shouted at a █████" in said
        assert "It names somebody else." in said
        assert "Shouted at a Heronmark" not in said


def test_what_is_left_out_says_only_that_and_why(here, cast):
    request = copies.ask_for_copy(cast.otto, by=cast.otto)
    look_through(request, cast.cora)
    copies.decide(request, the_reason(request), "left_out", why="It would harm somebody.", by=cast.cora)
    copies.make_copy(request, by=cast.cora)
    copies.build(request.pk)
    request.refresh_from_db()
    archive = opened(copies.fetch(request, by=cast.otto))
    for name in ("read-me.html", "information.json"):
        assert "Shouted" not in archive.read(name).decode()
        assert "It would harm somebody." in archive.read(name).decode()


def test_words_that_changed_after_they_were_looked_at_are_looked_at_again(here, cast):
    request = copies.ask_for_copy(cast.otto, by=cast.otto)
    look_through(request, cast.cora)
    copies.make_copy(request, by=cast.cora)
    cast.otto.suspensions.update(reason="Something else altogether")
    assert not copies.build(request.pk)
    request.refresh_from_db()
    assert request.state == "asked"
    with pytest.raises(Conflict):
        copies.make_copy(request, by=cast.cora)


def test_a_copy_lies_locked_opens_for_its_person_only_and_is_cleared_away(here, cast):
    request = copies.ask_for_copy(cast.iris, by=cast.iris)
    copies.build(request.pk)
    copies.build(request.pk)  # a worker that died told nobody; the next one changes nothing
    request.refresh_from_db()
    (lying,) = list(Path(settings.MEDIA_ROOT).rglob("*.locked"))
    assert b"Iris" not in lying.read_bytes()
    assert not lying.read_bytes().startswith(b"PK")
    for other in (cast.sol, cast.cora, cast.otto):
        with pytest.raises(NotAllowed):
            copies.fetch(request, by=other)
    *whole, last = lying.read_bytes()
    lying.write_bytes(bytes([*whole, last ^ 1]))
    with pytest.raises(Conflict):
        copies.fetch(request, by=cast.iris)


def test_a_copy_that_ran_out_is_gone_with_its_file(here, cast, django_capture_on_commit_callbacks):
    request = copies.ask_for_copy(cast.iris, by=cast.iris)
    copies.build(request.pk)
    DataRequest.objects.filter(pk=request.pk).update(
        ready_at=now() - timedelta(days=15), expires_at=now() - timedelta(days=1)
    )
    with pytest.raises(Conflict):
        copies.fetch(request, by=cast.iris)
    with django_capture_on_commit_callbacks(execute=True):
        assert clearing.clear_what_ran_out() == 1
    assert list(Path(settings.MEDIA_ROOT).rglob("*.locked")) == []
    request.refresh_from_db()
    assert (request.state, request.key) == ("done", "")
    assert requests.ask(cast.iris, "copy", by=cast.iris).pk != request.pk


def test_nobodys_words_are_markup_in_a_copy(here, cast):
    cast.iris.known_as = "<script>alert(1)</script>"
    cast.iris.save(update_fields=["known_as"])
    request = copies.ask_for_copy(cast.iris, by=cast.iris)
    copies.build(request.pk)
    request.refresh_from_db()
    assert "<script>" not in opened(copies.fetch(request, by=cast.iris)).read("read-me.html").decode()
