"""Announcements, switches and incidents: what the national co-op tells circles."""

from datetime import timedelta

import pytest

from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from kernel.time import now
from shared_apps.federation.services import announcements, incidents, switches
from tenants.models import Circle, Directory


def test_an_announcement_reaches_all_circles_or_the_ones_it_names(federation, nadia, calderdale, clapton):
    announcements.announce("To all", "Words", by=nadia)
    announcements.announce("To Clapton", "Words", by=nadia, circle_ids=[clapton.id])
    assert [n.title for n in announcements.shown_to(calderdale.id)] == ["To all"]
    assert {n.title for n in announcements.shown_to(clapton.id)} == {"To all", "To Clapton"}


def test_it_is_shown_from_one_moment_until_another_and_can_be_taken_back(federation, nadia, calderdale):
    at = now()
    notice = announcements.announce(
        "Later", "Words", by=nadia, from_at=at + timedelta(hours=1), until_at=at + timedelta(hours=2)
    )
    shown = [
        len(announcements.shown_to(calderdale.id, at=at + timedelta(minutes=minutes))) for minutes in (59, 60, 119, 120)
    ]
    assert shown == [0, 1, 1, 0]
    for _ in range(2):
        announcements.withdraw(notice, by=nadia)
    assert not announcements.shown_to(calderdale.id, at=at + timedelta(minutes=90))


def test_an_announcement_to_nobody_or_by_nobody_is_not_sent(federation, nadia, noah, same_id):
    with pytest.raises(RuleBroken):
        announcements.announce("To nobody", "Words", by=nadia, circle_ids=[same_id("iris")])
    with pytest.raises(NotAllowed):
        announcements.announce("By Noah", "Words", by=noah)


def test_a_switch_is_thrown_once_with_a_note_and_every_process_hears_of_it(federation, nadia, noah, calderdale):
    before = Directory.objects.get().version
    for _ in range(2):
        switches.switch(calderdale.id, "figures", on=True, note="Choose what you report.", by=nadia)
    assert Circle.objects.get(pk=calderdale.id).features == ["figures"]
    assert [(c.feature, c.is_on, c.note) for c in switches.history(calderdale.id)] == [
        ("figures", True, "Choose what you report.")
    ]
    assert Directory.objects.get().version == before + 1
    with pytest.raises(RuleBroken):
        switches.switch(calderdale.id, "figures", on=False, note=" ", by=nadia)
    with pytest.raises(NotAllowed):
        switches.switch(calderdale.id, "figures", on=False, note="Off", by=noah)
    with pytest.raises(NotFound):
        switches.switch(calderdale.id, "teleport", on=True, note="Whee", by=nadia)


def test_an_incident_is_opened_told_on_and_closed_once(federation, nadia, noah, calderdale, clapton):
    incident = incidents.open_incident("Mail is late", "We look into it.", by=nadia, circle_ids=[calderdale.id])
    incidents.tell_more(incident, "The post office has answered.", by=nadia)
    incidents.close_incident(incident, "Everything has been sent.", by=nadia)
    with pytest.raises(Conflict):
        incidents.close_incident(incident, "Again", by=nadia)
    with pytest.raises(NotAllowed):
        incidents.open_incident("x", "y", by=noah)
    [told] = incidents.affecting(calderdale.id)
    assert [note.words for note in told.notes.all()] == [
        "We look into it.",
        "The post office has answered.",
        "Everything has been sent.",
    ]
    assert told.closed_at is not None
    assert incidents.affecting(clapton.id) == []
