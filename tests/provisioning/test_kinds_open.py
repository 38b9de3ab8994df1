"""A circle opened by a run: from the facts somebody gave to a mail in the stewards' inbox, in named steps."""

import logging
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connections

from config.celery import app
from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from provisioning import circles, invented, opening, owner, running, stewards
from provisioning.kinds import open as opening_kind
from provisioning.recipes import BOOK
from shared_apps.identity.models import Account, CircleLink
from shared_apps.runs import services
from shared_apps.runs.models import Run
from tenant_apps.journal.delivering import deliver_due
from tenant_apps.journal.models import Delivery
from tenant_apps.people.models import Hat, Person, today
from tenants import directory
from tenants.context import circle_context, in_circle, in_federation
from tenants.models import Circle, Domain
from tests.world import browser

STEWARDS = [{"name": "Cora May", "email": "cora@tod.example"}, {"name": "Fin Rowe", "email": "fin@tod.example"}]


def ask(**facts: Any) -> Run:
    said = {"slug": "todmorden", "name": "Todmorden Care Circle", "stewards": STEWARDS} | facts
    return services.ask("open", by=SYSTEM, key=str(uuid4()), subject=said["slug"], facts=said, wake=False)


def opened(**facts: Any) -> Run:
    return running.carry_out(ask(**facts).pk)


def the_circle():
    return circles.ref_of(circles.find("todmorden"))


def test_a_run_opens_a_circle_with_its_stewards_and_writes_to_them(fresh_house):
    run = opened(place="Todmorden", brand="#7c3aed", accent="#db2777")
    assert run.state == Run.State.DONE, [step.said for step in run.steps.all()]
    circle = the_circle()
    assert run.circle_id == circle.id
    assert (circle.state, circle.place, circle.brand) == ("open", "Todmorden", "#7c3aed")
    assert directory.by_host("todmorden.localhost") == circle
    with in_circle(circle):
        assert sorted((hat.person.name, hat.kind) for hat in Hat.objects.select_related("person")) == [
            ("Cora May", "steward"),
        ]
        assert Hat.objects.get().until_on == today() + stewards.A_YEAR
    assert [message.to for message in mail.outbox] == [["cora@tod.example"], ["fin@tod.example"]]
    assert circle.url in mail.outbox[0].body
    assert "Todmorden" not in mail.outbox[0].subject


def test_whoever_the_founder_named_is_asked_and_is_a_steward_only_after_their_yes(fresh_house):
    opened(is_sandbox=True)
    circle = the_circle()
    letters = {message.to[0]: message for message in mail.outbox}
    assert "You are one of its stewards" in letters["cora@tod.example"].body
    asked = letters["fin@tod.example"]
    assert "Cora May starts a circle, Todmorden Care Circle, and named you: Steward." in asked.body
    assert f"{circle.url}/me/hats/" in asked.body
    assert not any(word in asked.subject for word in ("Cora", "Todmorden", "teward"))
    with in_circle(circle):
        fin = Person.objects.get(name="Fin Rowe")
        assert not fin.hats.exists()
        offer = fin.hat_offers.waiting().get()
        assert (offer.offered_by.name, offer.until_on) == ("Cora May", today() + stewards.A_YEAR)
    site = browser(circle, fin)
    assert "You are asked" in site.get("/me/hats/").text
    assert site.get("/circle/leave/").status_code == 404
    assert site.post(f"/me/hats/offers/{offer.pk}/", {"answer": "yes"}).status_code == 302
    with in_circle(circle):
        hat = fin.hats.get()
        assert (hat.kind, hat.until_on, hat.given_by.name) == ("steward", today() + stewards.A_YEAR, "Cora May")
        assert hat.consented_at > offer.offered_at
    mail.outbox.clear()
    with circle_context(circle):
        deliver_due()
    assert mail.outbox == [], "one letter is enough"


def test_what_happened_behind_closed_doors_is_told_as_soon_as_they_open(fresh_house, settings, caplog):
    """A worker that is asked while the circle is being made would find nobody at home, and say so in its log."""
    settings.JOURNAL_WAKER = "config.celery.wake_journal"
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    try:
        directory.all_living()  # the worker looked around just now, and knows nothing of what comes next
        opened()
    finally:
        app.conf.update(task_always_eager=False, task_eager_propagates=False)
    with in_circle(the_circle()):
        assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in loud if not record.name.startswith("kombu")] == []


