"""Support sessions at the desk: asked, consented to, looked in, lost."""

from datetime import timedelta

from kernel.actors import SYSTEM
from kernel.time import now
from shared_apps.console.models import Entry
from shared_apps.console.services import officers as service
from shared_apps.federation.actors import StewardOf
from shared_apps.federation.models import SupportSession, SupportView
from shared_apps.federation.services import support
from shared_apps.runs import services as runs
from tenants.context import in_console, in_federation
from tenants.models import Circle
from tests import world
from tests.console.desk import browser


def consent(session: SupportSession, circle_id) -> None:
    with in_federation():
        support.consent(session, by=StewardOf(circle_id, world.same_id("cora")))


def also_operator(officers) -> None:
    """Sana wears a second hat."""
    with in_console():
        service.give(
            name="Sana Mirza", email="sana@federation.example", hat="operator", by=officers.nadia, said_yes=True
        )


def test_an_officer_looks_once_a_steward_said_yes_and_both_sides_read_at_what(officers, calderdale):
    client = browser(officers.sana)
    answer = client.post("/support/ask/", {"circle": str(calderdale.id), "reason": "A page is empty.", "minutes": "30"})
    session = SupportSession.objects.get()
    assert answer["Location"] == f"/support/{session.pk}/"
    assert session.officer_called == "Sana Mirza"
    assert client.get(f"/support/{session.pk}/look/settings/").status_code == 409
    consent(session, calderdale.id)
    page = client.get(f"/support/{session.pk}/look/settings/")
    assert page.status_code == 200
    assert "You are looking at how Calderdale" in page.text
    assert client.get(f"/support/{session.pk}/look/people/").status_code == 404
    assert browser(officers.nadia).get(f"/support/{session.pk}/look/settings/").status_code == 404
    assert [view.page for view in SupportView.objects.all()] == ["settings"]
    with in_console():
        assert Entry.objects.filter(what="support_look").count() == 1
    client.post(f"/support/{session.pk}/end/")
    assert client.get(f"/support/{session.pk}/look/settings/").status_code == 409
    assert "Ended by the national co-op" in client.get("/support/").text


def test_what_an_officer_looks_at_is_said_in_words(officers, things, calderdale):
    Circle.objects.filter(pk=calderdale.id).update(features=["figures", "may-be-copied"], places=["Todmorden"])
    with in_federation():
        runs.ask("suspend", by=SYSTEM, key="a-pause", circle_id=calderdale.id, wake=False)
    consent(things.session, calderdale.id)
    look = f"/support/{things.session.pk}/look/"
    client = browser(officers.sana)
    settings = client.get(f"{look}settings/").text
    for words in ("Web address", "Colours", "British English", "Time zone", "Figures, Others may copy"):
        assert words in settings
    for raw in ("time_zone", "brand</dt>", "slug", "may-be-copied", "[&#x27;"):
        assert raw not in settings
    health = client.get(f"{look}health/").text
    assert "<dd>Open</dd>" in health
    assert "at step" not in health
    done = client.get(f"{look}runs/").text
    assert "<strong>Pause a circle</strong>" in done
    assert "Waiting for its turn" in done


def test_losing_the_hat_in_the_middle_ends_it_on_the_next_request_whatever_that_is(officers, things, calderdale):
    consent(things.session, calderdale.id)
    also_operator(officers)
    with in_federation():
        term = officers.sana.terms.get(hat="support")
        # the term runs out while she looks: nobody ends anything, the day does
        type(term).objects.filter(pk=term.pk).update(from_on="2026-01-01", until_on="2026-01-02")
    client = browser(officers.sana)
    answer = client.get(f"/support/{things.session.pk}/look/settings/")
    assert answer["Location"] == "/support/over/"
    things.session.refresh_from_db()
    assert things.session.ended_how == "lost_rights"
    assert not SupportView.objects.exists()
    assert "Your support session is over" in client.get("/support/over/").text
    assert client.get(f"/support/{things.session.pk}/look/settings/").status_code == 404


