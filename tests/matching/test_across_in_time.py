"""Between circles, too, all has its time: it rests at once, reminds once, ends by itself, and is not asked again."""

from datetime import timedelta

import pytest

from kernel.actors import SYSTEM
from kernel.time import now
from tenant_apps.matching.models import Afar, Ask, Contact
from tenant_apps.matching.services import across, wishes
from tenants.context import circle_context, in_circle
from tests.matching.test_across import HERE, TELLS, agreed, ask, carry, glad, iris, opened, vale

__all__ = ["agreed", "ask", "glad", "iris", "opened", "vale"]
pytestmark = pytest.mark.usefixtures("db")


def some_weeks_later(circle, **back):
    """As if it had begun, and been answered, so long ago."""
    with in_circle(circle):
        for contact in Contact.objects.all():
            for name in ("began_at", "we_said_yes_at", "they_said_yes_at"):
                at = getattr(contact, name)
                Contact.objects.filter(pk=contact.pk).update(**{name: at and at - timedelta(**back)})


def mind_the_time(circle):
    with circle_context(circle):
        return across.mind_the_time(by=SYSTEM)


def test_an_ask_that_rests_is_gone_from_neighbours_with_the_next_delivery(
    glad, opened, vale, calderdale, clapton, cast
):
    with in_circle(calderdale):
        wishes.rest(Ask.objects.get(pk=opened.ask_id), by=cast.iris)
    carry(calderdale)
    assert "Somebody in Calderdale Care Circle would like" not in vale.get(HERE).text
    with in_circle(clapton):
        assert Afar.objects.get(pk=opened.pk).summary == {}
        assert Contact.objects.get(pk=glad.pk).is_closed
    with in_circle(calderdale):
        assert Contact.objects.get(pk=glad.pk).is_closed


def test_iris_reads_on_her_first_page_that_somebody_there_waits_and_is_reminded_once(
    glad, iris, calderdale, cast, mailoutbox
):
    assert "Somebody of another circle would be glad" in iris.get("/home/").text
    carry(calderdale)
    mailoutbox.clear()
    some_weeks_later(calderdale, days=15)
    for _twice in range(2):
        mind_the_time(calderdale)
        carry(calderdale)
    assert [mail.to for mail in mailoutbox] == [[cast.iris.email]]
    iris.post(f"{HERE}with/{glad.pk}/", {"tells": TELLS})
    assert "Somebody of another circle would be glad" not in iris.get("/home/").text


def test_what_nobody_answers_ends_by_itself_on_both_sides_and_leaves_nothing(glad, iris, vale, calderdale, clapton):
    some_weeks_later(calderdale, days=29)
    assert mind_the_time(calderdale) >= 1
    assert mind_the_time(calderdale) == 0
    carry(calderdale)
    for circle in (calderdale, clapton):
        with in_circle(circle):
            left = Contact.objects.get(pk=glad.pk)
            assert left.is_closed
            assert (left.words, left.tells, left.told) == ("", "", "")


def is_closed_after_minding_the_time(contact, circle):
    mind_the_time(circle)
    with in_circle(circle):
        return Contact.objects.get(pk=contact.pk).is_closed


def test_two_who_both_said_yes_have_eight_weeks_and_are_told_until_when(glad, iris, calderdale, clapton):
    iris.post(f"{HERE}with/{glad.pk}/", {"tells": TELLS})
    for circle in (calderdale, clapton, calderdale):
        carry(circle)
    assert "This page ends by itself on" in iris.get(f"{HERE}with/{glad.pk}/").text
    some_weeks_later(calderdale, days=50)
    assert not is_closed_after_minding_the_time(glad, calderdale)
    some_weeks_later(calderdale, days=7)
    assert is_closed_after_minding_the_time(glad, calderdale)


def test_after_a_no_the_same_person_is_not_asked_about_the_same_again(glad, opened, iris, vale, calderdale, clapton):
    assert iris.post(f"{HERE}with/{glad.pk}/close/").status_code == 302
    carry(calderdale)
    again = vale.post(f"{HERE}{opened.pk}/", {"words": "Please", "tells": "Vale, 01632 960 022"})
    assert again.status_code == 409
    assert "You were in touch about this not long ago" in again.text
    with in_circle(clapton):
        assert Contact.objects.filter(afar=opened.pk).count() == 1
        Contact.objects.update(closed_at=now() - timedelta(days=200))
    assert vale.post(f"{HERE}{opened.pk}/", {"words": "", "tells": "Vale"}).status_code == 302
