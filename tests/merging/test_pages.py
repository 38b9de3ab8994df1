"""The pages: Cora finds who stands there twice, Fin agrees, Otto gives his word; nobody learns what is not theirs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.actors import SYSTEM
from kernel.sections import Audience
from tenant_apps.journal.services import deliver_due
from tenant_apps.merging import services
from tenant_apps.merging.likeness import Known, Why, alike, digits, name_likeness, plain, suggestions
from tenant_apps.merging.mine import where_it_went
from tenant_apps.merging.models import Merge
from tenant_apps.people.models import Person
from tenant_apps.people.services import add_person, give_hat
from tenant_apps.privacy.services import choose_audience
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
TWICE = "/circle/members/twice/"


def compare(kept, gone) -> str:
    return f"{TWICE}{kept.pk}/{gone.pk}/"


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Zoë O'Brien", "Zoe OBrien", Why.SAME_NAME),
        ("Smith, Ann", "Ann Smith", Why.SAME_NAME),
        ("Katherine Moor", "Katharine Moor", Why.LIKE_NAME),
        ("Ann Mary Smith", "Ann Smith", Why.LIKE_NAME),
        ("Ann Smith", "Bob Smith", None),
        ("Ann", "Anne", None),
        ("", "Ann", None),
    ],
)
def test_names_that_differ_in_a_letter_an_order_or_an_accent_are_alike(one, other, why):
    assert name_likeness(Known(None, one), Known(None, other)) == why
    assert name_likeness(Known(None, other), Known(None, one)) == why


def test_the_end_of_a_number_tells_and_a_short_one_does_not():
    assert digits("+44 (0)1422 555 010") == digits("01422555010")
    assert digits("999") == ""
    assert alike(Known(None, "A B", phone="01422 555010"), Known(None, "C D", phone="+441422555010")) == (Why.PHONE,)
    assert plain("  Ó Briain,  José ") == "o briain jose"


def test_cora_finds_both_compares_them_asks_and_fin_agrees(here, twin, cast, browser_of, calderdale):
    cora, fin = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.fin)
    page = cora.get(TWICE)
    assert "Nearly the same name" in page.text
    assert compare(cast.iris, twin) in page.text
    side = cora.get(compare(cast.iris, twin))
    assert "01422 555 123" in side.text
    assert "Nothing happens without" not in side.text
    asked = cora.post(compare(cast.iris, twin), {"phone": "gone", "name": "kept"})
    where = asked.headers["location"]
    assert "A second steward has to agree" in cora.get(where).text
    assert "Yes, put them together" not in cora.get(where).text
    assert "Yes, put them together" in fin.get(where).text
    assert fin.post(f"{where}agree/").status_code == 302
    assert "Can be undone until" in fin.get(where).text
    with in_circle(calderdale):
        assert Person.objects.get(pk=cast.iris.pk).phone == "01422 555 123"
    assert cora.get(f"/circle/members/{twin.pk}/").status_code == 404
    assert cora.get(f"/api/v1/people/{twin.pk}/").status_code == 404
    assert fin.post(f"{where}undo/").status_code == 302
    assert cora.get(f"/circle/members/{twin.pk}/").status_code == 200


def test_otto_says_himself_that_both_are_him(here, twin, cast, browser_of, calderdale):
    asked = services.ask(cast.iris, cast.otto, by=cast.cora)
    services.agree(asked, by=cast.fin)
    otto, sol = browser_of(calderdale, cast.otto), browser_of(calderdale, cast.sol)
    assert "/me/twice/" in otto.get("/more/").text
    assert "/me/twice/" not in sol.get("/more/").text
    page = otto.get("/me/twice/")
    assert "Yes, both are me" in page.text
    assert cast.iris.name not in page.text
    assert sol.post(f"/me/twice/{asked.pk}/yes/").status_code == 404
    assert browser_of(calderdale, cast.cora).post(f"/me/twice/{asked.pk}/yes/").status_code == 404
    iris = browser_of(calderdale, cast.iris)
    assert "each has to say yes" in iris.get("/me/twice/").text
    assert iris.post(f"/me/twice/{asked.pk}/yes/").headers["location"] == "/me/twice/"
    assert "You said yes." in iris.get("/me/twice/").text
    assert "A second steward has to agree" not in iris.get("/me/twice/").text, "Fin has agreed"
    after = otto.post(f"/me/twice/{asked.pk}/yes/").headers["location"]
    assert otto.get("/home/").status_code in (302, 401)  # he signs in anew
    assert "Sign in with the e-mail address of that entry" in otto.get(after).text
    with in_circle(calderdale):
        assert where_it_went(cast.otto.account_id) == "merging:done", (
            "whoever signs in with the other address is told so"
        )
        assert where_it_went(cast.sol.account_id) == ""
    assert "Undo it" in iris.get("/me/twice/").text
    assert iris.post(f"/me/twice/{asked.pk}/undo/").status_code == 302
    with in_circle(calderdale):
        assert Merge.objects.get(pk=asked.pk).state == Merge.State.UNDONE


def test_they_are_two_people_and_not_suggested_again(here, twin, cast, browser_of, calderdale):
    cora = browser_of(calderdale, cast.cora)
    before = {(pair.first, pair.second) for pair in suggestions(cast.cora)}
    assert (cast.iris.pk, twin.pk) in before
    cora.post(f"{compare(twin, cast.iris)}apart/")
    with in_circle(calderdale):
        assert {(pair.first, pair.second) for pair in suggestions(cast.cora)} == before - {(cast.iris.pk, twin.pk)}


def test_nobody_else_finds_these_pages(here, twin, cast, browser_of, calderdale):
    asked = services.ask(cast.iris, twin, by=cast.cora)
    for member in (cast.sol, cast.iris, cast.otto):
        browser = browser_of(calderdale, member)
        for address in (TWICE, compare(cast.iris, twin), f"/circle/members/merges/{asked.pk}/"):
            assert browser.get(address).status_code == 404
            assert browser.post(address).status_code in (404, 405)


def test_whoever_may_not_read_an_address_learns_nothing_from_a_suggestion(here, cast):
    """Sol sees neither names nor addresses: not one pair is suggested, however alike they are."""
    one = add_person("Ann Lee", email="ann@moor.example", by=SYSTEM)
    other = add_person("Somebody Else", email="ann@moor.example", by=SYSTEM)
    assert any({pair.first, pair.second} == {one.pk, other.pk} for pair in suggestions(cast.cora))
    assert not any({pair.first, pair.second} & {one.pk, other.pk} for pair in suggestions(cast.sol))
    for each in (one, other):
        choose_audience(each, "people.name", Audience.CIRCLE, by=each)
    # names are shared with everybody now, the addresses are not; and the page is for whoever looks after the list
    assert not any({pair.first, pair.second} == {one.pk, other.pk} for pair in suggestions(cast.sol))


def test_two_thousand_people_are_compared_in_a_handful_of_questions(here, cast, browser_of, calderdale):
    Person.objects.bulk_create(
        Person(name=f"Person{n} Surname{n % 300}", phone=f"01422 {n // 2:06d}", joined_on="2026-01-01")
        for n in range(2000)
    )
    cora = browser_of(calderdale, cast.cora)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert "pairs in all" in cora.get(TWICE).text
    assert len(asked) < 30


def test_the_other_entry_is_found_by_a_piece_of_its_name(here, twin, cast, browser_of, calderdale):
    cora = browser_of(calderdale, cast.cora)
    assert twin.name in cora.get(f"/circle/members/{cast.iris.pk}/twice/").text
    assert "Otto" in cora.get(f"/circle/members/{cast.iris.pk}/twice/?name=ott").text
    assert "Nobody." in cora.get(f"/circle/members/{cast.iris.pk}/twice/?name=zzz").text


def test_a_merge_that_is_not_possible_says_why_before_anybody_asks(here, twin, cast, browser_of, calderdale):
    give_hat(twin, "finance", by=SYSTEM)
    page = browser_of(calderdale, cast.cora).get(compare(cast.iris, twin))
    assert "holds an office" in page.text


def test_both_are_told_by_e_mail_and_neither_whose_entry_it_is(calderdale, cast, mailoutbox):
    with circle_context(calderdale):
        deliver_due()  # what the world had to tell before
    mailoutbox.clear()
    with in_circle(calderdale):
        services.ask(cast.iris, cast.otto, by=cast.cora)
    with circle_context(calderdale):
        deliver_due()
    letters = [letter for letter in mailoutbox if "/me/twice/" in letter.body]
    assert {letter.to[0] for letter in letters} == {cast.iris.email, cast.otto.email}
    for letter in letters:
        assert not {"iris", "otto", "cora"} & set(letter.body.lower().split())
