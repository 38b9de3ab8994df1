"""Every kind of run is killed for good at every step: before it, at its first commit, and when it is done but not
written down. What is left each time is taken up by the next process, and nothing is there twice or left over."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kernel.actors import SYSTEM
from kernel.time import now
from provisioning import circles, invented, kinds, running
from provisioning.events import CircleOpened, RunDone
from shared_apps.federation.services import standing
from shared_apps.identity.models import Account, CircleLink, LostStep, Office, Vouch
from shared_apps.identity.services import account_for
from shared_apps.runs import services
from shared_apps.runs.models import Run
from tenant_apps.inviting.models import Invitation
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Hat, Person, today
from tenant_apps.site.domain.events import DomainNews
from tenants import directory
from tenants.context import in_circle, in_federation
from tenants.models import Circle, Domain
from tests.provisioning.killing import POINTS, in_a_process_of_its_own, left_over
from tests.provisioning.living import STEWARDS, do, generous, todmorden

__all__ = ["generous", "todmorden"]
OPENING = {
    "slug": "heptonstall",
    "name": "Heptonstall",
    "recipe": "equal-care",
    "is_sandbox": True,
    "stewards": STEWARDS,
}
LETTERS = "K7M2QX"
FACTS: dict[str, dict[str, Any]] = {
    "open": OPENING,
    "rename": {"name": "Upper Valley", "slug": "upper-valley"},
    "clone": {},
    "suspend": {"reason": "Flood"},
    "resume": {},
    "stage": {"stage": "closed", "why": "It stays an idea."},
    "go-live": {},
    "close": {"days": 0},
    "recover": {},
    "domain": {"claim": "01990000-0000-7000-8000-0000000000dd", "what": "live"},
    "steward": {"stewards": [{"name": "Ida Thwaite", "email": "ida@tod.example"}], "reason": "She moved away."},
    "vouch": {"reason": "A video call."},
}
# These are about more than one circle's life, and are killed where they are tested.
ELSEWHERE = {"export", "import", "close_account", "merge_accounts", "tell-leaving", "test-three", "write-to"}


@pytest.fixture(autouse=True)
def _house(committed, settings, monkeypatch, tmp_path: Path) -> Iterator[None]:
    """Post that outlives whoever sends it; nobody waits, and nothing is kept for long. Whoever was lost is found."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "post")
    settings.TRASH_KEPT *= 0
    monkeypatch.setattr(directory, "until_known", directory.forget)
    yield
    with in_federation():
        Vouch.objects.all().delete()
        LostStep.objects.all().delete()
        Office.objects.filter(account__email__endswith="@national.example").delete()


@pytest.fixture
def prepared(request, todmorden) -> tuple[str, Run]:
    """A run of this kind, asked for where it makes sense."""
    kind: str = request.param
    facts, circle_id = dict(FACTS[kind]), todmorden.id
    if kind == "open":
        circle_id = None
    elif kind == "clone":
        facts["from"] = str(request.getfixturevalue("generous").id)
    elif kind == "resume":
        do("suspend", todmorden, reason="Flood")
    elif kind == "recover":
        settings = request.getfixturevalue("settings")
        settings.TRASH_KEPT = settings.CLOSING_NOTICE
        do("close", todmorden, days=0)
    elif kind == "stage":
        with in_federation():
            standing.begin(todmorden.id, "idea", by=SYSTEM)
    elif kind == "steward":
        with in_circle(todmorden):
            Hat.objects.filter(kind="steward").update(from_on=today().replace(year=2020), until_on=today())
    elif kind == "vouch":
        facts |= letters_of_somebody_lost()
    elif kind == "go-live":
        Circle.objects.using("owner").filter(pk=todmorden.id).update(is_sandbox=True)
        invented.move_in(todmorden)
    with in_federation():
        run = services.ask(kind, by=SYSTEM, key=str(uuid4()), circle_id=circle_id, facts=facts, wake=False)
    return kind, run


def letters_of_somebody_lost() -> dict[str, str]:
    """Oskar and Nadia work for the national co-op. Nadia has lost her second step, and has read Oskar her letters."""
    with in_federation():
        oskar, nadia = (account_for(f"{name}@national.example") for name in ("oskar", "nadia"))
        for each in (oskar, nadia):
            Office.objects.create(account=each, since_on=now().date())
        LostStep.objects.create(account=nadia, reference=LETTERS, stop_hash=b"1")
    return {"reference": LETTERS, "officer_account_id": str(oskar.pk)}


@pytest.mark.parametrize("prepared", sorted(FACTS), indirect=True)
def test_a_run_that_is_killed_at_every_step_goes_on_where_it_stopped_and_leaves_nothing_twice(prepared, settings):
    kind, run = prepared
    before = left_over()
    for step in running.kind_of(run).steps:
        for point in POINTS:
            assert in_a_process_of_its_own(run.pk, step.name, point) == -signal.SIGKILL, f"{step.name} {point}"
    assert in_a_process_of_its_own(run.pk) == 0
    with in_federation():
        run.refresh_from_db()
        assert run.state == Run.State.DONE, list(run.steps.values("name", "state", "said"))
        assert [(step.name, step.tries) for step in run.steps.all()] == [
            (step.name, 4) for step in running.kind_of(run).steps
        ]  # each died three times and was never done again once it was written down
    assert left_over() == before
    directory.forget()
    CHECKS[kind](run, Path(settings.EMAIL_FILE_PATH))