def test_what_was_asked_for_holds_nobodys_name_once_they_are_welcomed(fresh_house):
    run = opened()
    assert "stewards" not in Run.objects.get(pk=run.pk).facts
    assert "tod.example" not in str(list(run.lines.values()) + list(run.steps.values()) + [run.found])


def test_a_sandbox_opens_with_invented_people_whom_nobody_writes_to_and_who_leave_when_it_goes_live(fresh_house):
    opened(is_sandbox=True)
    circle = the_circle()
    assert circle.is_sandbox
    with in_circle(circle):
        assert Person.objects.count() == len(invented.PEOPLE) + len(STEWARDS)
        assert Person.objects.filter(name__endswith="(invented)").count() == len(invented.PEOPLE)
    with in_federation():
        assert Account.objects.count() == len(STEWARDS)
    assert "invented people" in mail.outbox[0].body
    invented.move_in(circle)  # safe to repeat
    assert invented.move_out(circle) == len(invented.PEOPLE)
    with in_circle(circle):
        assert set(Person.objects.values_list("name", flat=True)) == {"Cora May", "Fin Rowe"}


@pytest.mark.parametrize("recipe", sorted(BOOK))
def test_each_recipe_puts_in_what_it_says(fresh_house, recipe):
    assert opened(recipe=recipe).state == Run.State.DONE
    circle, promised = the_circle(), BOOK[recipe]
    assert (circle.strapline, circle.about) == (str(promised.strapline), str(promised.about))
    assert dict(circle.words) == {ours: str(theirs) for ours, theirs in promised.words.items()}
    with in_circle(circle):
        cora = Person.objects.get(name="Cora May")
        assert tuple(cora.hats.order_by("pk").values_list("kind", flat=True)) == promised.first_steward


def test_a_groups_own_words_come_before_the_recipes(fresh_house):
    opened(recipe="community", about="We mend things together.", strapline="")
    circle = the_circle()
    assert circle.about == "We mend things together."
    assert circle.strapline == str(BOOK["community"].strapline)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"slug": "www"}, "kept for the federation"),
        ({"name": "  "}, "Give the circle a name"),
        ({"recipe": "grand"}, "no recipe"),
        ({"brand": "red"}, "A colour looks like"),
        ({"stewards": [{"name": "Cora", "email": "nowhere"}]}, "not an e-mail address"),
    ],
)
def test_facts_that_make_no_sense_stop_the_run_before_anything_is_made(committed, facts, says):
    before = Circle.objects.count()
    run = opened(**facts)
    assert run.state == Run.State.STOPPED
    assert says in run.steps.get(name="home").said
    assert Circle.objects.count() == before
    with pytest.raises(RuleBroken):
        opening_kind.check(run.facts | {"name": run.facts["name"]})
    with in_federation():
        run.delete()


def test_two_groups_who_want_one_address_at_once_get_one_circle_and_the_other_is_told(fresh_house):
    runs = [ask(name="Tod One"), ask(name="Tod One")]  # alike to the last letter
    gate = threading.Barrier(2)

    def work(run: Run) -> None:
        try:
            gate.wait()
            running.carry_out(run.pk)
        finally:
            for alias in ("default", "owner"):
                connections[alias].close()

    threads = [threading.Thread(target=work, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = sorted(Run.objects.values_list("state", flat=True))
    assert states == ["done", "stopped"]
    told = Run.objects.get(state="stopped").steps.get(name="home").said
    assert "taken" in told or "Somebody else" in told
    assert Circle.objects.count() == Domain.objects.count() == 1
    homes_there = owner.raw().execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'c\\_%'").fetchone()
    assert homes_there == (1,)


def test_a_home_left_between_two_steps_is_taken_up_by_the_run_that_comes_and_told_to_the_other(fresh_house):
    first, second = ask(place="Mill Lane"), ask(place="Market Square")
    opening.begin(opening_kind.check(first.facts))  # and there the worker died
    assert running.carry_out(second.pk).state == Run.State.DONE
    assert the_circle().place == "Market Square"
    assert running.carry_out(first.pk).state == Run.State.STOPPED
    assert Circle.objects.count() == 1
    assert CircleLink.objects.count() == len(STEWARDS)


def test_an_opening_that_was_closed_meanwhile_says_so(fresh_house, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("provisioning.recipes.cook", lambda *args, **kwargs: 1 / 0)
        run = opened()
    assert run.state == Run.State.STOPPED
    circles.close("todmorden", by=SYSTEM)
    services.retry(run, by=SYSTEM, wake=False)
    run = running.carry_out(run.pk)
    assert run.state == Run.State.STOPPED
    assert "closed meanwhile" in run.steps.get(name="recipe").said