def test_ending_the_hat_ends_the_session_at_once(officers, things, calderdale):
    consent(things.session, calderdale.id)
    with in_console():
        service.end(officers.sana.terms.get(), by=officers.nadia, why="Moved on.")
    things.session.refresh_from_db()
    assert things.session.ended_how == "lost_rights"
    client = browser(officers.sana)
    for page in (f"/support/{things.session.pk}/look/settings/", "/support/", "/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert "You do not wear the hat “Support” any more" in answer.text
    words = "Letters are late today. We are looking into it."
    late = client.post("/announcements/new/", {"title": "Letters are late", "words": words})
    assert late.status_code == 403
    assert words in late.text, "what she was writing is not lost"
    assert "Please sign in first" not in late.text
    assert "Your support session is over as well" in late.text
    away = client.get("/sign-in/?next=/")
    assert "/enter/?console=1" in away["Location"], "somebody else at this browser may sign in"
    assert client.post("/sign-out/").status_code == 302


def test_a_hat_that_ended_and_is_offered_again_loses_nobody_their_words(officers, things, calderdale):
    with in_console():
        service.end(officers.sana.terms.get(), by=officers.nadia, why="By mistake.")
        service.give(name="Sana Mirza", email="sana@federation.example", hat="support", by=officers.nadia)
    client, words = browser(officers.sana), "Letters are late today."
    late = client.post("/announcements/new/", {"title": "Letters are late", "words": words})
    assert late.status_code == 403
    assert words in late.text
    assert 'href="/hats/"' in late.text
    assert client.get("/")["Location"] == "/hats/"


def test_who_keeps_another_hat_reads_that_this_one_ended_and_not_that_nothing_is_there(officers, things, calderdale):
    consent(things.session, calderdale.id)
    also_operator(officers)
    with in_console():
        service.end(officers.sana.terms.get(hat="support"), by=officers.nadia, why="Moved on.")
    client = browser(officers.sana)
    look = client.get(f"/support/{things.session.pk}/look/settings/")
    assert (look.status_code, "the hat “Support” any more" in look.text) == (403, True)
    assert client.get("/circles/").status_code == 200
    words = "Letters are late today."
    late = client.post("/announcements/new/", {"title": "Letters are late", "words": words})
    assert words in late.text
    assert client.get("/applications/").status_code == 404, "what she never could stays nothing"
    with in_federation():
        past = now() - timedelta(days=3)
        type(officers.sana.terms.get(hat="support")).objects.filter(hat="support").update(ended_at=past)
    assert client.get(f"/support/{things.session.pk}/look/settings/").status_code == 404


def test_a_form_sent_as_the_term_runs_out_is_not_taken_and_its_words_are_shown(officers, things, calderdale):
    consent(things.session, calderdale.id)
    also_operator(officers)
    with in_federation():
        term = officers.sana.terms.get(hat="support")
        type(term).objects.filter(pk=term.pk).update(from_on="2026-01-01", until_on=str(now().date()))
    words = "Letters are late today."
    late = browser(officers.sana).post("/announcements/new/", {"title": "Letters are late", "words": words})
    assert late.status_code == 403
    assert words in late.text
    things.session.refresh_from_db()
    assert things.session.ended_how == "lost_rights", "and what ended by it stays ended"


def test_asking_for_too_long_or_for_no_circle_is_refused_on_the_form(officers, calderdale):
    client = browser(officers.sana)
    for wrong in ({"circle": "x"}, {"minutes": "0"}, {"minutes": "1000"}, {"minutes": "soon"}, {"reason": ""}):
        body = {"circle": str(calderdale.id), "reason": "A page is empty.", "minutes": "30"} | wrong
        assert "There is a problem" in client.post("/support/ask/", body).text
    assert not SupportSession.objects.exists()
