"""A circle is renamed, paused, set up like another, closed with notice and brought back: each as a run."""

import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from kernel.ids import uuid7
from kernel.time import now
from provisioning import circles, closing, owner, running
from provisioning.events import RunDone
from shared_apps.federation.models import Standing
from shared_apps.federation.services import standing
from shared_apps.runs import services as runs
from shared_apps.runs.models import Run
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Person
from tenant_apps.site.models import Page, Picture, Version
from tenant_apps.site.pages.blocks import new_block
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tests import world
from tests.provisioning.living import do, generous, go_on, said, todmorden, told
from tests.world import CANARY, browser

__all__ = ["generous", "todmorden", "told"]
TEA_POT = uuid7()
DONE, STOPPED, WAITING, CANCELLED = Run.State.DONE, Run.State.STOPPED, Run.State.WAITING, Run.State.CANCELLED


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Nobody waits for other processes here; tests/config does."""
    monkeypatch.setattr(directory, "until_known", directory.forget)


def now_called(circle):
    directory.forget()
    return directory.by_id(circle.id)


def what_the_journal_says(circle) -> list[str]:
    with in_circle(circle):
        return [e.payload["what"] for e in Entry.objects.filter(event=RunDone.event_name).order_by("pk")]


# --- another name ---------------------------------------------------------------------------------------------------


def test_a_circle_gets_another_name_and_address_and_the_old_address_leads_there(todmorden):
    run = do("rename", todmorden, name="Upper Valley Care", slug="upper-valley")
    assert run.state == DONE, said(run)
    circle = now_called(todmorden)
    assert (circle.name, circle.slug, circle.host) == ("Upper Valley Care", "upper-valley", "upper-valley.localhost")
    assert circle.schema == todmorden.schema
    old = Client(HTTP_HOST="todmorden.localhost")
    moved = old.get("/support/?text=big")
    assert (moved.status_code, moved["Location"]) == (301, f"{circle.url}/support/?text=big")
    assert old.post("/sign-out/").status_code == 308
    assert Client(HTTP_HOST=circle.host).get("/").status_code == 200
    assert what_the_journal_says(circle) == ["renamed"]


def test_the_old_address_is_kept_for_the_circle_which_may_go_back_to_it(todmorden):
    do("rename", todmorden, slug="upper-valley")
    with pytest.raises(RuleBroken, match="taken"):
        circles.open_circle(slug="todmorden", name="Others", by=SYSTEM)
    with pytest.raises(RuleBroken, match="mistaken"):
        circles.open_circle(slug="todm0rden", name="Others", by=SYSTEM)
    assert do("rename", todmorden, slug="todmorden").state == DONE
    assert now_called(todmorden).host == "todmorden.localhost"
    assert Client(HTTP_HOST="upper-valley.localhost").get("/").status_code == 301


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"slug": "clapton"}, "taken"),
        ({"slug": "c1apton"}, "mistaken"),
        ({"slug": "www"}, "kept for the federation"),
        ({"name": "x" * 200}, "80"),
        ({}, "how the circle is to be called"),
    ],
)
def test_a_name_that_cannot_be_had_changes_nothing(todmorden, facts, says):
    run = do("rename", todmorden, **facts)
    assert (run.state, now_called(todmorden).slug) == (STOPPED, "todmorden")
    assert says in said(run)


def test_a_domain_of_the_circles_own_stays_the_one_it_goes_by(todmorden):
    domains = circles.Domain.objects.using("owner").filter(tenant_id=todmorden.id)
    domains.update(is_primary=False)
    domains.create(domain="care.tod.example", tenant_id=todmorden.id, is_primary=True)
    do("rename", todmorden, slug="upper-valley")
    assert now_called(todmorden).host == "care.tod.example"
    for host in ("todmorden.localhost", "upper-valley.localhost"):
        assert Client(HTTP_HOST=host).get("/")["Location"].startswith("http://care.tod.example")


# --- a pause --------------------------------------------------------------------------------------------------------


def test_a_circle_is_paused_with_a_reason_and_goes_on(todmorden):
    assert do("suspend", todmorden, reason=" ").state == STOPPED
    assert do("suspend", todmorden, reason="Flood").state == DONE
    assert now_called(todmorden).state == "suspended"
    assert Client(HTTP_HOST=todmorden.host).get("/").status_code == 503
    assert do("suspend", todmorden, reason="Flood").state == DONE  # twice is once
    assert do("resume", todmorden).state == DONE
    assert now_called(todmorden).state == "open"
    assert what_the_journal_says(todmorden) == ["suspended", "suspended", "resumed"]


def test_what_runs_when_a_circle_is_paused_is_finished_and_the_pause_stays(todmorden, monkeypatch):
    real = circles.of_run
    paused = []

    def pause_in_the_middle(work):
        if work.step.name == "journal" and work.run.kind == "rename" and not paused:
            paused.append(do("suspend", todmorden, reason="Flood"))
        return real(work)

    monkeypatch.setattr(circles, "of_run", pause_in_the_middle)
    run = do("rename", todmorden, name="Upper Valley Care")
    assert run.state == DONE
    circle = now_called(todmorden)
    assert (circle.name, circle.state) == ("Upper Valley Care", "suspended")


# --- another circle's set-up ----------------------------------------------------------------------------------------


def test_a_circle_is_set_up_like_another_one_that_allowed_it(todmorden, generous):
    run = do("clone", todmorden, **{"from": str(generous.id)})
    assert run.state == DONE, said(run)
    circle = now_called(todmorden)
    assert (circle.brand, circle.accent, circle.strapline) == ("#7c3aed", "#db2777", "Care and company.")
    assert dict(circle.words) == {"team": "bubble"}
    assert (circle.name, circle.place, circle.contact_email) == ("Todmorden Care Circle", "Todmorden", "")
    assert (circle.features, circle.places, circle.logo) == ((), (), "")
    assert circle.languages == ("en-gb", "pl")


@pytest.fixture
def written_pages(generous):
    """Calderdale has a page that everybody reads, with a newer draft, and one that nobody has seen yet."""
    public = [
        new_block("heading", words="Tea"),
        new_block("text", words="Each Thursday."),
        new_block("picture", picture=str(uuid7()), alt="Gone"),
        new_block("picture", picture=str(TEA_POT), alt="A tea pot"),
    ]
    secret = [new_block("text", words=f"{CANARY['calderdale']} thinks of moving")]
    with in_circle(generous):
        pot = Picture(
            id=TEA_POT, file=f"site/pictures/{TEA_POT}.webp", width=3, height=2, is_public=True, kept_at=now()
        )
        pot.save(force_insert=True)
        default_storage.save(pot.file, ContentFile(b"a tea pot"))
        common = {"language": "en-gb", "changed_at": now()}
        page = Page.objects.create(slug="tea", title="Tea", blocks=secret, **common)
        page.published = Version.objects.create(page=page, number=1, title="Tea", blocks=public, published_at=now())
        page.save()
        hidden = Page.objects.create(slug="plans", title="Plans", blocks=secret, **common)
    yield
    with in_circle(generous):
        Page.objects.filter(pk__in=(page.pk, hidden.pk)).delete()
        pot.delete()
        default_storage.delete(pot.file)


def test_public_pages_come_along_as_drafts_with_their_pictures(todmorden, generous, written_pages):
    for _ in range(2):  # a second copy writes over nothing
        assert do("clone", todmorden, **{"from": str(generous.id)}).state == DONE
    with in_circle(todmorden):
        assert not Page.objects.filter(slug="plans").exists()
        page = Page.objects.get(slug="tea")
        assert (page.title, page.published, page.changed_by) == ("Tea", None, None)
        assert [(block["kind"], block.get("words") or block["alt"]) for block in page.blocks] == [
            ("heading", "Tea"),
            ("text", "Each Thursday."),
            ("picture", "A tea pot"),
        ]
        [copy] = Picture.objects.all()
        assert page.blocks[-1]["picture"] == str(copy.pk) != str(TEA_POT)
        assert not copy.is_public, "nobody outside sees it before the page is published"
        with default_storage.open(copy.file) as file:
            assert file.read() == b"a tea pot"


def test_a_copied_set_up_brings_nobody_and_nothing_private_along(todmorden, generous, written_pages):
    """Calderdale's people all carry its word; after the copy it stands in no table of Todmorden."""
    assert do("clone", todmorden, **{"from": str(generous.id)}).state == DONE
    with in_circle(todmorden):
        assert Person.objects.count() == 2
    tables = (
        owner.raw()
        .execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace", [todmorden.schema]
        )
        .fetchall()
    )
    for (table,) in tables:
        found = (
            owner.raw()
            .execute(
                f'SELECT count(*) FROM "{todmorden.schema}"."{table}" row WHERE row::text ILIKE %s',
                [f"%{CANARY['calderdale']}%"],
            )
            .fetchone()
        )
        assert found == (0,), table


