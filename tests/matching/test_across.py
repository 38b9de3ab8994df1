"""Iris lets a neighbouring circle know that she would like company; somebody there is glad; both say yes, or not."""

import pytest

from kernel.actors import SYSTEM, OnBehalf
from kernel.errors import NotAllowed
from kernel.ids import uuid7
from kernel.time import now
from shared_apps.federation.letters import Envelope
from tenant_apps.helping import services as helping
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.letters.arriving import take_in
from tenant_apps.letters.models import Agreement, Letter
from tenant_apps.letters.services import end
from tenant_apps.matching.models import Afar, Ask, Contact, Opening
from tenant_apps.matching.services import across
from tenant_apps.matching.summaries import FIVE, alike, finest
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.usefixtures("db")

HERE = "/match/afar/"
TELLS = "Iris, 01632 960 011"


def carry(*circles) -> None:
    for circle in circles:
        with circle_context(circle):
            deliver_due()


@pytest.fixture
def agreed(calderdale, clapton):
    """The two circles pass on asks and offers."""
    number = None
    for here, other in ((calderdale, clapton), (clapton, calderdale)):
        told = {"other": other.id, "other_called": other.name, "is_ours": number is None, "kinds": ["matching"]}
        with in_circle(here):
            made = Agreement(**told, purpose="Find people for each other", state="in_force", proposed_at=now())
            made.pk = number = number or made.pk
            made.save(force_insert=True)
    return number


@pytest.fixture
def ask(calderdale, cast):
    with in_circle(calderdale):
        week = {"mon": [["09:00", "11:00"]]}
        said = {"tasks": ["company", "shopping"], "week": week, "state": "open", "opened_at": now()}
        return Ask.objects.create(person=cast.iris, title="Company", words="I miss CALDERWORD chess", **said)


@pytest.fixture
def iris(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.iris)


@pytest.fixture
def vale(browser_of, clapton, clapton_cast):
    return browser_of(clapton, clapton_cast.vale)


@pytest.fixture
def opened(iris, ask, agreed, calderdale, clapton):
    sent = iris.post(f"/match/asks/{ask.pk}/afar/", {"circles": [str(agreed)], "detail": "as_it_is"})
    assert sent.status_code == 302, sent.text
    carry(calderdale)
    with in_circle(calderdale):
        return Opening.objects.get(ask=ask)


@pytest.fixture
def glad(opened, vale, clapton, calderdale):
    said = {"words": "I play chess, too.", "tells": "Vale, 01632 960 022"}
    assert vale.post(f"{HERE}{opened.pk}/", said).status_code == 302
    carry(clapton)
    with in_circle(calderdale):
        return Contact.objects.get(opening=opened)


def test_clapton_reads_what_iris_saw_before_and_nothing_else(opened, vale, clapton, calderdale, cast):
    page = vale.get(HERE).text
    assert "Somebody in Calderdale Care Circle would like support" in page
    assert "weekday mornings" in page
    with in_circle(clapton):
        row = Afar.objects.get(pk=opened.pk)
        assert set(row.summary) == {"tasks", "times", "pay"}
        assert "Iris" not in str(vars(row))
        assert not Letter.objects.filter(kind="matching").exists()
    assert "CALDERWORD" not in page


def test_both_say_yes_and_only_then_each_learns_who_the_other_is(glad, iris, vale, calderdale, clapton):
    page = iris.get(f"{HERE}with/{glad.pk}/").text
    assert "I play chess, too." in page
    assert "960 022" not in page
    with in_circle(calderdale):
        assert Contact.objects.get(pk=glad.pk).told == ""
    assert iris.post(f"{HERE}with/{glad.pk}/", {"tells": TELLS}).status_code == 302
    with in_circle(clapton):
        assert Contact.objects.get(pk=glad.pk).told == ""
    for circle in (calderdale, clapton, calderdale):
        carry(circle)
    assert "Vale, 01632 960 022" in iris.get(f"{HERE}with/{glad.pk}/").text
    assert TELLS in vale.get(f"{HERE}with/{glad.pk}/").text
    for circle in (calderdale, clapton):
        with in_circle(circle):
            assert not Entry.objects.filter(payload__icontains="01632").exists()


def test_iris_hears_by_mail_that_somebody_answered_and_not_who(glad, calderdale, cast, mailoutbox):
    carry(calderdale)
    (mail,) = mailoutbox
    assert mail.to == [cast.iris.email]
    assert f"/match/afar/with/{glad.pk}/" in mail.body
    assert "Vale" not in mail.subject + mail.body


