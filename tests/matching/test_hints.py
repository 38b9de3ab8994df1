"""Nobody suits Iris just now: she is told which one change would help, of five or of none, and of nobody's secrets."""

import pytest

from kernel.sections import Audience
from kernel.time import now
from tenant_apps.matching.hints import ALWAYS, IN_WORDS, hints_for
from tenant_apps.people.models import Person, today
from tenant_apps.privacy import services as privacy
from tenant_apps.rights.models import Consent
from tenants.context import in_circle
from tests.matching.given import answers, gives, opens

pytestmark = pytest.mark.usefixtures("db")

TUESDAYS = {"tue": [["09:00", "12:00"]]}
SATURDAYS = {"sat": [["09:00", "12:00"]]}


def offered(count: int, **said) -> list[Person]:
    people = Person.objects.bulk_create([Person(name=f"Giver {n}", joined_on=today()) for n in range(count)])
    for each in people:
        gives(each, **{"tasks": ["company"], "week": TUESDAYS, **said})
    return people


@pytest.mark.parametrize(
    ("help_", "asked", "given"),
    [
        ("times", {}, {"week": SATURDAYS}),
        ("must", {"must": {"languages": ["pl"]}}, {}),
        ("tasks", {"tasks": ["company", "garden"]}, {}),
        ("pay", {"pay": "voluntary"}, {"pay": "paid"}),
    ],
)
def test_one_change_is_named_if_it_would_open_the_ask_to_five_and_not_to_four(calderdale, cast, help_, asked, given):
    with in_circle(calderdale):
        ask = opens(cast.iris, **{"tasks": ["company"], "week": TUESDAYS, **asked})
        offered(4, **given)
        assert hints_for(ask) == list(ALWAYS)
        offered(1, **given)
        assert hints_for(ask) == [IN_WORDS[help_]]


def test_whoever_needs_two_changes_is_not_counted(calderdale, cast):
    with in_circle(calderdale):
        ask = opens(cast.iris, tasks=["company"], week=TUESDAYS, must={"languages": ["pl"]})
        offered(9, week=SATURDAYS)
        assert hints_for(ask) == list(ALWAYS)


def test_a_language_that_somebody_hides_makes_no_difference_to_what_would_help(calderdale, cast):
    with in_circle(calderdale):
        ask = opens(cast.iris, tasks=["company"], week=TUESDAYS, must={"languages": ["pl"]})
        plain = offered(6, week=SATURDAYS)
        before = hints_for(ask)
        for each in plain:
            answers(each, languages=["pl"])
            yes = {"purpose": "match", "version": 1, "wording": "Yes.", "language": "en-gb", "channel": "screen"}
            Consent.objects.create(person=each, given_at=now(), by=each, **yes)
            privacy.choose_audience(each, "profiles.me.languages", Audience.TEAM, by=each)
        assert hints_for(ask) == before == list(ALWAYS)
        for each in plain:
            privacy.choose_audience(each, "profiles.me.languages", Audience.CIRCLE, by=each)
        assert hints_for(ask) == [IN_WORDS["times"]]


def test_the_ask_is_looked_up_once_however_many_changes_are_tried(calderdale, cast, django_assert_max_num_queries):
    tasks = ["company", "garden", "shopping", "cooking"]
    with in_circle(calderdale):
        ask = opens(cast.iris, tasks=tasks, week=TUESDAYS)
        offered(6)
        hints_for(ask)
        # their answers, what they said in an offer, whom they are apart from, and what the journal says since
        with django_assert_max_num_queries(6):
            assert hints_for(ask) == [IN_WORDS["tasks"]]
