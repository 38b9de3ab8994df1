"""Nobody who asks what is known of them is told less than all of it, whichever room came last."""

from kernel.answers import silent
from tenant_apps.rights.answering import points_at_somebody, unanswered
from tests.stone.models import Kernel


def ours(found: list[str]) -> list[str]:
    return [model for model in found if model.split(".")[0] not in ("plum", "stone")]


def test_every_model_that_holds_a_persons_id_is_answered_for_or_says_why_not():
    """Say what it knows of them with `@answers_for` in the app's `answers.py`."""
    assert ours(unanswered()[0]) == []


def test_every_model_that_holds_a_persons_id_says_what_becomes_of_it_when_they_are_forgotten():
    """Say it with `@forgets` or `@stays` in the app's `answers.py`."""
    assert ours(unanswered()[1]) == []


def test_a_model_that_nobody_answers_for_is_found():
    assert points_at_somebody(Kernel)
    assert "stone.Kernel" in unanswered()[0]
    assert "stone.Kernel" in unanswered()[1]


def test_silence_has_a_reason():
    assert all(why for _model, why in silent())
