"""Iris asks for somebody she does not see: by an address, a code, or a name. Nobody learns who is here."""

import re

import pytest

from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.helping import asking
from tenant_apps.helping.models import Authority, Wish
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person
from tenant_apps.privacy.doors import known_by_name
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
ASK = "/me/helpers/ask-for/"
ACT = {"what": "act", "scopes": ["care"]}


def as_a_reader_sees(text: str) -> str:
    """A page without what differs each time: seals, ids, codes and what was typed."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z0-9]{5}-[A-Z0-9]{5}|value=\"[^\"]*\"|nonce=\"[^\"]*\"", "", text)
    return re.sub(r"\S+@\S+", "", text)


def test_by_an_address_adah_finds_it_says_yes_and_acts_for_iris(cast, browser_of, calderdale, mailoutbox):
    iris, adah, otto = (browser_of(calderdale, each) for each in (cast.iris, cast.adah, cast.otto))
    assert str(cast.adah.pk) not in iris.get("/me/helpers/ask/").text
    assert iris.post(ASK, ACT | {"address": cast.adah.email.upper()}).status_code == 302
    with circle_context(calderdale):
        deliver_due()
    assert cast.adah.email in {each.to[0] for each in mailoutbox}
    assert cast.iris.name not in "".join(each.body for each in mailoutbox)
    with in_circle(calderdale):
        wish = Wish.objects.get(person=cast.iris)
    there = f"/helping/asked/{wish.pk}/"
    assert there in adah.get("/helping/").text
    assert otto.get(there).status_code == 404
    assert otto.post(f"{there}answer/", {"do": "yes"}).status_code == 404
    assert "act for them here" in adah.get(there).text
    assert adah.post(f"{there}answer/", {"do": "yes"}).status_code == 302
    with in_circle(calderdale):
        found = Authority.objects.in_force().get(person=cast.iris, helper=cast.adah)
        assert (found.scopes, found.recorded_by_id) == (["care"], cast.iris.pk)
        everybody = Person.objects.all()
        assert known_by_name(cast.iris, everybody).filter(pk=cast.adah.pk).exists()
    assert adah.post(f"/helping/{found.pk}/begin/").status_code == 302


def test_iris_sees_the_same_whether_they_are_here_or_not_or_said_no(cast, browser_of, calderdale):
    iris, adah = browser_of(calderdale, cast.iris), browser_of(calderdale, cast.adah)
    seen = []
    for address in (cast.adah.email, "nobody@elsewhere.example"):
        sent = iris.post(ASK, ACT | {"address": address})
        page = as_a_reader_sees(iris.get(ASK).text)
        seen.append((sent.status_code, sent.headers["location"], page))
        with in_circle(calderdale):
            wish = Wish.objects.get(person=cast.iris, taken_back_at=None)
        if address == cast.adah.email:
            adah.post(f"/helping/asked/{wish.pk}/answer/", {"do": "no"})
            assert as_a_reader_sees(iris.get(ASK).text) == page
        assert iris.post(f"{ASK}{wish.pk}/take-back/").status_code == 302
    assert seen[0] == seen[1]
    api = browser_of(calderdale, cast.iris).get("/api/v1/people/")
    assert cast.adah.email not in api.text


def test_by_a_code_whoever_has_it_answers_and_nobody_guesses_it(cast, browser_of, calderdale):
    iris, otto = browser_of(calderdale, cast.iris), browser_of(calderdale, cast.otto)
    iris.post(ASK, {"what": "know"})
    with in_circle(calderdale):
        wish = Wish.objects.get(person=cast.iris)
        code = asking.code_of(wish)
        assert bytes(wish.code_hash).hex() not in code
    assert code in iris.get(ASK).text
    assert otto.post("/helping/asked/", {"code": "WRONG-WRONG"}).status_code == 422
    page = otto.post("/helping/asked/", {"code": code.lower()})
    assert "choose you by name" in page.text
    assert otto.post(f"/helping/asked/{wish.pk}/answer/", {"do": "yes", "code": "FHKLM-FHKLM"}).status_code == 403
    assert otto.post(f"/helping/asked/{wish.pk}/answer/", {"do": "yes", "code": code}).status_code == 302
    with in_circle(calderdale):
        assert not Authority.objects.filter(person=cast.iris, helper=cast.otto).exists()
        assert known_by_name(cast.iris, Person.objects.all()).filter(pk=cast.otto.pk).exists()
        assert known_by_name(cast.otto, Person.objects.all()).filter(pk=cast.iris.pk).exists()
    assert str(cast.otto.pk) in iris.get("/me/helpers/ask/").text
    for _each in range(12):
        last = otto.post("/helping/asked/", {"code": "FHKLM-FHKLM"})
    assert last.status_code == 409


def test_by_a_name_a_steward_knows_who_is_meant_or_invites_them(cast, browser_of, calderdale):
    iris, cora, adah = (browser_of(calderdale, each) for each in (cast.iris, cast.cora, cast.adah))
    iris.post(ASK, ACT | {"named": "My daughter, Adah"})
    with in_circle(calderdale):
        wish = Wish.objects.get(person=cast.iris)
        assert "daughter" not in str(Wish.objects.values_list("named", flat=True).query)
    page = cora.get("/circle/members/asked-for/").text
    assert "My daughter, Adah" in page
    assert "/circle/members/invite/" in page
    assert adah.get("/circle/members/asked-for/").status_code == 404
    assert adah.post(f"/circle/members/asked-for/{wish.pk}/", {"meant": str(cast.adah.pk)}).status_code == 404
    assert cora.post(f"/circle/members/asked-for/{wish.pk}/", {"meant": str(cast.adah.pk)}).status_code == 302
    assert f"/helping/asked/{wish.pk}/" in adah.get("/helping/").text
    with in_circle(calderdale):
        with pytest.raises(NotAllowed):
            asking.answer(wish, yes=True, by=cast.cora)
        asking.answer(wish, yes=True, by=cast.adah)
        with pytest.raises(Conflict):
            asking.answer(wish, yes=True, by=cast.adah)


def test_whoever_comes_later_with_that_address_finds_it_then(cast, calderdale, mailoutbox):
    with in_circle(calderdale):
        asking.ask_for_somebody(cast.iris, "know", address="new@moor.example", by=cast.iris)
    with circle_context(calderdale):
        deliver_due()
    assert cast.cora.email in {each.to[0] for each in mailoutbox}
    assert "new@moor.example" not in "".join(each.body for each in mailoutbox)
    with in_circle(calderdale):
        Person.objects.filter(pk=cast.otto.pk).update(email="new@moor.example")
        assert asking.waiting_for(Person.objects.get(pk=cast.otto.pk)).count() == 1


def test_what_is_wrong_is_said_and_nobody_asks_for_another_or_without_end(cast, calderdale):
    with in_circle(calderdale):
        with pytest.raises(RuleBroken):
            asking.ask_for_somebody(cast.iris, "act", address="adah", scopes=["care"], by=cast.iris)
        with pytest.raises(RuleBroken):
            asking.ask_for_somebody(cast.iris, "act", by=cast.iris)
        with pytest.raises(NotAllowed):
            asking.ask_for_somebody(cast.iris, "know", by=cast.cora)
        for _each in range(asking.MOST_OPEN):
            asking.ask_for_somebody(cast.iris, "know", by=cast.iris)
        with pytest.raises(Conflict):
            asking.ask_for_somebody(cast.iris, "know", by=cast.iris)
