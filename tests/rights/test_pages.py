"""The pages: Iris asks with one click, Cora answers, and what is not theirs is not there for others."""

import io
import zipfile
from datetime import timedelta

import pytest

from kernel.time import now
from tenant_apps.helping import services as helping
from tenant_apps.helping.models import Authority
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.rights.models import Complaint, Consent, DataRequest
from tenant_apps.rights.services import requests
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
MINE, DESK = "/me/data/", "/circle/data/"


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def otto(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.otto)


@pytest.fixture
def cora(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.cora)


def newest(calderdale, person) -> DataRequest:
    with in_circle(calderdale):
        return DataRequest.objects.filter(person=person).latest("id")


def test_iris_asks_with_one_click_and_fetches_her_copy(iris, otto, calderdale, cast):
    assert "Ask for my copy" in iris.get(MINE).text
    asked = iris.post(f"{MINE}copy/")
    assert asked.status_code == 302
    assert "It is put together and locked for you." in iris.get(asked.headers["location"]).text
    with circle_context(calderdale):
        deliver_due()
    page = iris.get(asked.headers["location"])
    assert "It is ready" in page.text
    file = f"{asked.headers['location']}file/"
    assert otto.get(file).status_code == 404
    got = iris.get(file)
    assert got.headers["content-type"] == "application/zip"
    assert "no-store" in got.headers["cache-control"]
    assert "read-me.html" in zipfile.ZipFile(io.BytesIO(got.content)).namelist()
    assert iris.post(f"{asked.headers['location']}clear/").status_code == 302
    assert iris.get(file).status_code == 409


def test_a_copy_that_ran_out_is_said_to_be_gone_before_it_is_swept_and_a_new_one_is_one_press(
    iris, cora, calderdale, cast
):
    there = iris.post(f"{MINE}copy/").headers["location"]
    with circle_context(calderdale):
        deliver_due()
    old = newest(calderdale, cast.iris)
    with in_circle(calderdale):
        DataRequest.objects.filter(pk=old.pk).update(
            ready_at=now() - timedelta(days=15), expires_at=now() - timedelta(days=1)
        )
    page = iris.get(there).text
    assert "This copy is not there any more" in page
    assert "Fetch my copy" not in page
    assert "Ask for my copy" in iris.get(MINE).text
    assert "so it is removed" in cora.get(f"{DESK}requests/{old.pk}/").text
    assert iris.post(f"{MINE}copy/").status_code == 302
    assert newest(calderdale, cast.iris).pk != old.pk
    with in_circle(calderdale):
        old.refresh_from_db()
    assert (old.state, old.file) == ("done", "")


def test_cora_is_not_offered_two_months_more_when_it_is_too_late_for_them(iris, cora, calderdale, cast):
    iris.post(f"{MINE}forget/", {"sure": "on"})
    asked = newest(calderdale, cast.iris)
    there = f"{DESK}requests/{asked.pk}/"
    assert "Take two months more" in cora.get(there).text
    with in_circle(calderdale):
        DataRequest.objects.filter(pk=asked.pk).update(received_on=today() - timedelta(days=60))
    page = cora.get(there)
    assert page.status_code == 200
    assert "Take two months more" not in page.text


def test_cora_asks_iris_a_question_and_iris_answers_on_her_page(iris, cora, calderdale, cast):
    with in_circle(calderdale):
        made = requests.ask(cast.iris, "copy", by=cast.iris)
    there = f"{DESK}requests/{made.pk}/"
    sent = cora.post(f"{there}question/", {"why": "what", "words": "Which years do you mean?"})
    assert sent.status_code == 302
    assert "Waits for their answer" in cora.get(DESK).text
    page = iris.get(f"{MINE}{made.pk}/")
    assert "Which years do you mean?" in page.text
    assert iris.post(f"{MINE}{made.pk}/answer/", {"words": " "}).status_code == 422
    assert iris.post(f"{MINE}{made.pk}/answer/", {"words": "All of them"}).status_code == 302
    assert "All of them" in cora.get(there).text


