"""A list is looked through, brought in when somebody says so, and taken out again; nobody gets a right by it."""

from datetime import timedelta
from time import perf_counter

import pytest

from kernel.errors import Conflict, NotAllowed
from kernel.ids import uuid7
from kernel.sections import Purpose
from kernel.time import now
from tenant_apps.importing import services
from tenant_apps.importing.models import UNDO_WITHIN, Import, Row
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.people.services import add_person, correct_person, give_hat
from tenant_apps.privacy.decide import decide
from tenant_apps.privacy.services import take_stance
from tenant_apps.privacy.words import Preset
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
LIST = (
    "Name,E-mail,Phone,Role\n"
    "Walter Hill,walter@moor.example,01422 555 001,steward\n"
    "Grace Moor,,01422 555 002,\n"
    "Grace Moor,,01422 555 002,\n"
    "Nobody,not an address,,\n"
)
State = Row.State


def states(made: Import) -> dict[int, str]:
    return dict(made.rows.values_list("line", "state"))


def people() -> set[str]:
    return set(Person.objects.values_list("name", flat=True))


def test_nothing_is_written_until_somebody_says_so(looked, calderdale):
    with in_circle(calderdale):
        before = people()
    made = looked(LIST)
    with in_circle(calderdale):
        assert made.state == Import.State.READY
        assert made.seen == made.how_many == 4
        assert states(made) == {2: State.NEW, 3: State.NEW, 4: State.WRONG, 5: State.WRONG}
        assert people() == before


def test_a_list_is_brought_in_without_accounts_hats_or_anybody_else_seeing_them(brought, work, calderdale, cast):
    made = brought(LIST)
    work()
    with in_circle(calderdale):
        assert made.state == Import.State.DONE
        walter = Person.objects.get(name="Walter Hill")
        assert (walter.email, walter.account_id, walter.hats.count()) == ("walter@moor.example", None, 0)
        assert not Entry.objects.filter(event="people.PersonAdded", payload__person_id=str(walter.pk)).exists()
        assert decide(cast.cora, walter, "people.contact", Purpose.ADMIN).allow
        give_hat(cast.sol, "supporter", by=cast.cora) if not cast.sol.wears("supporter") else None
        for section in ("people.contact", "people.hats", "people.membership"):
            assert not decide(cast.sol, walter, section, Purpose.VIEW).allow
        # what the file said stands in the list of people now, and nowhere else
        assert not Row.objects.exclude(values={}).filter(brought=made, state=State.BROUGHT).exists()
        said = Entry.objects.get(event="importing.PeopleImported")
        assert (said.actor_id, said.payload["brought"], said.payload["left_out"]) == (cast.cora.pk, 2, 2)


def test_the_same_list_twice_does_no_harm(brought, looked, calderdale, cast):
    brought(LIST)
    with in_circle(calderdale):
        before = people()
    made = looked(LIST)
    with in_circle(calderdale):
        assert states(made)[2] == states(made)[3] == State.KNOWN
        with pytest.raises(Conflict, match="nobody to bring in"):
            services.confirm(made, by=cast.cora)
        assert people() == before


def test_a_person_who_stands_in_one_list_twice_is_seen_by_name_with_address_or_telephone(looked, calderdale):
    lines = (
        "Ada Lovelace,ada@x.example,",
        "ADA LOVELACE,Ada@x.example,01422 555111",  # the same, with a telephone
        "Ada Byron,ada@x.example,",  # her mother, who has no address of her own
        "Tom Hill,tom@x.example,01422 555222",
        "Tom Hill,,01422 555222",  # the same, without the address
        "Tom Hill,tom.junior@x.example,01422 555222",  # his son, with an address of his own
    )
    made = looked("Name,E-mail,Phone\n" + "\n".join(lines))
    with in_circle(calderdale):
        found = {row.line: [each["said"] for each in row.problems] for row in made.rows.all()}
    assert [found[line] for line in sorted(found)] == [[], ["2"], [], [], ["5"], []]


def test_two_lists_with_the_same_people_confirmed_at_once_bring_them_once(looked, work, calderdale, cast):
    one, other = looked("Name\nWalter Hill\nGrace Moor\n"), looked("Name\nGrace Moor\nBess Tor\n")
    with in_circle(calderdale):
        services.confirm(one, by=cast.cora)
        services.confirm(other, by=cast.cora)
    work()
    with in_circle(calderdale):
        assert Person.objects.filter(name="Grace Moor").count() == 1
        assert Person.objects.filter(name="Bess Tor").count() == 1


def test_confirmed_twice_it_is_brought_in_once(looked, work, calderdale, cast):
    made = looked(LIST)
    with in_circle(calderdale):
        services.confirm(made, by=cast.cora)
        with pytest.raises(Conflict):
            services.confirm(made, by=cast.cora)
    work()
    with in_circle(calderdale):
        services.bring(made.pk)
        assert Person.objects.filter(name="Walter Hill").count() == 1


