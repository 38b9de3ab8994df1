"""Someone always acts."""

import copy
import pickle
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from kernel.actors import SYSTEM, Actor, OnBehalf, hand_of, require
from kernel.errors import NoActor


@dataclass
class Somebody:
    id: UUID | None
    kind: str = "person"


@pytest.fixture
def adah() -> Somebody:
    return Somebody(uuid4())


def test_nobody_is_refused_with_a_sentence_that_helps():
    with pytest.raises(NoActor, match="by= a Person, or SYSTEM"):
        require(None)


def test_an_anonymous_visitor_is_nobody():
    with pytest.raises(NoActor):
        require(AnonymousUser())


def test_somebody_without_an_id_is_nobody_yet():
    with pytest.raises(NoActor, match="no id yet"):
        require(Somebody(None))
    with pytest.raises(NoActor):
        require(Somebody(None, "system"))


def test_a_person_and_the_system_act(adah: Somebody):
    assert require(adah) is adah
    assert require(SYSTEM) is SYSTEM
    assert isinstance(SYSTEM, Actor)


def test_there_is_one_system():
    assert pickle.loads(pickle.dumps(SYSTEM)) is SYSTEM
    assert copy.deepcopy(SYSTEM) is SYSTEM


def test_adah_acts_for_iris_and_is_the_one_who_acts(adah: Somebody):
    iris, authority = uuid4(), uuid4()
    acting = OnBehalf(adah, iris, authority)
    assert require(acting).id == adah.id
    assert hand_of(acting) is adah
    assert hand_of(adah) is adah


def test_nobody_acts_for_themself_for_nobody_or_at_third_hand(adah: Somebody):
    with pytest.raises(NoActor):
        OnBehalf(adah, adah.id, uuid4())  # type: ignore[arg-type]
    with pytest.raises(NoActor):
        OnBehalf(None, uuid4(), uuid4())  # type: ignore[arg-type]
    with pytest.raises(NoActor):
        OnBehalf(OnBehalf(adah, uuid4(), uuid4()), uuid4(), uuid4())
