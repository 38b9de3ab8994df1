"""At the desk: a steward for a circle that has none any more, and a word for somebody who lost their second step."""

from shared_apps.console.models import Entry
from shared_apps.console.services import verbs
from shared_apps.runs.models import Run
from tenants.context import in_console, in_federation
from tests.console.desk import browser

IDA = {"name": "Ida Thwaite", "email": "Ida@tod.example", "reason": "Its only steward has moved away."}
WORD = {"reference": "K7M2QX", "reason": "A video call, and her daughter beside her."}
PAGE, VOUCH = "/circles/calderdale/steward/", "/officers/vouch/"


def test_oskar_asks_for_a_steward_once_and_his_reason_is_in_the_record_without_a_name(officers, calderdale):
    desk, once = browser(officers.oskar), verbs.new_form()
    assert "Call the circle first" in desk.get(PAGE).text
    for _again in range(2):
        assert desk.post(PAGE, {**IDA, "once": once}).status_code == 302
    with in_console():
        run = Run.objects.get(kind="steward")
        entry = Entry.objects.filter(verb="did", what="steward").latest("id")
    assert run.facts["stewards"] == [{"name": "Ida Thwaite", "email": "ida@tod.example"}]
    assert (run.circle_id, run.asked_by_id) == (calderdale.id, officers.oskar.pk)
    assert (entry.by_id, entry.circle_id, entry.words) == (officers.oskar.pk, calderdale.id, IDA["reason"])
    assert "Ida" not in str(vars(entry))
    assert "Ida" not in desk.get(f"/runs/{run.pk}/").text


def test_only_who_looks_after_circles_may_and_only_with_a_name_an_address_and_a_reason(officers, calderdale):
    assert browser(officers.sana).get(PAGE).status_code == 404
    for empty in ("name", "email", "reason"):
        page = browser(officers.oskar).post(PAGE, {**IDA, empty: "", "once": verbs.new_form()})
        assert "There is a problem" in page.text
    with in_federation():
        assert not Run.objects.filter(kind="steward").exists()


def test_an_officer_vouches_for_themselves_alone_with_a_reason_on_record(officers):
    desk = browser(officers.sana)
    assert "There is a problem" in desk.post(VOUCH, {**WORD, "reason": "", "once": verbs.new_form()}).text
    assert desk.post(VOUCH, {**WORD, "once": verbs.new_form()})["Location"] == "/officers/"
    with in_console():
        run = Run.objects.get(kind="vouch")
        entry = Entry.objects.filter(verb="did", what="vouch").latest("id")
    assert run.facts["officer_account_id"] == str(officers.sana.account_id)
    assert (entry.subject, entry.words) == (f"officer {officers.sana.pk}", WORD["reason"])
    assert WORD["reference"] not in str(vars(entry))
