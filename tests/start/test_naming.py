"""A founder whom nobody has looked at yet may have people written to; a letter of ours carries no message of theirs."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import translation

from kernel.errors import Conflict, RuleBroken
from kernel.words import refuse_what_is_no_name
from provisioning import stewards
from shared_apps.applications import services
from shared_apps.applications.models import FIELDS, Application
from shared_apps.applications.opened import SOMEBODY
from tenant_apps.inviting import services as inviting
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.naming import ask_to_hold
from tenant_apps.people.services import correct_person
from tenant_apps.site.setting_up.services import change_set_up, set_up_now
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tests.start.conftest import answer, answer_all, newest_link
from tests.start.test_beginning import begin

pytestmark = pytest.mark.django_db
NO_NAMES = [
    ("Win at https://prize.example/now", "web address"),
    ("Cheap loans: www.prize.example", "web address"),
    ("Go to prize-now.com", "web address"),
    ("prize.example/today", "web address"),
    ("Write to win@prize.example", "e-mail address"),
    ("<b>You have won</b>", "signs such as"),
    ("[Click here](prize)", "signs such as"),
    ("You&#33; have won", "signs such as"),
]
NAMES = [
    "St. John's, Todmorden",
    "J. R. Okafor-Śmith",
    "Caru'r Cwm / Love the Valley",
    "Nº 5 (Halifax & Bradford)",
    "Łódź",
]


@pytest.fixture
def trying(calderdale):
    """Calderdale as it would be before the federation's yes."""
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(is_sandbox=True)
        directory.bump(using="default")
    directory.forget()
    yield directory.by_id(calderdale.id)
    directory.forget()


@pytest.mark.parametrize("name", NAMES)
def test_names_from_all_over_the_world_are_names(name):
    refuse_what_is_no_name(name)


@pytest.mark.parametrize(("typed", "said"), NO_NAMES)
def test_pat_cannot_put_a_message_where_a_name_belongs_on_any_page(pat, typed, said):
    for path, field in (
        ("/1-name/", "name"),
        ("/2-place/", "place"),
        ("/2-place/", "places"),
        ("/4-people/", "name_1"),
    ):
        page = answer(pat, path, **{field: typed})
        assert page.status_code == 200, field
        assert "There is a problem" in page.text
        assert said in page.text
    page = answer(pat, "/4-people/", name_2=typed, email_2="ida@garden.example").text
    assert said in page
    assert Application.objects.get(email="pat@garden.example").version == 1, "nothing of it is kept"


def test_lines_under_a_name_are_put_into_one_and_signs_that_break_a_line_are_refused(pat):
    assert answer(pat, "/1-name/", name="Todmorden\nCare\r\nCircle").status_code == 302
    assert Application.objects.get(email="pat@garden.example").name == "Todmorden Care Circle"
    with pytest.raises(ValidationError):
        refuse_what_is_no_name("Todmorden\nYou have won")
    with pytest.raises(ValidationError, match="can be read"):
        refuse_what_is_no_name("\u200b\u200b")


def test_no_other_door_keeps_what_the_pages_refuse(pat, calderdale):
    application = answer_all(pat)
    pats = services.Founder(application.pk)
    named = [{"name": "Pat Moss", "email": "pat@garden.example"}, {"name": "Go to prize.com", "email": "a@b.example"}]
    for step, answers in (("name", {"name": "Win: prize.com"}), ("people", {"stewards": named})):
        with pytest.raises(RuleBroken) as no:
            services.save_step(application.pk, step, answers, seen=99, by=pats)
        assert no.value.code == "bad_answer"
        assert "Leave the web address out" in str(no.value.sentence)
    Application.objects.filter(pk=application.pk).update(stewards=named)  # as an older release let it be kept
    with pytest.raises(RuleBroken):
        services.send(application.pk, by=pats)
    with pytest.raises(RuleBroken) as no:
        stewards.ask(calderdale, name="Go to prize.com", email="ida@garden.example")
    assert no.value.code == "bad_name"


