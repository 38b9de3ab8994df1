"""A circle is opened, paused, resumed and closed; nothing is half done and nothing crosses."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connections

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotFound, RuleBroken
from provisioning import blueprint, circles, homes, opening, owner, recipes
from provisioning.events import CircleOpened
from provisioning.names import slug_from
from tenant_apps.journal.models import Entry
from tenants import directory
from tenants.context import in_circle
from tenants.models import Circle, Domain, Spare
from tests.plum.models import Tree


def test_a_circle_opens_from_a_warm_spare_with_its_own_role_and_address(fresh_house):
    homes.refill_spares(1)
    spare = Spare.objects.using("owner").get().schema_name
    circle = circles.open_circle(slug="todmorden", name="Todmorden", place="Todmorden", by=SYSTEM)
    assert circle.schema == spare
    assert circle.host == "todmorden.localhost"
    assert circle.state == "open"
    assert directory.by_host("todmorden.localhost") == circle
    with in_circle(circle):
        Tree.objects.create(name="first")
    assert not Spare.objects.using("owner").exists()


def test_without_a_spare_the_home_is_built_and_is_the_same(fresh_house):
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    assert blueprint.drift(circle.schema) == []


def test_a_spare_that_lags_behind_the_template_is_not_moved_into(fresh_house, settings):
    from provisioning import migrate

    homes.refill_spares(1)
    settings.MIGRATION_MODULES = {"plum": "tests.plum.one_column"}
    with owner.only_one("migrate"):
        migrate._template(lambda line: None)
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    assert blueprint.drift(circle.schema) == []
    assert Spare.objects.using("owner").count() == 1


def test_opening_takes_well_under_a_second(fresh_house):
    homes.refill_spares(3)
    assert min(seconds_to_open(slug) for slug in ("todmorden", "mytholmroyd", "heptonstall")) < 1


def seconds_to_open(slug: str) -> float:
    start = time.perf_counter()
    circles.open_circle(slug=slug, name=slug.title(), by=SYSTEM)
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("x" * 200, "slug_long"),
        ("care-🐝", "slug_letters"),
        ("саlderdale", "slug_letters"),  # two Cyrillic letters
        ("ﬁnsbury", "slug_letters"),
        ("public", "slug_reserved"),
        ("pg_x", "slug_reserved"),
        ("pg-x", "slug_reserved"),
        ("id", "slug_short"),
        ("www", "slug_reserved"),
        ("xn--calderdale", "slug_reserved"),
        ("o'brien", "slug_letters"),
        ('a"; DROP SCHEMA public; --', "slug_letters"),
        ("two words", "slug_letters"),
        ("Halifax", "slug_letters"),
        ("-halifax", "slug_letters"),
        ("halifax-", "slug_letters"),
        ("hali--fax", "slug_letters"),
        ("9lives", "slug_letters"),
        ("", "slug_short"),
        ("calderdale", "slug_taken"),
        ("calderda1e", "slug_look_alike"),
        ("ca1derdale", "slug_look_alike"),
        ("calder-dale", "slug_look_alike"),
    ],
)
def test_a_web_address_that_cannot_be_had_is_refused_with_a_sentence(committed, slug, code):
    with pytest.raises(RuleBroken) as refusal:
        circles.open_circle(slug=slug, name="Somewhere", by=SYSTEM)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")
    assert not Circle.objects.filter(name="Somewhere").exists()


def test_a_proposal_for_an_address_is_made_from_any_name():
    assert slug_from("Żółta  Łąka & Friends!") == "zota-aka-friends"
    assert slug_from("x" * 90) == "x" * 40


def test_two_groups_who_want_one_address_at_once_get_one_circle_and_one_refusal(fresh_house):
    homes.refill_spares(2)
    gate, answers = threading.Barrier(2), []

    def apply(name):
        try:
            gate.wait()
            answers.append(circles.open_circle(slug="todmorden", name=name, by=SYSTEM).name)
        except RuleBroken as refusal:
            answers.append(refusal.code)
        finally:
            for alias in ("default", "owner"):
                connections[alias].close()

    threads = [threading.Thread(target=apply, args=(name,)) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Circle.objects.filter(slug="todmorden").count() == 1
    assert len(answers) == 2
    assert "slug_taken" in answers
    assert {"One", "Two"} & set(answers)


def test_a_crash_between_the_home_and_the_recipe_is_mended_by_the_next_try(fresh_house, monkeypatch):
    class Crash(RuntimeError):
        pass

    def crash(*args):
        raise Crash

    with monkeypatch.context() as patched, pytest.raises(Crash):
        patched.setattr(recipes, "cook", crash)
        circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    assert directory.by_host("todmorden.localhost") is None  # nobody gets into a house that is not ready
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    assert circle.state == "open"
    assert Circle.objects.filter(slug="todmorden").count() == 1


def test_a_crash_after_the_recipe_is_mended_without_cooking_twice_and_without_another_spare(fresh_house, monkeypatch):
    homes.refill_spares(2)
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(opening, "_say_open", lambda *args: 1 / 0)
        circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    assert directory.by_host("todmorden.localhost") is None
    circle = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    assert circle == directory.by_host("todmorden.localhost")
    with in_circle(circle):
        assert Entry.objects.filter(event=CircleOpened.event_name).count() == 1
    assert Spare.objects.using("owner").count() == 1


def test_a_refused_address_leaves_the_spare_and_keeps_nobody_waiting(fresh_house):
    homes.refill_spares(1)
    first = circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    homes.refill_spares(1)
    for slug in ("todmorden", "t0dmorden"):
        with pytest.raises(RuleBroken, match=r"taken|mistaken"):
            circles.open_circle(slug=slug, name="Another", by=SYSTEM)
        held = owner.raw().execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert held.fetchone() == (0,)
    assert Spare.objects.using("owner").count() == 1
    assert [circle.schema for circle in circles.everyone()] == [first.schema]


def test_two_who_take_a_spare_at_once_never_get_the_same(fresh_house, server):
    homes.refill_spares(2)
    with psycopg.connect(server.admin_dsn, dbname=connections.settings["owner"]["NAME"]) as other:
        (theirs,) = other.execute(homes.TAKE_SPARE).fetchone()
        assert homes.take_spare() not in {theirs, None}
        assert homes.take_spare() is None


def test_somebody_elses_unfinished_opening_is_not_taken_over(fresh_house, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(recipes, "cook", lambda *args: 1 / 0)
        circles.open_circle(slug="todmorden", name="Todmorden", by=SYSTEM)
    with pytest.raises(Conflict, match="did not finish"):
        circles.open_circle(slug="todmorden", name="Another Group", by=SYSTEM)
    circles.close("todmorden", by=SYSTEM)
    assert circles.open_circle(slug="todmorden", name="Another Group", by=SYSTEM).name == "Another Group"


@pytest.mark.parametrize("name", ["", "   ", "\u3000"])
def test_a_circle_without_a_name_is_refused(committed, name):
    with pytest.raises(RuleBroken, match="name"):
        circles.open_circle(slug="nameless", name=name, by=SYSTEM)


def test_facts_that_make_no_sense_are_refused_by_name(committed):
    with pytest.raises(RuleBroken, match=r"Place: ") as refusal:
        circles.open_circle(slug="garish", name="Garish", place="x" * 200, brand="red", by=SYSTEM)
    assert set(refusal.value.errors) == {"place", "brand"}


def test_an_unknown_recipe_is_refused_before_anything_is_made(fresh_house):
    with pytest.raises(RuleBroken, match="recipe"):
        circles.open_circle(slug="todmorden", name="Todmorden", recipe="grand", by=SYSTEM)
    assert not Circle.objects.exists()


def test_a_paused_circle_lets_nobody_in_loses_nothing_and_goes_on(fresh_house, open_many, client):
    (circle,) = open_many(1)
    with in_circle(circle):
        Tree.objects.create(name="first")
    circles.suspend(circle.slug, reason="Unpaid bill", by=SYSTEM)
    paused = client.get("/", headers={"host": circle.host})
    assert paused.status_code == 503
    assert "paused" in paused.text
    assert "Unpaid" not in paused.text
    circles.suspend(circle.slug, reason="again", by=SYSTEM)  # safe to repeat
    circles.resume(circle.slug, by=SYSTEM)
    assert client.get("/", headers={"host": circle.host}).status_code == 200
    with in_circle(circle):
        assert Tree.objects.count() == 1


def test_a_closed_circle_is_gone_at_once_its_address_is_free_and_its_schema_drops_later(fresh_house, open_many, client):
    (circle,) = open_many(1)
    trash = circles.close(circle.slug, by=SYSTEM)
    assert client.get("/", headers={"host": circle.host}).status_code == 404
    with pytest.raises(NotFound):
        circles.suspend(circle.slug, reason="x", by=SYSTEM)
    again = circles.open_circle(slug=circle.slug, name="Again", by=SYSTEM)
    assert again.schema != circle.schema
    assert circles.empty_trash() == 0  # not before its time
    assert circles.empty_trash(older_than=timedelta(0)) == 1
    left = owner.raw().execute(
        "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = %s),"
        " (SELECT count(*) FROM pg_roles WHERE rolname = %s)",
        [trash, f"r_{circle.schema}"],
    )
    assert left.fetchone() == (0, 0)
    assert Domain.objects.filter(domain=again.host).count() == 1


def test_what_is_being_opened_cannot_be_paused(fresh_house, open_many):
    (circle,) = open_many(1)
    Circle.objects.using("owner").filter(pk=circle.id).update(state=Circle.State.OPENING)
    with pytest.raises(Conflict):
        circles.suspend(circle.slug, reason="x", by=SYSTEM)


def test_nobody_opens_a_circle_anonymously(committed):
    with pytest.raises(Exception, match="acts"):
        circles.open_circle(slug="todmorden", name="Todmorden", by=None)