def test_a_no_is_kind_and_leaves_nothing_behind(glad, iris, vale, calderdale, clapton):
    assert iris.post(f"{HERE}with/{glad.pk}/close/").status_code == 302
    carry(calderdale)
    assert "It says nothing about you" in vale.get(f"{HERE}with/{glad.pk}/").text
    for circle in (calderdale, clapton):
        with in_circle(circle):
            left = Contact.objects.get(pk=glad.pk)
            assert (left.words, left.tells, left.told) == ("", "", "")
    assert iris.post(f"{HERE}with/{glad.pk}/", {"tells": TELLS}).status_code == 409


def test_whoever_takes_it_back_before_the_other_yes_arrives_is_told_to_nobody(glad, iris, vale, calderdale, clapton):
    vale.post(f"{HERE}with/{glad.pk}/close/")
    iris.post(f"{HERE}with/{glad.pk}/", {"tells": TELLS})
    for circle in (calderdale, clapton, calderdale, clapton):
        carry(circle)
    for circle in (calderdale, clapton):
        with in_circle(circle):
            left = Contact.objects.get(pk=glad.pk)
            assert left.is_closed
            assert (left.told, left.tells) == ("", "")


def test_withdrawn_here_it_is_gone_there_and_whoever_waited_hears_that_it_is_closed(
    glad, opened, iris, vale, calderdale, clapton
):
    assert iris.post(f"{HERE}openings/{opened.pk}/withdraw/").status_code == 302
    carry(calderdale)
    assert "Somebody in Calderdale Care Circle would like" not in vale.get(HERE).text
    assert vale.get(f"{HERE}{opened.pk}/").status_code == 404
    with in_circle(clapton):
        assert Afar.objects.get(pk=opened.pk).summary == {}
        assert Contact.objects.get(pk=glad.pk).is_closed


def test_a_late_letter_brings_nothing_back(opened, iris, calderdale, clapton, agreed):
    iris.post(f"{HERE}openings/{opened.pk}/withdraw/")
    carry(calderdale)
    body = {"what": "ask", "number": 1, "open": True, "summary": {"tasks": ["company"]}}
    with in_circle(clapton):
        assert take_in(Envelope("matching.opening", opened.pk, agreed, body), sender=calderdale) == ""
        assert Afar.objects.get(pk=opened.pk).is_withdrawn


def test_no_circle_puts_words_of_its_own_on_our_pages(opened, vale, calderdale, clapton, agreed):
    summary = {"tasks": ["<script>alert(1)</script>", "garden"], "name": ["Iris"]}
    body = {"what": "ask", "number": 9, "open": True, "summary": summary}
    with in_circle(clapton):
        assert take_in(Envelope("matching.opening", opened.pk, agreed, body), sender=calderdale) == ""
        assert Afar.objects.get(pk=opened.pk).summary == {"tasks": ["garden"]}
        bad = {**body, "number": "many"}
        assert take_in(Envelope("matching.opening", opened.pk, agreed, bad), sender=calderdale) == "not_plain"


def test_without_an_agreement_about_it_nothing_goes_and_nothing_is_taken(iris, vale, ask, calderdale, clapton, agreed):
    with in_circle(clapton):
        Agreement.objects.filter(pk=agreed).update(kinds=["note"])
    with in_circle(calderdale):
        Agreement.objects.filter(pk=agreed).update(kinds=["note"])
    assert "has not agreed with another one yet" in iris.get(f"/match/asks/{ask.pk}/afar/").text
    refused = iris.post(f"/match/asks/{ask.pk}/afar/", {"circles": [str(agreed)], "detail": "alike"})
    assert refused.status_code == 422
    body = {"what": "ask", "number": 1, "open": True, "summary": {}}
    with in_circle(clapton):
        assert take_in(Envelope("matching.opening", ask.pk, agreed, body), sender=calderdale) == "not_covered"


def test_when_the_circles_part_nothing_that_came_stays(glad, calderdale, clapton, agreed, clapton_cast):
    with in_circle(clapton):
        end(Agreement.objects.get(pk=agreed), by=clapton_cast.vale)
    carry(clapton, calderdale, clapton)
    with in_circle(clapton):
        assert not Afar.objects.filter(agreement=agreed).exists()
    for circle in (calderdale, clapton):
        with in_circle(circle):
            assert Contact.objects.get(pk=glad.pk).is_closed


def test_who_leaves_or_is_forgotten_is_open_nowhere(opened, glad, calderdale, clapton, cast):
    with in_circle(calderdale):
        assert across.forget(cast.iris.pk, by=SYSTEM) == 2
    carry(calderdale)
    with in_circle(clapton):
        assert Afar.objects.get(pk=opened.pk).is_withdrawn
        assert Contact.objects.get(pk=glad.pk).is_closed


