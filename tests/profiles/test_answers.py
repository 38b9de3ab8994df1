"""What profiles hold of somebody goes into their copy, and goes away when they are forgotten."""

import io

import pytest
from django.core.files.storage import default_storage

from kernel.answers import Paper
from tenant_apps.profiles import answers, questions
from tenant_apps.profiles.models import Answer, Showing, Version
from tenant_apps.profiles.services import Hand, keep_answer, keep_showing
from tenant_apps.profiles.shape import Kind
from tenants.context import in_circle
from tests.profiles.test_showings import jpeg

pytestmark = pytest.mark.django_db
DAYS, HEALTH = questions.DAYS_GETTING, questions.HEALTH


@pytest.fixture(autouse=True)
def _at_home(calderdale, cast):
    with in_circle(calderdale):
        yield


def test_a_copy_holds_answers_drafts_versions_and_pictures_also_what_was_in_cipher(cast):
    keep_answer(cast.otto, HEALTH, {"words": {"words": "A bad knee"}}, seen=0, by=cast.otto)
    keep_answer(cast.otto, DAYS, {"words": {"good": "Chess"}}, seen=0, by=cast.otto, hand=Hand(beside=cast.sol))
    keep_showing(cast.otto, Kind.GETTING, "photo", io.BytesIO(jpeg()), by=cast.otto)
    told = [*answers.tells(cast.otto.pk), *answers.showings(cast.otto.pk)]
    said = str([line.value for piece in told if not isinstance(piece, Paper) for line in piece.lines])
    assert said.count("A bad knee") == 2
    assert str(cast.sol.pk) in said
    (paper,) = [piece for piece in told if isinstance(piece, Paper)]
    assert paper.read()[:4] == b"RIFF"


def test_whoever_is_forgotten_leaves_no_answer_no_file_and_no_name_in_others_history(
    cast, django_capture_on_commit_callbacks
):
    keep_answer(cast.otto, DAYS, {"words": {"good": "Chess"}}, seen=0, by=cast.otto)
    keep_answer(cast.iris, DAYS, {"words": {"good": "Tea"}}, seen=0, by=cast.iris, hand=Hand(beside=cast.otto))
    file = keep_showing(cast.otto, Kind.GETTING, "photo", io.BytesIO(jpeg()), by=cast.otto).file
    assert answers.how_many_showings(cast.otto.pk) == 1
    with django_capture_on_commit_callbacks(execute=True):
        answers.forget_answers(cast.otto.pk)
        answers.forget_showings(cast.otto.pk)
        answers.forget_checks(cast.otto.pk)
    assert not Answer.objects.filter(person=cast.otto).exists()
    assert not Showing.objects.filter(person=cast.otto).exists()
    assert not default_storage.exists(file)
    left = Version.objects.get(person=cast.iris, answer__question=DAYS.code)
    assert (left.beside_id, left.how) == (None, "own")