def told(post: Path) -> dict[str, int]:
    """How often each was written to."""
    letters = "".join(file.read_text() for file in post.glob("*")) if post.exists() else ""
    return {each["email"]: letters.count(f"To: {each['email']}") for each in STEWARDS}


def written(circle) -> list[str]:
    with in_circle(circle):
        return [entry.payload["what"] for entry in Entry.objects.filter(event=RunDone.event_name).order_by("pk")]


def _opened(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("heptonstall"))
    assert circles.Circle.objects.using("owner").filter(name="Heptonstall").count() == 1
    assert (circle.id, circle.state) == (run.circle_id, "open")
    with in_circle(circle):
        assert Person.objects.count() == 1 + len(invented.PEOPLE)
        assert list(Hat.objects.filter(kind="steward").values_list("person__name", flat=True)) == ["Cora May"]
        assert list(Invitation.objects.values_list("name", "hats")) == [("Fin Rowe", ["steward"])]
        assert Entry.objects.filter(event=CircleOpened.event_name).count() == 1
    with in_federation():
        assert CircleLink.objects.filter(circle_id=circle.id).count() == 1
        known = Account.objects.filter(email__endswith="@tod.example").count()
        assert known == len(STEWARDS), "those of Todmorden, and no more"
        assert len(standing.history(circle.id)) == 1
    times = told(post)
    assert 1 <= times["cora@tod.example"] <= 3
    assert times["fin@tod.example"] == 0, "who is only asked gets no letter about the circle"


def _renamed(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("upper-valley"))
    hosts = Domain.objects.using("owner").filter(tenant_id=circle.id).values_list("domain", "is_primary")
    assert set(hosts) == {("todmorden.localhost", False), ("upper-valley.localhost", True)}
    assert written(circle) == ["renamed"]


def _copied(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("todmorden"))
    assert (circle.about, written(circle)) == ("We began round a kitchen table.", ["pages-copied", "set-up-copied"])


def _suspended(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("todmorden"))
    assert (circle.state, written(circle)) == ("suspended", ["suspended"])


def _resumed(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("todmorden"))
    assert (circle.state, written(circle)) == ("open", ["suspended", "resumed"])


def _moved_on(run: Run, post: Path) -> None:
    with in_federation():
        assert [change.to_stage for change in standing.history(run.circle_id)] == ["idea", "closed"]


def _live(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("todmorden"))
    assert (circle.is_sandbox, written(circle)) == (False, ["live"])
    with in_circle(circle):
        assert Person.objects.count() == len(STEWARDS)


def _gone(run: Run, post: Path) -> None:
    circle = circles.numbered(run.circle_id)
    assert (circle.state, circle.slug) == ("closed", f"closed-{circle.pk.hex}")
    assert not circles.is_kept(circle)
    assert not Domain.objects.using("owner").filter(tenant=circle).exists()
    assert all(2 <= times <= 6 for times in told(post).values())  # closed, and gone


def _back(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("todmorden"))
    assert (circle.state, written(circle)) == ("open", ["closing", "recovered"])
    with in_circle(circle):
        assert Person.objects.count() == len(STEWARDS)
    with in_federation():
        assert Run.objects.get(kind="close").state == Run.State.CANCELLED


def _heard_once(run: Run, post: Path) -> None:
    with in_circle(circles.ref_of(circles.find("todmorden"))):
        assert [entry.payload["what"] for entry in Entry.objects.filter(event=DomainNews.event_name)] == ["live"]


def _looked_after(run: Run, post: Path) -> None:
    circle = circles.ref_of(circles.find("todmorden"))
    with in_circle(circle):
        assert list(Hat.objects.worn(today()).filter(kind="steward").values_list("person__name", flat=True)) == [
            "Ida Thwaite"
        ]
    assert "Ida" not in str(run.facts)
    assert all(1 <= times <= 3 for times in told(post).values())


def _vouched(run: Run, post: Path) -> None:
    with in_federation():
        assert Vouch.objects.count() == 1
    assert LETTERS not in str(run.facts)


CHECKS = {
    "steward": _looked_after,
    "vouch": _vouched,
    "open": _opened,
    "rename": _renamed,
    "clone": _copied,
    "suspend": _suspended,
    "resume": _resumed,
    "stage": _moved_on,
    "go-live": _live,
    "close": _gone,
    "recover": _back,
    "domain": _heard_once,
}


def test_every_kind_of_run_is_killed_somewhere(committed):
    kinds.declare_all()
    assert set(running._register.kinds) - ELSEWHERE == set(FACTS)
