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
from provisioning import circles, invented, opening, owner, running
from provisioning.kinds import open as opening_kind
from provisioning.recipes import BOOK
from shared_apps.federation.services import facts
from shared_apps.identity.models import Account, CircleLink
from shared_apps.runs import services
from shared_apps.runs.models import Run
from tenant_apps.inviting.codes import link_secret
from tenant_apps.inviting.models import Invitation
from tenant_apps.inviting.services import FIRST_TERM
from tenant_apps.journal.delivering import deliver_due
from tenant_apps.journal.models import Delivery
from tenant_apps.people.models import Hat, HatOffer, Person, today
from tenants import directory
from tenants.context import circle_context, in_circle, in_federation
from tenants.models import Circle, Domain

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
        assert Hat.objects.get().until_on == today() + FIRST_TERM
        assert Person.objects.count() == 1
    assert [message.to for message in mail.outbox] == [["cora@tod.example"]]
    assert circle.url in mail.outbox[0].body
    assert "Todmorden" not in mail.outbox[0].subject


def test_whoever_the_founder_named_is_asked_and_is_nobody_here_before_their_yes(fresh_house):
    opened(is_sandbox=True)
    circle = the_circle()
    assert "You are one of its stewards" in mail.outbox[0].body
    mail.outbox.clear()
    with circle_context(circle):
        deliver_due()
    [asked] = mail.outbox
    assert asked.to == ["fin@tod.example"]
    assert "Cora May asks you to take on something in a circle, Todmorden Care Circle: Steward." in asked.body
    assert "invented people" in asked.body
    assert not any(word in asked.subject for word in ("Cora", "Todmorden", "teward"))
    with in_circle(circle):
        [invitation] = Invitation.objects.to_hold_office()
        assert (invitation.invited_by.name, invitation.asks_to_hold) == ("Cora May", ["steward"])
        assert f"{circle.url}/welcome/{link_secret(invitation)}/" in asked.body
        assert not Person.objects.filter(email="fin@tod.example").exists()
        assert not HatOffer.objects.exists()
        assert Person.objects.able().wearing("steward").count() == 1
    with in_federation():
        assert not Account.objects.filter(email="fin@tod.example").exists()
    mail.outbox.clear()
    closing = services.ask("close", by=SYSTEM, key=str(uuid4()), circle_id=circle.id, facts={"days": 30}, wake=False)
    running.carry_out(closing.pk)
    assert [message.to for message in mail.outbox] == [["cora@tod.example"]], "who has not said yes reads nothing else"


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
        assert Person.objects.count() == len(invented.PEOPLE) + 1
        assert Person.objects.filter(name__endswith="(invented)").count() == len(invented.PEOPLE)
    with in_federation():
        assert Account.objects.count() == 1
    assert "invented people" in mail.outbox[0].body
    invented.move_in(circle)  # safe to repeat
    assert invented.move_out(circle) == len(invented.PEOPLE)
    with in_circle(circle):
        assert set(Person.objects.values_list("name", flat=True)) == {"Cora May"}


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
    assert CircleLink.objects.count() == 1


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


@pytest.mark.parametrize("mode", ["introductory", ""])
def test_what_kind_of_circle_it_is_is_written_down_when_it_opens_if_somebody_said_so(fresh_house, mode):
    opened(mode=mode)
    with in_federation():
        known = facts.known(the_circle().id)
    assert [(kind, fact.value) for kind, fact in known.items()] == ([("mode", mode)] if mode else [])


def test_a_kind_of_circle_that_there_is_not_opens_nothing(fresh_house):
    run = opened(mode="splendid")
    assert run.state == Run.State.STOPPED
    assert "“splendid” is no kind of circle." in " ".join(step.said for step in run.steps.all())
