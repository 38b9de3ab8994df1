"""Nell has no account: what Cora typed in from her paper is read back to her, and two names are written down."""

import pytest

from kernel.errors import Conflict, NotAllowed
from tenant_apps.people.services import add_person
from tenant_apps.profiles import questions
from tenant_apps.profiles.models import Answer, Version
from tenant_apps.profiles.services import Hand, keep_answer, take_as_read_back
from tenants.context import in_circle

pytestmark = pytest.mark.django_db
KEYS = questions.KEYS


@pytest.fixture
def nell(calderdale, cast, db):
    """Somebody else wrote down the code of her door; Cora, who may not see it, types in her new form."""
    with in_circle(calderdale):
        nell = add_person("Nell Paper", by=cast.cora)
        answer = Answer.objects.create(person=nell, question=KEYS.code)
        answer.write({"words": {"code": "4711"}})
        answer.number = 1
        answer.save()
        keep_answer(nell, KEYS, {"words": {"code": "9999"}}, seen=0, by=cast.cora, hand=Hand(from_paper=True))
        yield nell


def test_cora_reads_it_back_with_otto_there_and_it_holds(nell, cast, browser_of, calderdale):
    cora = browser_of(calderdale, cast.cora)
    there = f"/circle/members/{nell.pk}/read-back/"
    page = cora.get(there).text
    assert "9999" in page
    assert "4711" not in page
    version = Version.objects.get(person=nell, waits=True)
    said = {"version": str(version.pk), "witness": str(cast.otto.pk)}
    assert browser_of(calderdale, cast.otto).post(there, said).status_code == 404
    assert cora.post(there, {"version": str(version.pk)}).status_code == 422
    assert cora.post(there, said | {"version": "none"}).status_code == 404
    assert cora.post(there, said).status_code == 302
    assert Answer.objects.get(person=nell, question=KEYS.code).draft == {"words": {"code": "9999"}}
    newest = Version.objects.filter(person=nell).order_by("-number").first()
    assert (newest.by_id, newest.beside_id, newest.how) == (cast.cora.pk, cast.otto.pk, "together")
    assert not Version.objects.filter(person=nell, waits=True).exists()


def test_nobody_reads_back_alone_or_for_somebody_who_signs_in_or_twice(nell, cast, browser_of, calderdale):
    version = Version.objects.get(person=nell, waits=True)
    for witness in (cast.cora, nell):
        with pytest.raises(NotAllowed):
            take_as_read_back(version.answer, version.pk, witness=witness, by=cast.cora)
    with pytest.raises(NotAllowed):
        take_as_read_back(version.answer, version.pk, witness=cast.otto, by=cast.sol)
    assert browser_of(calderdale, cast.cora).get(f"/circle/members/{cast.iris.pk}/read-back/").status_code == 404
    take_as_read_back(version.answer, version.pk, witness=cast.otto, by=cast.cora)
    with pytest.raises(Conflict):
        take_as_read_back(version.answer, version.pk, witness=cast.otto, by=cast.cora)