def test_who_does_not_allow_it_is_not_copied(todmorden, committed):
    run = do("clone", todmorden, **{"from": str(world.circle("clapton").id)})
    assert run.state == STOPPED
    assert "does not let others copy" in said(run)
    assert do("clone", todmorden, **{"from": str(todmorden.id)}).state == STOPPED
    assert do("clone", todmorden, **{"from": "nonsense"}).state == STOPPED


# --- closing --------------------------------------------------------------------------------------------------------


def days_later(run: Run, days: int) -> Run:
    """The same run, so many days later."""
    with in_federation():
        run.refresh_from_db()
        for name in ("closes_on", "gone_on"):
            if name in run.found:
                was = now().fromisoformat(run.found[name])
                run.found[name] = (was - timedelta(days=days)).isoformat()
        run.save()
    return go_on(run)


def test_a_circle_that_is_closing_can_be_read_and_not_changed(todmorden, told):
    run = do("close", todmorden)
    assert run.state == WAITING, said(run)
    assert 29 < (run.due_at - now()).days + 1 <= 30
    assert told("Your circle is going to close") == [["cora@tod.example"], ["fin@tod.example"]]
    circle = now_called(todmorden)
    assert circle.state == "closing"
    with in_circle(circle):
        cora = Person.objects.get(name="Cora May")
    site = browser(circle, cora)
    for path in ("/", "/home/"):
        page = site.get(path)
        assert page.status_code == 200
        assert "This circle is closing" in page.text
    for path in ("/settings/tokens/", "/circle/members/"):
        page = site.post(path, {"name": "x"})
        assert page.status_code == 409
        assert "change nothing" in page.text
    answer = site.post("/api/v1/tokens/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "closing")
    assert site.post("/sign-out/").status_code == 302
    assert site.get("/sign-in/").status_code == 302  # and in again


def test_a_closed_circle_is_put_aside_when_its_notice_ends_and_removed_later(todmorden, told):
    run = days_later(do("close", todmorden, days=30), 30)
    assert run.state == WAITING
    assert now_called(todmorden) is None
    assert Client(HTTP_HOST=todmorden.host).get("/").status_code == 404
    assert len(told("Your circle has closed")) == 2
    with pytest.raises(RuleBroken, match="taken"):
        circles.open_circle(slug="todmorden", name="Others", by=SYSTEM)
    run = days_later(run, 31)
    assert run.state == DONE, said(run)
    assert len(told("What your circle kept has been removed")) == 2
    left = owner.raw().execute(
        "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE %s),"
        " (SELECT count(*) FROM pg_roles WHERE rolname = %s)",
        [f"%{todmorden.schema}", todmorden.role],
    )
    assert left.fetchone() == (0, 0)
    assert circles.numbered(todmorden.id).closed_at  # what was done stays on record
    assert circles.open_circle(slug="todmorden", name="Others", by=SYSTEM)


def test_a_circle_is_removed_with_its_files(todmorden, settings):
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    with in_circle(todmorden):
        default_storage.save("letters/one.txt", ContentFile(b"Dear neighbours"))
    run = days_later(days_later(do("close", todmorden), 30), 31)
    assert run.state == DONE
    assert not list(settings.MEDIA_ROOT.rglob("one.txt"))


def test_closing_is_called_off_during_its_notice(todmorden, told):
    closing_run = do("close", todmorden)
    assert do("recover", todmorden).state == DONE
    assert now_called(todmorden).state == "open"
    assert days_later(closing_run, 40).state == CANCELLED
    assert now_called(todmorden).state == "open"
    assert len(told("Your circle is open again")) == 2
    assert what_the_journal_says(todmorden) == ["closing", "recovered"]


def test_a_circle_that_never_got_beyond_forming_stands_as_closed_when_it_is_and_what_was_not_ticked_is_told(todmorden):
    with in_federation():
        standing.begin(todmorden.id, Standing.Stage.FORMING, by=SYSTEM)
    run = days_later(do("close", todmorden, days=20), 21)
    with in_federation():
        assert standing.of_circle(todmorden.id).stage == Standing.Stage.CLOSED
        moves = [change.to_stage for change in standing.history(todmorden.id)]
        assert {Standing.Stage.CLOSING, Standing.Stage.CLOSED} <= set(moves)
        open_still = {item.code for item in standing.missing(todmorden.id, Standing.Stage.CLOSED)}
        assert any(line.words.startswith("Not ticked by then") for line in run.lines.all())
    assert "closed.export" in open_still, "the checklist is for both sides to go on with"


def test_whose_circle_the_federation_closes_reads_when_and_why_wherever_they_look(todmorden):
    with in_federation():
        standing.begin(todmorden.id, Standing.Stage.FORMING, by=SYSTEM)
    do("close", todmorden, reason="Nobody there answers any more.")
    circle = now_called(todmorden)
    last_day = f"{circle.closes_at.astimezone(ZoneInfo(circle.time_zone)):%-d %B %Y}"
    letters = [letter for letter in mail.outbox if letter.subject.endswith("Your circle is going to close")]
    assert len(letters) == 2
    for letter in letters:
        assert "Nobody there answers any more." in letter.body
        assert "ask the stewards" not in letter.body
    assert f"This circle closes on {last_day}" in Client(HTTP_HOST=circle.host).get("/").text
    with in_circle(circle):
        cora = Person.objects.get(email="cora@tod.example")
    news = browser(circle, cora).get("/circle/leave/news/").text
    assert f"The last day is {last_day}." in news
    assert "Nobody there answers any more." in news
    assert "Nobody asks for it just now" not in news
    with in_federation():
        assert standing.of_circle(circle.id).stage == Standing.Stage.CLOSING
    do("recover", todmorden)
    assert (now_called(todmorden).closes_at, now_called(todmorden).state_reason) == (None, "")
    with in_federation():
        assert standing.of_circle(circle.id).stage == Standing.Stage.FORMING


def test_a_closed_circle_comes_back_with_everything_it_kept(todmorden, told):
    with in_circle(todmorden):
        before = list(Person.objects.order_by("pk").values())
    closing_run = do("close", todmorden, days=0)
    assert closing_run.state == WAITING
    assert closing_run.steps.get(name="aside").state == "done"
    run = do("recover", todmorden)
    assert run.state == DONE, said(run)
    circle = now_called(todmorden)
    assert (circle.state, circle.host) == ("open", "todmorden.localhost")
    with in_circle(circle):
        assert list(Person.objects.order_by("pk").values()) == before
    assert Client(HTTP_HOST=circle.host).get("/").status_code == 200
    assert days_later(closing_run, 99).state == CANCELLED
    assert closing.empty_trash(older_than=timedelta(0)) == 0
    from provisioning import homes

    assert homes.drift(circle.schema) == []


def test_what_was_removed_does_not_come_back_and_what_is_open_is_not_recovered(todmorden):
    assert "not closing" in said(do("recover", todmorden))
    days_later(do("close", todmorden, days=0), 31)
    run = do("recover", todmorden)
    assert run.state == STOPPED
    assert "removed for good" in said(run)


def test_whoever_asks_in_the_second_in_which_it_is_put_aside_finds_no_circle_and_no_fault(todmorden):
    """Each process may go by what it knew of the register for a second; the tables are gone at once."""
    stranger = Client(HTTP_HOST=todmorden.host, raise_request_exception=False)
    assert stranger.get("/about/").status_code == 200
    known = directory._memory.register
    do("close", todmorden, days=0)
    directory._memory.register, directory._memory.looked_at = known, time.monotonic()
    answer = stranger.get("/about/")
    assert (answer.status_code, "There is no care circle here" in answer.text) == (404, True)


def test_a_second_closing_is_told_of_the_first(todmorden):
    do("close", todmorden)
    again = do("close", todmorden, days=3)
    assert again.state == STOPPED
    assert "closing already" in said(again)


def test_a_pause_during_the_notice_ends_in_the_notice_again(todmorden):
    do("close", todmorden)
    assert do("suspend", todmorden, reason="Flood").state == DONE
    assert now_called(todmorden).state == "suspended"
    assert do("resume", todmorden).state == DONE
    assert now_called(todmorden).state == "closing"


@pytest.mark.parametrize("kind", ["rename", "suspend", "resume", "clone", "stage", "go-live"])
def test_a_run_for_a_circle_that_was_closed_meanwhile_says_so(todmorden, kind):
    do("close", todmorden, days=0)
    run = do(kind, todmorden, reason="x", name="x", stage="forming")
    assert run.state == STOPPED
    assert "closed meanwhile" in said(run) or "Say which other circle" in said(run)


def test_only_a_circle_that_tried_things_out_goes_live_and_twice_is_once(todmorden):
    refused = do("go-live", todmorden)
    assert refused.state == STOPPED
    assert "never tried things out" in said(refused)
    assert what_the_journal_says(todmorden) == []
    Circle.objects.using(owner.ALIAS).filter(pk=todmorden.id).update(is_sandbox=True)
    directory.forget()
    for _time in range(2):
        run = do("go-live", todmorden)
        assert run.state == DONE, said(run)
        assert not now_called(todmorden).is_sandbox


def test_while_mail_is_stuck_a_closing_waits_and_tells_nobody_twice(todmorden, told, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    real, tries = EmailBackend.send_messages, []

    def stuck_at_the_second(self, messages):
        tries.append(messages[0].to)
        if len(tries) == 2:
            raise OSError("the post office is shut")
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", stuck_at_the_second)
    run = do("close", todmorden)
    assert run.state == WAITING
    assert "tried again" in said(run)
    run = go_on(run)
    assert told("Your circle is going to close") == [["cora@tod.example"], ["fin@tod.example"]]


# --- stages ---------------------------------------------------------------------------------------------------------


def test_a_circle_moves_on_only_when_its_checklist_is_met(todmorden):
    run = do("stage", todmorden, stage="open_hosted", why="Ready.")
    assert run.state == STOPPED
    assert "not done yet" in said(run)
    with in_federation():
        assert standing.of_circle(todmorden.id).stage == Standing.Stage.FORMING
    assert do("stage", todmorden, stage="nowhere").state == STOPPED
    assert do("stage", todmorden, stage="forming", why="It is.").state == DONE


def test_runs_are_found_by_the_circle_they_are_about(todmorden):
    do("rename", todmorden, name="Tod")
    do("suspend", todmorden, reason="Flood")
    with in_federation():
        assert [run.kind for run in Run.objects.of_circle(todmorden.id)] == ["suspend", "rename"]
        assert running.kind_of(Run.objects.first()).words
    assert runs.ask