def test_one_founder_has_four_people_written_to_whatever_they_begin_until_one_of_their_circles_is_approved(pat):
    def another(n: int) -> Application:
        """One more circle of Pat's, with two people named beside Pat, ready to be sent."""
        people = [{"name": f"Ida {k}", "email": f"ida{n}{k}@garden.example"} for k in "ab"]
        given = {field: getattr(ready, field) for fields in FIELDS.values() for field in fields}
        given |= {
            "name": f"Todmorden {n}",
            "slug": f"todmorden-{n}",
            "stewards": [*ready.stewards, *people],
            "steps": ready.steps,
        }
        return Application.objects.create(email=ready.email, **given)

    def send(application: Application) -> Application:
        """Each is refused before the next is sent: nobody has two of them waiting."""
        handed_in = services.send(application.pk, by=services.Founder(application.pk))
        Application.objects.filter(pk=application.pk).update(state="refused")
        return handed_in

    ready = answer_all(pat)
    Application.objects.filter(pk=ready.pk).delete()
    first = another(1)
    send(first)
    second = another(2)
    send(second)
    opened = [second.stewards[0], SOMEBODY, SOMEBODY]  # whom the circle asks itself is forgotten here
    Application.objects.filter(pk=second.pk).update(stewards=opened)
    third = another(3)
    with pytest.raises(RuleBroken) as no:
        send(third)
    assert no.value.code == "too_many_named"
    assert "4 people were asked already" in str(no.value.sentence)
    Application.objects.filter(pk=third.pk).update(stewards=third.stewards[:1])
    assert send(third).state == "sent", "alone it may be begun"
    Application.objects.filter(pk__in=[first.pk, second.pk]).update(state="approved")
    assert send(another(4)).state == "sent", "whose circles were looked at asks whom they like"


def test_a_circle_that_tries_things_out_writes_to_twelve_people_and_then_hears_what_else_can_be_done(
    trying, cast, monkeypatch
):
    monkeypatch.setattr(inviting, "MOST_WHILE_TRYING", 3)
    with in_circle(trying):
        Invitation.objects.all().delete()
        for n in range(2):
            ask_to_hold(f"Ida {n}", f"ida{n}@garden.example", by=cast.cora)
        made = inviting.invite("Ben", how="email", email="ben@garden.example", is_starting=True, by=cast.cora)
        inviting.withdraw(made, by=cast.cora)
        with pytest.raises(Conflict) as no:
            ask_to_hold("Al", "al@garden.example", by=cast.cora)
        assert no.value.code == "too_many_asked"
        assert "Give a printed card to whoever you meet" in str(no.value.sentence)
        assert inviting.invite("Al", how="card", is_starting=True, by=cast.cora).is_waiting


def test_while_it_tries_things_out_neither_the_circle_nor_who_asks_is_called_a_message(trying, cast, browser_of):
    with in_circle(trying):
        seen = set_up_now()
        with pytest.raises(RuleBroken):
            change_set_up({"name": "Go to prize.com"}, seen=seen, by=cast.cora)
        with pytest.raises(ValidationError):
            correct_person(cast.cora, known_as="prize.com", by=cast.cora)
    cora = browser_of(trying, cast.cora)
    page = cora.get("/circle/settings/")
    asked = {"name": "Go to prize.com", "place": "Halifax", "seen": page.context["form"]["seen"].value()}
    assert "Leave the web address out" in cora.post("/circle/settings/", asked).text


def test_pat_asks_for_the_link_again_in_welsh_and_from_then_on_letters_are_welsh(at_start, unhurried, settings):
    begin(at_start(), "pat@garden.example")
    in_english = mail.outbox[-1].body
    welsh = at_start()
    welsh.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    begin(welsh, "pat@garden.example")
    application = Application.objects.get(email="pat@garden.example")
    assert application.language == "cy"
    assert mail.outbox[-1].body[:12] != in_english[:12]
    with translation.override("cy"):
        assert translation.gettext("Hello,")[:4] in mail.outbox[-1].body
    phone = at_start()
    assert '<html lang="cy"' in phone.get(phone.get(newest_link()).headers["Location"]).text
