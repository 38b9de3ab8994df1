"""Whoever wrote something long ago is asked whether it is still right: seldom, and without a word of it."""

from datetime import timedelta

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from kernel.errors import NotAllowed
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import today
from tenant_apps.profiles import questions
from tenant_apps.profiles.models import Answer
from tenant_apps.profiles.services import keep_answer, show_answers
from tenant_apps.profiles.services.nudging import nudge
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db
DAYS = questions.DAYS_GETTING


def test_iris_is_asked_once_by_a_letter_that_says_nothing_of_what_she_wrote(calderdale, cast):
    with in_circle(calderdale):
        assert nudge(by=SYSTEM) == 0
        keep_answer(cast.iris, DAYS, {"words": {"good": "Sun and a chat"}}, seen=0, by=cast.iris)
        show_answers(cast.iris, {DAYS: 1}, by=cast.iris)
        Answer.objects.filter(person=cast.iris, question=DAYS.code).update(checked_on=today() - timedelta(days=400))
        assert nudge(by=SYSTEM) == 1
        assert nudge(by=SYSTEM) == 0, "not again for two months"
        with pytest.raises(NotAllowed):
            nudge(by=cast.cora)
    mail.outbox.clear()
    with circle_context(calderdale):
        deliver_due()
    (letter,) = [each for each in mail.outbox if each.to == [cast.iris.email]]
    assert "/me/profile/still-right/" in letter.body
    assert "Sun" not in letter.subject + letter.body