def test_cora_looks_through_ottos_copy_and_otto_can_read_that_she_did(otto, cora, calderdale, cast):
    otto.post(f"{MINE}copy/")
    made = newest(calderdale, cast.otto)
    there = f"{DESK}requests/{made.pk}/"
    assert "may tell of somebody else" in cora.get(there).text
    for _turn in range(9):
        page = cora.get(f"{there}look/")
        if page.status_code == 302:
            break
        said = {"how": "covered", "covered": "heronmark", "why": "It names somebody."}
        key = page.context["now"].piece.key
        assert cora.post(f"{there}look/?piece={key}", said).status_code == 302, page.text
    assert page.status_code == 302
    with in_circle(calderdale):
        looks = AccessEvent.objects.filter(subject_id=cast.otto.pk, actor_id=cast.cora.pk)
        assert any("rights.copy" in look.sections for look in looks)
    assert cora.post(f"{there}make/").status_code == 302
    assert newest(calderdale, cast.otto).state == "making"


def test_a_yes_is_one_press_and_so_is_taking_it_back(iris, calderdale, cast):
    assert iris.post(f"{MINE}yes/doctors/", {"version": "1", "easy": "1"}).status_code == 302
    with in_circle(calderdale):
        assert Consent.objects.standing().get(person=cast.iris).easy_read
    assert "We may talk with your doctor about your health." in iris.get(f"{MINE}yes/").text
    for _press in ("once", "and once more, which is nothing more"):
        assert iris.post(f"{MINE}yes/doctors/back/").status_code == 302
        with in_circle(calderdale):
            assert not Consent.objects.standing().filter(person=cast.iris, purpose="doctors").exists()
    assert iris.post(f"{MINE}yes/nonsense/back/").status_code == 404
    assert iris.post(f"{MINE}yes/nonsense/").status_code == 404


def test_iris_sees_what_would_go_before_she_asks_to_be_forgotten(iris, cora, calderdale, cast):
    with in_circle(calderdale):
        Hat.objects.filter(person=cast.iris).update(from_on="2020-01-01")
    page = iris.get(f"{MINE}forget/").text
    for heading in ("This goes at once", "This is put away until its day", "This stays"):
        assert heading in page
    assert iris.post(f"{MINE}forget/", {}).status_code == 422
    assert iris.post(f"{MINE}forget/", {"sure": "on"}).status_code == 302
    made = newest(calderdale, cast.iris)
    there = f"{DESK}requests/{made.pk}/forget/"
    assert cora.post(there, {"sure": "on"}).status_code == 302
    with in_circle(calderdale):
        gone = Person.objects.get(pk=cast.iris.pk)
        assert (gone.is_present, gone.email) == (False, "")
    assert iris.get(MINE).status_code == 302


def test_a_complaint_goes_from_iris_to_cora_and_back(iris, otto, cora, calderdale, cast):
    sent = iris.post(f"{MINE}complain/", {"about": "shared", "words": "My letter was read out."})
    assert sent.status_code == 302
    with in_circle(calderdale):
        made = Complaint.objects.get(person=cast.iris)
    assert otto.get(sent.headers["location"]).status_code == 404
    there = f"{DESK}complaints/{made.pk}/"
    assert "My letter was read out." in cora.get(there).text
    assert cora.post(f"{there}acknowledge/").status_code == 302
    assert cora.post(f"{there}step/", {"words": "We asked who was there."}).status_code == 302
    assert cora.post(f"{there}answer/", {"outcome": "upheld", "words": "We are sorry."}).status_code == 302
    page = iris.get(sent.headers["location"]).text
    assert "We asked who was there." in page
    assert "We are sorry." in page


def test_only_whoever_answers_comes_to_the_desk(browser_of, calderdale, cast, iris, cora):
    for path in (
        DESK,
        f"{DESK}kept/",
        f"{DESK}register/",
        f"{DESK}assessment/",
        f"{DESK}holds/",
        f"{DESK}new/",
        f"{DESK}complaints/new/",
    ):
        assert iris.get(path).status_code == 404
        assert cora.get(path).status_code == 200
    with in_circle(calderdale):
        give_hat(cast.sol, "data_protection_lead", by=cast.cora)
    sol = browser_of(calderdale, cast.sol)
    assert sol.get(DESK).status_code == 200
    assert DESK in sol.get("/more/").text


