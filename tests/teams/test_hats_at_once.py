"""Two who act at the same moment: with real transactions, in threads of their own."""

from django.db import transaction

from kernel.actors import SYSTEM
from kernel.errors import RuleBroken
from tenant_apps.people.services import add_person
from tenant_apps.teams.models import Team, TeamHat
from tenant_apps.teams.services import hats
from tenants.context import circle_context
from tests.journal.rooms import hebden, two_rooms  # noqa: F401
from tests.journal.test_delivering import at_once
from tests.teams.conftest import place


def test_two_who_lay_down_the_last_hats_of_a_kind_at_the_same_moment_are_asked_one_after_the_other(hebden):  # noqa: F811
    """Otherwise each would see the other still wearing it, and nobody would be told."""
    with transaction.atomic():
        iris, sol, june = (add_person(name, by=SYSTEM) for name in ("Iris", "Sol", "June"))
        team = Team.objects.create(owner=iris)
        for somebody in (sol, june):
            place(team, somebody, "friend")
    worn_by = {}
    for somebody in (sol, june):
        hat = hats.ask_hat(team, somebody, "rota_holder", by=iris)
        worn_by[somebody] = hats.answer_hat(hat, yes=True, by=somebody)
    refused: list[str] = []

    def laying_down(person, hat):
        def lay_down() -> None:
            with circle_context(hebden):
                try:
                    hats.lay_down(hat, by=person)
                except RuleBroken as rule:
                    refused.append(rule.code)

        return lay_down

    at_once(*[laying_down(person, hat) for person, hat in worn_by.items()])
    assert refused == ["last_of_its_kind"]
    assert TeamHat.objects.worn().filter(team=team).count() == 1
