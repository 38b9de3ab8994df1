"""Stewards take a copy along and leave: on their pages, with a fresh proof, two of them, and all are told."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connections
from django.test import Client

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from provisioning import running
from provisioning.events import RunDone
from shared_apps.identity.models import Account
from shared_apps.identity.proof import Proof, Way
from shared_apps.runs import sealed
from shared_apps.runs.models import Run, Sealed
from tenant_apps.journal.delivering import deliver_due
from tenant_apps.journal.events import Code
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import announce
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import add_person, end_hat, give_hat, link_account
from tenant_apps.site.leaving import record, services
from tenant_apps.site.leaving.events import CopyAskedFor, CopyTaken
from tenant_apps.site.leaving.sending import pieces
from tenants import directory, exports
from tenants.context import CircleRef, circle_context, in_circle, in_federation
from tests.archive.carrying import WORDS, plain, said
from tests.provisioning.living import todmorden
from tests.world import browser

__all__ = ["todmorden"]


@pytest.fixture
def stewards(todmorden: CircleRef) -> dict[str, Person]:
    with in_circle(todmorden):
        return {person.name.split()[0].lower(): person for person in Person.objects.all()}


@pytest.fixture
def cora(todmorden, stewards) -> Client:
    return browser(todmorden, stewards["cora"])


@pytest.fixture
def fin(todmorden, stewards) -> Client:
    return browser(todmorden, stewards["fin"])


def carried_over(circle: CircleRef) -> None:
    """Senders carry over what was said, and a worker does what was asked for."""
    with circle_context(circle):
        deliver_due()
    running.carry_out_what_is_due()
    directory.forget()


def runs_of(kind: str) -> list[Run]:
    with in_federation():
        return list(Run.objects.filter(kind=kind))


def ask_for_copy(site: Client, words: str = WORDS, again: str = WORDS):
    return site.post("/circle/export/", {"passphrase": words, "again": again})


# --- a copy ---------------------------------------------------------------------------------------------------------


def test_a_steward_asks_for_a_copy_on_the_page_and_takes_it_along(todmorden, cora, tmp_path):
    assert "Make a copy" in cora.get("/circle/export/").text
    assert ask_for_copy(cora).status_code == 302
    carried_over(todmorden)
    [kept] = exports.kept(todmorden.id)
    page = cora.get("/circle/export/").text
    assert f"/circle/export/{kept.run_id}/" in page
    with in_federation():
        assert Run.objects.get(pk=kept.run_id).found["fingerprint"] in page, "so that it can be known elsewhere"
    answer = cora.get(f"/circle/export/{kept.run_id}/")
    assert answer["Content-Disposition"] == 'attachment; filename="todmorden.coopbox"'
    assert "no-store" in answer["Cache-Control"]
    path = tmp_path / "taken.coopbox"
    path.write_bytes(b"".join(answer.streaming_content))
    assert b"Cora May" in plain(path)
    with in_circle(todmorden):
        assert Entry.objects.filter(event=CopyTaken.event_name, payload={"run_id": str(kept.run_id)}).count() == 1


def test_the_passphrase_typed_on_the_page_stands_nowhere_in_plain_and_its_key_is_forgotten(todmorden, cora):
    ask_for_copy(cora)
    with in_federation():
        [kept] = Sealed.objects.all()
        key = sealed.fetch(kept.key)
        assert WORDS.encode() not in key
        assert bytes(kept.secret).find(key[16:48]) == -1
    with in_circle(todmorden):
        written = str(list(Entry.objects.values_list("payload", flat=True)))
    assert WORDS.split()[0] not in written
    carried_over(todmorden)
    with in_federation():
        assert not Sealed.objects.exists()
        facts = str(list(Run.objects.values_list("facts", "found")))
    assert WORDS.split()[0] not in facts
    assert key[16:48].hex() not in facts


def test_a_sealed_key_is_of_no_use_for_another_run_and_forgotten_when_nobody_uses_it(todmorden, cora):
    ask_for_copy(cora)
    with in_federation():
        Sealed.objects.update(key="export:another")
        with pytest.raises(Conflict, match="has been forgotten"):
            sealed.fetch("export:another")
        assert sealed.forget_old() == 0
        Sealed.objects.update(at=now() - timedelta(days=3))
        assert sealed.forget_old() == 1
    carried_over(todmorden)
    [run] = runs_of("export")
    assert (run.state, "has been forgotten" in said(run)) == (Run.State.STOPPED, True)
    assert "could not be made" in cora.get("/circle/export/").text


@pytest.mark.parametrize(
    ("words", "again", "why"),
    [
        ("", "", "Fill in"),
        ("short", "short", "longer passphrase"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "longer passphrase"),
        (WORDS, WORDS + "s", "not the same"),
        ("x" * 1200, "x" * 1200, "too long"),
    ],
)
def test_a_passphrase_that_is_weak_or_mistyped_is_asked_for_again(cora, words, again, why):
    answer = ask_for_copy(cora, words, again)
    assert answer.status_code == 422
    assert why in answer.text
    assert words == "" or f'value="{words}"' not in answer.text
    assert not Sealed.objects.using("owner").exists()


def test_a_form_pressed_twice_at_once_makes_one_copy_and_sent_later_another(todmorden, stewards, monkeypatch):
    form = {"passphrase": WORDS, "again": WORDS, "once": str(uuid7())}

    def press(_number) -> int:
        try:
            return browser(todmorden, stewards["cora"]).post("/circle/export/", form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as hands:
        assert list(hands.map(press, range(2))) == [302, 302]
    carried_over(todmorden)
    assert len(exports.kept(todmorden.id)) == len(runs_of("export")) == 1
    assert press(3) == 302
    with in_circle(todmorden):
        assert Entry.objects.filter(event=CopyAskedFor.event_name).count() == 1
    monkeypatch.setattr(services, "PRESSED_TWICE", timedelta(0))
    assert press(4) == 302
    carried_over(todmorden)
    assert len(runs_of("export")) == 2, "a passphrase was typed anew, and may be another"


def test_one_copy_is_made_at_a_time(todmorden, cora, stewards):
    ask_for_copy(cora)
    with circle_context(todmorden):
        deliver_due()
    assert ask_for_copy(cora).status_code == 409
    carried_over(todmorden)
    assert len(runs_of("export")) == 1


def test_only_a_steward_with_a_fresh_proof_gets_to_a_copy(todmorden, cora, stewards, calderdale):
    ask_for_copy(cora)
    carried_over(todmorden)
    [kept] = exports.kept(todmorden.id)
    stale = Proof(now() - timedelta(hours=1), (Way.PASSKEY,))
    with in_circle(todmorden):
        end_hat(stewards["fin"].hats.get(), by=SYSTEM)
    for site, status in [
        (browser(todmorden), 302),
        (browser(todmorden, stewards["cora"], stale), 302),
        (browser(todmorden, stewards["fin"]), 404),
    ]:
        for path in ("/circle/export/", f"/circle/export/{kept.run_id}/", "/circle/leave/"):
            assert site.get(path).status_code == status, path
    assert browser(todmorden, stewards["cora"], stale).post("/circle/leave/say/", {"say": "start"}).status_code == 401
    with in_circle(calderdale):
        steward = Person.objects.order_by("id")[4]
    assert browser(calderdale, steward).get(f"/circle/export/{kept.run_id}/").status_code == 404


def test_a_closing_circle_still_takes_its_copy_along(todmorden, cora, fin):
    _leave(todmorden, cora, fin)
    assert "is closing" in cora.get("/home/").text
    assert ask_for_copy(cora).status_code == 302
    carried_over(todmorden)
    assert len(exports.kept(todmorden.id)) == 1
    for page in ("/circle/leave/", "/circle/leave/news/"):
        assert "The last day is" in cora.get(page).text
    assert "confirmed" in cora.get("/circle/leave/").text


def test_a_big_file_is_handed_out_piece_by_piece(tmp_path: Path):
    file = tmp_path / "big"
    file.write_bytes(b"x" * 600_000)

    async def taken() -> list[int]:
        return [len(piece) async for piece in pieces(file)]

    assert asyncio.run(taken()) == [262144, 262144, 75712]


# --- leaving --------------------------------------------------------------------------------------------------------


def _number(site: Client) -> str:
    page = site.get("/circle/leave/").text
    return page.split('name="leaving" value="')[1].split('"')[0]


def say(site: Client, word: str):
    return site.post("/circle/leave/say/", {"say": word, "leaving": _number(site) if word != "start" else ""})


def _leave(circle, one: Client, other: Client) -> None:
    say(one, "start")
    say(other, "confirm")
    carried_over(circle)


def test_one_steward_starts_it_another_confirms_it_and_the_circle_gets_its_notice(todmorden, cora, fin, told):
    mail.outbox.clear()
    assert say(cora, "start").status_code == 302
    carried_over(todmorden)
    assert told("Your circle may leave the federation") == [["cora@tod.example"], ["fin@tod.example"]]
    assert "second steward says yes" in mail.outbox[0].body
    assert "another steward confirms" in cora.get("/circle/leave/").text
    assert say(cora, "confirm").status_code == 403
    assert "Cora started this" in fin.get("/circle/leave/").text
    assert say(fin, "confirm").status_code == 302
    carried_over(todmorden)
    [run] = runs_of("close")
    assert run.state == Run.State.WAITING
    assert len(told("Your circle is going to close")) == 2
    assert directory.by_id(todmorden.id).state == "closing"


def test_saying_it_twice_is_saying_it_once(todmorden, cora, fin):
    for _ in range(2):
        say(cora, "start")
    number = _number(fin)
    for _ in range(2):
        assert fin.post("/circle/leave/say/", {"say": "confirm", "leaving": number}).status_code == 302
    carried_over(todmorden)
    assert (len(runs_of("close")), len(runs_of("tell-leaving"))) == (1, 1)


def test_any_steward_stops_it_and_everybody_learns_that_the_circle_stays(todmorden, cora, fin, told):
    say(cora, "start")
    number = _number(fin)
    say(fin, "stop")
    carried_over(todmorden)
    assert len(told("Your circle stays")) == 2
    assert fin.post("/circle/leave/say/", {"say": "confirm", "leaving": number}).status_code == 409
    assert "Start leaving" in cora.get("/circle/leave/").text
    assert runs_of("close") == []


def test_an_only_steward_waits_some_days_which_is_said_openly(todmorden, cora, stewards, told, settings, monkeypatch):
    with in_circle(todmorden):
        end_hat(stewards["fin"].hats.get(), by=SYSTEM)
    assert "it waits 7 days" in cora.get("/circle/leave/").text
    mail.outbox.clear()
    say(cora, "start")
    carried_over(todmorden)
    assert "It has one steward, so nothing happens before" in mail.outbox[0].body
    assert say(cora, "confirm").status_code == 403
    with in_circle(todmorden):
        waited = record.today() + settings.LEAVING_WAIT
    monkeypatch.setattr(record, "today", lambda: waited)
    assert say(cora, "confirm").status_code == 302
    carried_over(todmorden)
    assert len(runs_of("close")) == 1


def test_who_sends_the_other_steward_away_in_the_middle_has_to_start_anew(todmorden, cora, stewards):
    say(cora, "start")
    with in_circle(todmorden):
        end_hat(stewards["fin"].hats.get(), by=SYSTEM)
        found = record.leaving()
        with pytest.raises(NotAllowed, match="start it anew"):
            services.confirm_leaving(found.id, by=stewards["cora"])


def test_nobody_confirms_what_was_started_too_long_ago(todmorden, cora, stewards, monkeypatch):
    say(cora, "start")
    with in_circle(todmorden):
        found = record.leaving()
        monkeypatch.setattr(record, "now", lambda: now() + timedelta(days=31))
        assert record.leaving() is None
        with pytest.raises(Conflict, match="too long ago"):
            services.confirm_leaving(found.id, by=stewards["fin"])
        monkeypatch.setattr(record, "LAPSES_AFTER", timedelta(days=90))
        assert services.start_leaving(by=stewards["fin"]).id == found.id  # within its days, twice is once


def long_ago(circle: CircleRef, *people: Person) -> None:
    """These have been stewards for two months."""
    with in_circle(circle):
        Hat.objects.filter(person__in=people, kind="steward").update(from_on=today() - timedelta(days=60))


def test_who_was_a_steward_lately_still_has_a_voice(todmorden, cora, fin, stewards):
    long_ago(todmorden, *stewards.values())
    with in_circle(todmorden):
        end_hat(stewards["fin"].hats.get(), by=stewards["fin"])
    assert "it waits 7 days" not in cora.get("/circle/leave/").text
    say(cora, "start")
    with in_circle(todmorden):
        assert record.leaving().from_day is None
    assert say(cora, "confirm").status_code == 403
    page = fin.get("/circle/leave/").text
    assert "Cora started this" in page
    assert "Start leaving" not in page
    assert fin.get("/circle/leave/to-tell/").status_code == 404
    assert say(fin, "stop").status_code == 302
    assert fin.post("/circle/leave/say/", {"say": "start"}).status_code == 403
    with in_circle(todmorden):
        assert record.leaving() is None
        Hat.objects.filter(person=stewards["fin"]).update(until_on=today() - timedelta(days=31))
    assert fin.get("/circle/leave/").status_code == 404
    assert "it waits 7 days" in cora.get("/circle/leave/").text


def test_a_friend_made_steward_for_it_is_no_second_voice(todmorden, cora, fin, stewards):
    long_ago(todmorden, *stewards.values())
    with in_circle(todmorden):
        pat = add_person("Pat Reed", by=SYSTEM)
        link_account(pat, Account.objects.using("owner").create(email="pat@tod.example").pk, by=SYSTEM)
        give_hat(pat, "steward", by=stewards["cora"])
        pat.refresh_from_db()
    say(cora, "start")
    site = browser(todmorden, pat)
    assert "has been a steward for a month" in site.get("/circle/leave/").text
    assert say(site, "confirm").status_code == 403
    assert say(fin, "confirm").status_code == 302


def test_members_see_at_home_that_their_circle_may_leave_and_stewards_whom_to_telephone(todmorden, cora, stewards):
    with in_circle(todmorden):
        iris = add_person("Iris Holt", phone="01632 960 111", contact_note="Let it ring.", by=SYSTEM)
        end_hat(stewards["fin"].hats.get(), by=SYSTEM)
    member = browser(todmorden, stewards["fin"])
    assert "out of the federation" not in member.get("/home/").text
    assert "Nobody asks for it" in member.get("/circle/leave/news/").text
    say(cora, "start")
    assert "take our circle out of the federation" in member.get("/home/").text
    page = member.get("/circle/leave/news/").text
    assert "Cora started this" in page
    assert "Cora May" in page
    assert "Stop it, or confirm it" not in page
    assert "1 member does not sign in" in cora.get("/circle/leave/").text
    listed = cora.get("/circle/leave/to-tell/").text
    assert iris.name in listed
    assert "01632 960 111" in listed
    assert "Cora May" not in listed
    assert browser(todmorden).get("/circle/leave/news/").status_code == 302


def test_after_the_circle_came_back_leaving_is_over_and_can_be_started_anew(todmorden, cora, fin, stewards):
    say(cora, "start")
    say(fin, "confirm")
    with in_circle(todmorden):
        assert record.leaving().is_confirmed
        announce(RunDone(run_id=uuid7(), what=Code("recovered")), by=SYSTEM)
        assert record.leaving() is None
        assert not services.start_leaving(by=stewards["cora"]).is_confirmed


def test_only_stewards_speak_and_coopbox_itself_does_not(todmorden, stewards):
    with in_circle(todmorden):
        end_hat(stewards["fin"].hats.get(), by=SYSTEM)
        give_hat(stewards["fin"], Hat.Kind.FINANCE, by=SYSTEM)
        for actor in (stewards["fin"], SYSTEM):
            with pytest.raises(NotAllowed):
                services.start_leaving(by=actor)
            with pytest.raises(NotAllowed):
                services.ask_for_copy(WORDS, (), by=actor)
        with pytest.raises(RuleBroken):
            services.ask_for_copy("too short", (), by=stewards["cora"])


def test_the_pages_make_sense_of_no_nonsense(cora):
    for word, number in [("", ""), ("confirm", "x"), ("stop", ""), ("burn", "")]:
        assert cora.post("/circle/leave/say/", {"say": word, "leaving": number}).status_code == 404