def test_cora_writes_down_what_came_by_telephone_confirms_a_rule_and_holds_somebody(cora, calderdale, cast):
    with in_circle(calderdale):
        day = str(today())
    said = {"person": cast.iris.pk, "kind": "copy", "channel": "voice", "received_on": day}
    assert cora.post(f"{DESK}new/", said).status_code == 302
    assert cora.post(f"{DESK}new/", said).status_code == 422
    letter = {"name": "Nell", "reach": "01632 960 001", "channel": "paper", "received_on": day}
    bad = cora.post(f"{DESK}complaints/new/", {"channel": "paper", "received_on": day, "about": "lost", "words": "x"})
    assert bad.status_code == 422
    assert cora.post(f"{DESK}complaints/new/", letter | {"about": "lost", "words": "My letter."}).status_code == 302
    rule = f"{DESK}kept/care_record/"
    assert cora.post(rule, {"months": "0", "source": "x"}).status_code == 422
    assert cora.post(rule, {"months": "96", "source": "Code of Practice"}).status_code == 302
    assert cora.post(f"{DESK}why/health/").status_code == 302
    assert "Confirmed on" in cora.get(f"{DESK}kept/").text
    held = {"person": cast.iris.pk, "reason": "An inquest", "review_on": "2099-01-01"}
    assert cora.post(f"{DESK}holds/", held).status_code == 302
    assert "An inquest" in cora.get(f"{DESK}holds/").text


def test_nobody_answers_their_own_request_on_the_pages(cora, calderdale, cast):
    with in_circle(calderdale):
        made = requests.ask(cast.cora, "copy", by=cast.cora)
    there = f"{DESK}requests/{made.pk}/"
    assert "somebody else has to answer it" in cora.get(there).text
    assert cora.get(f"{there}look/").status_code == 404
    assert cora.post(f"{there}refuse/", {"words": "No."}).status_code == 422


@pytest.mark.parametrize(("scopes", "status"), [(["care", "data_request"], 302), (["care", "health"], 403)])
def test_adah_asks_for_iris_only_if_she_may_and_both_names_are_kept(browser_of, calderdale, cast, scopes, status):
    with in_circle(calderdale):
        authority = helping.ask_for_help(cast.iris, cast.adah, scopes, until_on=None, by=cast.iris)
        helping.accept(authority, by=cast.adah)
    adah = browser_of(calderdale, cast.adah)
    assert adah.post(f"/helping/{authority.pk}/begin/").status_code == 302
    assert adah.post(f"{MINE}copy/").status_code == status
    with in_circle(calderdale):
        made = DataRequest.objects.filter(person=cast.iris).first()
        assert (made is not None) == (status == 302)
        assert not DataRequest.objects.filter(person=cast.adah).exists()
        if made is not None:
            assert (made.asked_by_id, made.authority) == (cast.adah.pk, authority.pk)
            there = f"{MINE}{made.pk}/"
    if status == 302:
        page = browser_of(calderdale, cast.iris).get(there).text
        assert f"{cast.adah.called} asked for this" in page
        assert "You asked for this" not in page
    assert adah.get(MINE).status_code == (200 if status == 302 else 403)


@pytest.mark.parametrize(("basis", "status"), [("consent", 403), ("lpa_health", 302)])
def test_adah_does_not_ask_for_iris_to_be_forgotten_nor_say_yes_unless_she_decides_for_her(
    browser_of, calderdale, cast, basis, status
):
    """An attorney for health stands in Iris's place while Iris cannot decide, and both names are kept."""
    with in_circle(calderdale):
        authority = helping.ask_for_help(cast.iris, cast.adah, ["data_request"], until_on=None, by=cast.iris)
        helping.accept(authority, by=cast.adah)
        if basis != "consent":
            Authority.objects.filter(pk=authority.pk).update(basis=basis, checked_at=now(), checked_by=cast.cora)
            helping.record_capacity(
                cast.iris, can_decide=False, why="Seen by Dr Bell", review_on=today() + timedelta(days=30), by=cast.cora
            )
    adah = browser_of(calderdale, cast.adah)
    assert adah.post(f"/helping/{authority.pk}/begin/").status_code == 302
    assert ("I say yes to this" in adah.get(f"{MINE}yes/").text) == (status == 302)
    assert adah.post(f"{MINE}yes/doctors/", {"version": "1"}).status_code == status
    assert adah.post(f"{MINE}forget/", {"sure": "on"}).status_code == status
    with in_circle(calderdale):
        asked = DataRequest.objects.filter(kind="erase", person__in=[cast.iris, cast.adah])
        said = [(each.person_id, each.asked_by_id, each.authority) for each in asked]
    assert said == ([(cast.iris.pk, cast.adah.pk, authority.pk)] if status == 302 else [])
