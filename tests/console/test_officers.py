"""Hats of the national co-op: given for a term, accepted, laid down, ended; and who is left."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from shared_apps.console.models import Officer, Term
from shared_apps.console.services import officers as service
from shared_apps.federation.services.facts import today
from shared_apps.identity.models import Account, Office
from tenants.context import in_console, in_federation
from tests.console.desk import appoint, browser

YEAR = timedelta(days=365)


def give(by, first="olga", hat="support", **more):
    with in_console():
        given = {"name": first.title(), "email": f"{first}@federation.example", "until_on": today() + YEAR}
        return service.give(**(given | more), hat=hat, by=by)


def test_a_hat_counts_once_somebody_has_said_yes_to_it(officers, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        term = give(officers.nadia)
    assert not term.officer.may("support")
    assert "/hats/" in mail.outbox[0].body
    client = browser(term.officer)
    assert client.get("/")["Location"] == "/hats/"
    assert "Yes, I will" in client.get("/hats/").text
    client.post(f"/hats/{term.pk}/", {"answer": "yes"})
    assert term.officer.may("support")
    assert client.get("/").status_code == 200


def test_the_sign_in_host_hears_of_the_first_and_of_the_last_day_in_office(officers):
    with in_federation():
        office = Office.objects.get(account_id=officers.sana.account_id)
        assert (office.circle_id, office.since_on, office.until_on) == (None, today(), today() + YEAR)
    with in_console():
        service.end(officers.sana.terms.get(), by=officers.nadia, why="Moved on.")
    with in_federation():
        assert not Office.objects.filter(account_id=officers.sana.account_id).exists()


def test_only_a_director_gives_and_ends_hats(officers):
    for other in (officers.oskar, officers.sana, officers.stella):
        with pytest.raises(NotAllowed):
            give(other)
        with pytest.raises(NotAllowed), in_console():
            service.end(officers.oskar.terms.get(), by=other, why="So.")
    with pytest.raises(NotFound), in_console():
        service.accept(give(officers.nadia), by=officers.oskar)


def test_the_record_says_which_hat_was_ended_and_whose(officers):
    nadia = browser(officers.nadia)
    nadia.post(f"/officers/terms/{officers.sana.terms.get().pk}/end/", {"why": "Moved on."})
    olga = {"name": "Olga", "email": "olga@federation.example", "hat": "operator"}
    nadia.post("/officers/give/", olga | {"until_on": str(today() + YEAR)})
    record = nadia.get("/audit/?verb=did").text
    assert "Support: Sana Mirza" in record
    assert "Operator: Olga" in record
    assert str(officers.sana.pk) not in record


def test_the_last_director_cannot_leave_silently(officers):
    term = officers.nadia.terms.get()
    for leave in (lambda: service.lay_down(term, by=officers.nadia), lambda: service.end(term, by=SYSTEM, why="x")):
        with pytest.raises(Conflict) as no, in_console():
            leave()
        assert no.value.code == "last_director"
    asked = give(officers.nadia, "dora", "director")  # who has not said yes yet does not count
    with pytest.raises(Conflict), in_console():
        service.lay_down(term, by=officers.nadia)
    with in_console():
        service.accept(asked, by=asked.officer)
        service.lay_down(term, by=officers.nadia)
    assert not officers.nadia.may("officers")


def test_everybody_sees_when_the_last_directors_term_runs_out(db):
    nadia = appoint("nadia", until_in=20)
    assert "last national director" in browser(nadia).get("/").text


def test_a_term_that_is_over_is_over_and_can_be_given_again(officers):
    term = officers.sana.terms.get()
    with in_federation():
        Term.objects.filter(pk=term.pk).update(from_on=today() - YEAR, until_on=today())
    assert not officers.sana.may("support")
    answer = browser(officers.sana).get("/")
    assert (answer.status_code, "the hat “Support” any more" in answer.text) == (403, True)
    with in_federation():
        Term.objects.filter(pk=term.pk).update(from_on=today() - YEAR, until_on=today() - timedelta(days=9))
    assert browser(officers.sana).get("/")["Location"] == "/sign-in/no-desk/", "nobody works on after a week"
    again = give(officers.nadia, "sana")
    assert again.officer == officers.sana
    with in_console():
        assert list(officers.sana.terms.values_list("why_ended", flat=True)) == ["Its term was over.", ""]


@pytest.mark.parametrize("what", [{"email": "nobody"}, {"email": ""}, {"name": ""}, {"name": "Ann\x07"}])
def test_what_makes_no_officer_is_refused_and_leaves_nothing(officers, what):
    before = Officer.objects.count()
    with pytest.raises(ValidationError):
        give(officers.nadia, **what)
    assert Officer.objects.count() == before


def test_a_hat_twice_at_once_or_for_ten_years_is_refused(officers):
    with pytest.raises(Conflict):
        give(officers.nadia, "sana", "support")
    with pytest.raises(RuleBroken):
        give(officers.nadia, until_on=today() + 10 * YEAR)
    with pytest.raises(ValidationError):
        give(officers.nadia, until_on=today())


def test_giving_a_hat_to_a_member_of_a_circle_uses_the_account_they_have_and_tells_nothing_of_it(officers, cast):
    with in_federation():
        account = Account.objects.get(pk=cast.june.account_id)
    term = give(officers.nadia, email=account.email, first="june")
    assert term.officer.account_id == account.pk
    with in_federation():
        assert Account.objects.filter(email=account.email).count() == 1


def test_a_page_gives_and_ends_hats_and_names_what_is_wrong(officers):
    client = browser(officers.nadia)
    bad = client.post("/officers/give/", {"name": "", "email": "x", "hat": "king", "until_on": "soon"})
    assert bad.status_code == 200
    assert "There is a problem" in bad.text
    good = {"name": "Olga", "email": "olga@federation.example", "hat": "operator"}
    done = client.post("/officers/give/", good | {"until_on": str(today() + YEAR)})
    assert done["Location"] == "/officers/"
    term = Term.objects.get(officer__name="Olga")
    assert "Waits for a yes" in client.get("/officers/").text
    assert client.post(f"/officers/terms/{term.pk}/end/", {"why": "A mistake."}).status_code == 302
    last = client.post(f"/officers/terms/{officers.nadia.terms.get().pk}/end/", {"why": "Tired."})
    assert last.status_code == 409
    assert "Somebody has to be national director" in last.text