def test_an_ask_that_is_closed_is_taken_back_by_the_nightly_look(opened, ask, calderdale, clapton):
    with in_circle(calderdale):
        across.bring_into_step(by=SYSTEM)
        Ask.objects.filter(pk=ask.pk).update(state="resting")
        assert across.bring_into_step(by=SYSTEM) == 1
        assert across.bring_into_step(by=SYSTEM) == 0
    carry(calderdale)
    with in_circle(clapton):
        assert Afar.objects.get(pk=opened.pk).is_withdrawn


def test_leaving_the_circle_takes_everything_back(opened, glad, calderdale, clapton, cast):
    with in_circle(calderdale):
        leave_circle(Person.objects.get(pk=cast.iris.pk), by=cast.iris)
    carry(calderdale, calderdale)
    with in_circle(clapton):
        assert Afar.objects.get(pk=opened.pk).is_withdrawn
        assert Contact.objects.get(pk=glad.pk).is_closed


@pytest.mark.parametrize("words", ["Ring me: 01632 960 022", "vale@example.org", "I am Vale", "see www.vale.example"])
def test_the_first_words_name_nobody(words, opened, vale, clapton):
    refused = vale.post(f"{HERE}{opened.pk}/", {"words": words, "tells": "Vale"})
    assert refused.status_code == 422
    assert "Leave out who you are" in refused.text
    assert words in refused.text


def test_saying_it_twice_is_saying_it_once_and_five_are_enough(opened, vale, clapton, clapton_cast, agreed, calderdale):
    for _again in range(2):
        assert vale.post(f"{HERE}{opened.pk}/", {"tells": "Vale"}).status_code == 302
    with in_circle(clapton):
        assert Contact.objects.filter(person=clapton_cast.vale, afar=opened.pk).count() == 1
        rows = [Afar(id=ident, agreement_id=agreed, what="offer", number=1) for ident in _numbers(5)]
        Afar.objects.bulk_create(rows)
    for row in rows[:4]:
        assert vale.post(f"{HERE}{row.pk}/", {"tells": "Vale"}).status_code == 302
    refused = vale.post(f"{HERE}{rows[4].pk}/", {"tells": "Vale"})
    assert refused.status_code == 409
    assert "5 people" in refused.text


def _numbers(count):
    return [uuid7() for _each in range(count)]


def test_nobody_else_opens_answers_or_reads_it(opened, glad, ask, browser_of, calderdale, cast, agreed):
    otto = browser_of(calderdale, cast.otto)
    assert otto.get(f"/match/asks/{ask.pk}/afar/").status_code == 404
    assert otto.get(f"{HERE}with/{glad.pk}/").status_code == 404
    assert otto.post(f"{HERE}with/{glad.pk}/close/").status_code == 404
    assert otto.post(f"{HERE}openings/{opened.pk}/withdraw/").status_code == 404
    with in_circle(calderdale):
        for verb in (lambda: across.say_yes(glad, "x", by=cast.cora), lambda: across.withdraw(opened, by=cast.otto)):
            with pytest.raises(NotAllowed):
                verb()


def test_adah_says_yes_for_iris_and_both_names_are_kept(glad, calderdale, cast):
    with in_circle(calderdale):
        asked = helping.ask_for_help(cast.iris, cast.adah, ["care", "contact"], until_on=None, by=cast.iris)
        made = helping.accept(asked, by=cast.adah)
        adah = OnBehalf(cast.adah, cast.iris.pk, made.pk)
        across.say_yes(glad, TELLS, by=adah)
        entry = Entry.objects.filter(event="matching.ContactChanged").latest("id")
        assert (entry.actor_id, entry.on_behalf_of) == (cast.adah.pk, cast.iris.pk)
        assert Contact.objects.get(pk=glad.pk).said_by_id == cast.adah.pk


def test_a_summary_is_as_fine_as_five_could_have_said():
    mine = (["company"], {"mon": [["09:00", "10:00"]]}, "paid")
    others = (["getting-out"], {"tue": [["10:00", "11:00"]]}, "either")
    assert alike(mine, [mine] * FIVE) == finest(*mine)
    assert alike(mine, [mine] + [others] * (FIVE - 1)) == {"groups": ["company"], "days": ["weekday"]}
    assert alike(mine, [mine] * (FIVE - 1)) == {}
    weekends = (["computer"], {"sun": [["10:00", "11:00"]]}, "paid")
    assert alike(mine, [mine] + [weekends] * (FIVE - 1)) == {"groups": ["company"]}