def test_whoever_seems_to_be_here_is_left_out_unless_somebody_says_they_are_another(looked, work, calderdale, cast):
    surname = cast.iris.name.split()[1]
    made = looked(f"Name,E-mail\nIrys {surname},\nSomebody,{cast.sol.email}\nNew Body,\n")
    with in_circle(calderdale):
        assert states(made) == {2: State.LIKE, 3: State.LIKE, 4: State.NEW}
        assert made.rows.get(line=2).like_id == cast.iris.pk
        services.want(made, [made.rows.get(line=2).pk], by=cast.cora)
        services.confirm(made, by=cast.cora)
    work()
    with in_circle(calderdale):
        assert states(made) == {2: State.BROUGHT, 3: State.LEFT_OUT, 4: State.BROUGHT}
        assert not Person.objects.filter(name="Somebody").exists()


def test_it_is_undone_but_for_those_who_were_changed_since(brought, work, calderdale, cast):
    with in_circle(calderdale):
        before = people()
    made = brought(
        "Name\n" + "".join(f"Person {word}\n" for word in ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"])
    )
    with in_circle(calderdale):
        by_name = {each.name.split()[1]: each for each in Person.objects.filter(name__startswith="Person ")}
        correct_person(by_name["Alpha"], phone="01422 555 009", by=cast.cora)
        give_hat(by_name["Bravo"], Hat.Kind.SUPPORTER, by=cast.cora)
        Person.objects.filter(pk=by_name["Charlie"].pk).update(account_id=uuid7())
        take_stance(by_name["Delta"], Preset.OPEN, by=by_name["Delta"])
        services.ask_undo(made, by=cast.cora)
    work()
    with in_circle(calderdale):
        assert people() - before == {"Person Alpha", "Person Bravo", "Person Charlie", "Person Delta"}
        stayed = set(made.rows.filter(state=State.STAYED).values_list("person__name", flat=True))
        assert stayed == people() - before
        done = Entry.objects.get(event="importing.ImportUndone")
        assert (done.payload["gone"], done.payload["stayed"]) == (2, 4)


def test_after_an_undo_the_same_list_can_be_brought_again(brought, work, calderdale, cast):
    made = brought(LIST)
    with in_circle(calderdale):
        services.ask_undo(made, by=cast.cora)
    work()
    brought(LIST)
    with in_circle(calderdale):
        assert Person.objects.filter(name="Walter Hill").count() == 1


def test_it_can_be_undone_for_seven_days_and_no_longer(brought, calderdale, cast):
    made = brought(LIST)
    with in_circle(calderdale):
        assert made.can_be_undone(made.done_at + UNDO_WITHIN - timedelta(microseconds=1))
        assert not made.can_be_undone(made.done_at + UNDO_WITHIN)
        Import.objects.filter(pk=made.pk).update(done_at=now() - UNDO_WITHIN)
        with pytest.raises(Conflict, match="no longer"):
            services.ask_undo(made, by=cast.cora)


def test_a_week_later_what_the_file_said_is_gone(looked, brought, calderdale):
    waits, done = looked("Name\nWalter Hill\n"), brought("Name\nGrace Moor\n")
    with in_circle(calderdale):
        assert services.forget_what_is_old() == 0
        Import.objects.update(made_at=now() - timedelta(days=8))
        services.forget_what_is_old()
        waits.refresh_from_db()
        assert (waits.state, waits.header, waits.rows.count()) == (Import.State.DROPPED, [], 0)
        assert done.rows.get().values == {}
        assert done.rows.get().person.name == "Grace Moor"


def test_only_stewards_and_coordinators_bring_lists_and_lose_it_with_their_hat(looked, work, calderdale, cast):
    with in_circle(calderdale), pytest.raises(NotAllowed):
        services.begin(LIST, by=cast.sol)
    made = looked(LIST)
    with in_circle(calderdale):
        services.confirm(made, by=cast.cora)
        Hat.objects.filter(person=cast.cora).update(from_on=today() - timedelta(days=9), until_on=today())
    work()
    with in_circle(calderdale):
        assert not Person.objects.filter(name="Walter Hill").exists()


def test_columns_said_anew_are_looked_through_anew(looked, work, calderdale, cast):
    made = looked(LIST)
    with in_circle(calderdale):
        services.say_columns(made, {"0": "name"}, by=cast.cora)
    work()
    with in_circle(calderdale):
        made.refresh_from_db()
        assert states(made) == {2: State.NEW, 3: State.NEW, 4: State.WRONG, 5: State.NEW}
        services.look_through(made.pk, 1)  # the check that was asked for before comes late
        assert states(made)[5] == State.NEW


@pytest.mark.slow
def test_five_thousand_people_come_in_within_seconds(looked, work, calderdale, cast):
    rows = "".join(f"Person{n} Surname{n % 700},p{n}@many.example,01422 {n:06d}\n" for n in range(5000))
    began = perf_counter()
    made = looked("Name,E-mail,Phone\n" + rows)
    checked = perf_counter()
    with in_circle(calderdale):
        assert made.rows.filter(state=State.NEW).count() == 5000
        services.confirm(made, by=cast.cora)
    work()
    done = perf_counter()
    with in_circle(calderdale):
        assert Person.objects.filter(email__endswith="@many.example").count() == 5000
    print(f"looked through in {checked - began:.1f} s, brought in in {done - checked:.1f} s")
    assert done - began < 60


def test_a_person_added_by_hand_meanwhile_is_seen_as_alike(looked, calderdale, cast):
    with in_circle(calderdale):
        add_person("Walter Hill", phone="+44 1422 555001", by=cast.cora)
    made = looked(LIST)
    with in_circle(calderdale):
        assert states(made)[2] == State.LIKE
