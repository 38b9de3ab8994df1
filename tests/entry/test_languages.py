"""Letters of a circle speak the language their reader chose, not only the circle's own."""

import pytest
from django.core import mail
from django.utils import translation

from kernel.actors import SYSTEM
from kernel.time import now
from provisioning.telling import _languages
from shared_apps.identity.proof import Proof, Way
from tenant_apps.entry.services import let_in
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.inviting.codes import link_secret
from tenant_apps.inviting.mail import send_invitation, send_question
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import invite
from tenant_apps.people.models import Person
from tenant_apps.people.services import correct_person
from tenants.context import in_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def iris(calderdale, cast):
    return lambda: _again(calderdale, cast.iris)


def _again(circle, person) -> Person:
    with in_circle(circle):
        return Person.objects.get(pk=person.pk)


def comes_in(circle, person, *, reading: str) -> None:
    """What the door does when a ticket was good, on a page in that language."""
    proof = Proof(now(), (Way.PASSKEY,))
    with in_circle(circle), translation.override(reading):
        let_in(CircleSessionStore(), Bearer(person.pk, person.account_id, 1, "", proof), by=person)


def question_to(person, circle) -> str:
    mail.outbox.clear()
    with in_circle(circle):
        send_question(person, circle, key="one")
    return f"{mail.outbox[0].subject}\n{mail.outbox[0].body}"


def test_who_chose_nothing_is_written_to_in_the_circles_language(calderdale, iris):
    assert iris().language == ""
    assert "a question for you" in question_to(iris(), calderdale)


def test_who_chooses_polish_while_signed_in_is_written_to_in_polish(browser_of, calderdale, cast, iris):
    browser = browser_of(calderdale, cast.iris)
    assert browser.post("/language/", {"language": "pl"}).status_code == 302
    assert iris().language == "pl"
    assert "pytanie do Ciebie" in question_to(iris(), calderdale)
    with in_circle(calderdale):
        assert _languages(calderdale)[cast.iris.account_id] == "pl", "and so are the letters to all"


def test_a_language_that_is_not_offered_changes_nothing(browser_of, calderdale, cast, iris):
    browser = browser_of(calderdale, cast.iris)
    assert browser.post("/language/", {"language": "tlh"}).status_code == 200
    assert iris().language == ""


def test_who_comes_in_reading_turkish_is_written_to_in_turkish(calderdale, iris):
    comes_in(calderdale, iris(), reading="tr")
    assert iris().language == "tr"


def test_coming_in_on_another_device_takes_no_language_away(calderdale, cast, iris):
    with in_circle(calderdale):
        correct_person(cast.iris, language="cy", by=cast.iris)
    comes_in(calderdale, iris(), reading=calderdale.language)
    assert iris().language == "cy"


def test_a_stranger_chooses_a_language_and_nothing_is_written_down(browser_of, calderdale):
    answer = browser_of(calderdale).post("/language/", {"language": "pl"})
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "pl"


def test_a_language_that_is_spoken_no_more_falls_back_to_the_circles(calderdale, iris, settings):
    person = iris()
    person.language = "pl"
    settings.LANGUAGES = [("en-gb", "English")]
    assert person.reads_in(calderdale) == calderdale.language


@pytest.mark.parametrize(("language", "subject"), [("pl", "zaproszenie dla Ciebie"), ("", "an invitation for you")])
def test_an_invitation_speaks_the_language_its_inviter_chose_for_it(calderdale, cast, language, subject):
    with in_circle(calderdale):
        made = invite("Zofia", how="email", email="zofia@hebden.example", language=language, by=cast.cora)
        mail.outbox.clear()
        assert send_invitation(made, calderdale, key="two")
    assert subject in mail.outbox[0].subject


def test_whoever_opens_a_polish_invitation_goes_on_in_polish(browser_of, calderdale, cast):
    with in_circle(calderdale):
        made = invite("Zofia", how="email", email="zofia@hebden.example", language="pl", by=cast.cora)
        link = f"/welcome/{link_secret(made)}/"
    browser = browser_of(calderdale)
    assert '<html lang="pl"' in browser.get(link).content.decode()
    assert browser.cookies["django_language"].value == "pl"
    english = browser_of(calderdale)
    english.cookies["django_language"] = "en-gb"
    assert '<html lang="en-gb"' in english.get(link).content.decode(), "their own choice comes first"


def test_cora_is_asked_for_the_language_of_whoever_she_invites_by_e_mail(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    assert 'name="language"' in cora.get("/circle/members/invite/email/").content.decode()
    wanted = {"name": "Zofia", "email": "zofia@hebden.example", "language": "pl", "hats": []}
    assert cora.post("/circle/members/invite/email/", wanted).status_code == 302
    with in_circle(calderdale):
        assert Invitation.objects.get(email="zofia@hebden.example").language == "pl"


BESIDE = {"name": "Zofia Nowak", "how_joined": "met", "reach_by": "post", "said_yes": "on"}


def test_cora_writes_zofia_down_who_has_no_e_mail_with_the_language_she_reads(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    page = cora.get("/circle/members/invite/beside/").content.decode()
    assert page.index('name="contact_note"') < page.index('name="language"') < page.index('name="said_yes"')
    assert cora.post("/circle/members/invite/beside/", BESIDE | {"language": "pl"}).status_code == 302
    with in_circle(calderdale):
        zofia = Person.objects.get(name="Zofia Nowak")
    assert zofia.language == "pl"
    assert '<dd lang="pl" dir="auto">polski</dd>' in cora.get(f"/circle/members/{zofia.pk}/").content.decode().lower()
    assert "pytanie do Ciebie" in question_to(_with_mail(calderdale, zofia), calderdale)


def _with_mail(circle, person) -> Person:
    with in_circle(circle):
        correct_person(person, email="zofia@hebden.example", by=SYSTEM)
        return Person.objects.get(pk=person.pk)


def test_cora_puts_the_language_right_of_whoever_does_not_sign_in_and_of_nobody_else(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    cora.post("/circle/members/invite/beside/", BESIDE)
    with in_circle(calderdale):
        zofia = Person.objects.get(name="Zofia Nowak")
    assert zofia.language == "", "she reads what the circle speaks"
    put_right = {"name": "Zofia Nowak", "language": "tr"}
    assert cora.post(f"/circle/members/{zofia.pk}/correct/", put_right).status_code == 302
    assert _again(calderdale, zofia).language == "tr"
    assert cora.post(f"/circle/members/{zofia.pk}/correct/", put_right | {"language": "tlh"}).status_code == 422
    assert _again(calderdale, zofia).language == "tr"
    assert 'name="language"' not in cora.get(f"/circle/members/{cast.iris.pk}/correct/").content.decode()


def test_a_printed_card_speaks_what_its_reader_reads_and_its_tools_what_cora_reads(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    assert cora.post("/circle/members/invite/card/", {"name": "Zofia", "language": "pl"}).status_code == 302
    with in_circle(calderdale):
        made = Invitation.objects.get(name="Zofia")
    page = cora.get(f"/circle/members/invitations/{made.pk}/card/").content.decode()
    tools, card = page.split('<article class="paper" lang="pl" dir="ltr">')
    assert "Size of the paper" in tools
    assert "Zofia, zapraszamy Cię" in card or "you are invited" not in card
    assert "Use your browser" not in card
