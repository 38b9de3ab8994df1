"""What somebody types while their proof of who they are runs out is there again: walked at every such page."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from kernel.ids import uuid7
from kernel.time import now
from shared_apps.identity.proof import Proof, Way
from tenant_apps.entry import typed
from tenant_apps.entry.models import CircleSession
from tenant_apps.entry.sessions import Bearer, CircleSessionStore
from tenant_apps.people.models import Hat
from tenant_apps.people.services import ask_for_removal
from tenant_apps.rights.services import copies, requests
from tenants.context import in_circle
from tests import world

pytestmark = pytest.mark.django_db
STALE = timedelta(minutes=6)
REASON = "We spoke on the telephone, and she agreed."


@dataclass
class Shown(HTMLParser):
    """What can be typed on a page, and what stands there: {name: (kind, value)} of each form that is sent."""

    page: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    forms: int = 0
    _area: str = ""
    _select: str = ""
    _is_in: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page)

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_in = said.get("method", "get").lower() == "post" and not said.get("action", "").startswith("/")
            self.forms += self._is_in
        elif not self._is_in:
            return
        elif tag == "textarea":
            self._area = said["name"]
            self.fields[self._area] = ("textarea", "")
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and self._select and (self._select not in self.fields or "selected" in said):
            self.fields[self._select] = ("select", said.get("value", ""))
        elif tag == "input" and said.get("type") not in ("hidden", "submit") and "name" in said:
            self._input(said)

    def _input(self, said):
        kind, name = said.get("type", "text"), said["name"]
        if kind in ("checkbox", "radio"):
            if name not in self.fields or "checked" in said:
                self.fields[name] = (kind, said.get("value", "on") if "checked" in said else "")
            return
        self.fields[name] = (kind, said.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._is_in = False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] = ("textarea", self.fields[self._area][1] + data.strip("\n"))


def asking_pages(patterns=None, before="/"):
    """Every address of a circle behind `fresh_proof_required`, found by asking Django."""
    for pattern in patterns or get_resolver("config.urls_circle").url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from asking_pages(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "asks_for_fresh_proof", False):
            yield path


PAGES = sorted(asking_pages())


@pytest.fixture
def filled(calderdale, cast):
    """An address with its holes filled. A page with another kind of hole says here what stands in it."""
    with in_circle(calderdale):
        hat = cast.fin.hats.filter(kind__in=Hat.OFFICES).first()
        removal = ask_for_removal(hat, reason="She asked for it.", by=cast.cora)
        copy = copies.ask_for_copy(cast.otto, by=cast.otto)
        forgetting = requests.ask(cast.iris, "erase", by=cast.iris)
    holes = {"person_id": cast.sol.pk, "kind": "steward", "hat_id": hat.pk, "request_id": copy.pk}

    def fill(path):
        mine = {**holes, "person_id": cast.fin.pk} if "hat_id" in path else holes
        if path.endswith("/forget/"):
            mine = {**mine, "request_id": forgetting.pk}
        assert removal.hat_id == hat.pk
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda hole: str(mine.get(hole[1], uuid7())), path)

    return fill


def prove(client, calderdale, person):
    """What coming back from the sign-in host does: a new session with a fresh proof."""
    with in_circle(calderdale):
        session = CircleSessionStore(client.cookies[world.settings.SESSION_COOKIE_NAME].value)
        old = session.bearer if session.person else None
        assert old is not None
        fresh = Bearer(person.pk, person.account_id, old.epoch, proof=Proof(now(), (Way.PASSKEY,)))
        session.sign_in(fresh)
    client.cookies[world.settings.SESSION_COOKIE_NAME] = session.session_key


def grow_old(calderdale, person, by=STALE):
    with in_circle(calderdale):
        CircleSession.objects.filter(person=person).update(proved_at=now() - by)


def words_for(kind, value):
    """What somebody would put in, so that it can be known again."""
    if kind in ("checkbox", "radio"):
        return value or "on"
    if kind == "select":
        return value
    return {"date": "2031-05-04", "number": "7", "email": "somebody@kay.example"}.get(kind, REASON[:20])


def test_every_page_that_asks_for_a_fresh_proof_is_walked():
    assert len(PAGES) > 14
    assert "/circle/members/<uuid:person_id>/end/" in PAGES
    assert "/circle/members/<uuid:person_id>/glass/" in PAGES
    assert "/circle/members/<uuid:person_id>/hats/<uuid:hat_id>/end/" in PAGES


@pytest.mark.parametrize("path", PAGES)
def test_what_was_typed_is_there_again_after_the_second_step(calderdale, cast, browser_of, filled, path):
    cora, page = browser_of(calderdale, cast.cora), filled(path)
    before = cora.get(page)
    shown = Shown(before.text if before.status_code == 200 else "")
    said = {name: words_for(*field) for name, field in shown.fields.items() if field[0] != "file"}
    said = said or {"answer": "yes", "say": "start"}

    grow_old(calderdale, cast.cora)
    came = {} if shown.forms else {"referer": f"http://{calderdale.host}/circle/?a=1"}
    refused = cora.post(page, said, headers=came)
    if refused.status_code == 405:  # it is only looked at
        assert cora.get(page)["Location"].startswith("/sign-in/?again=1")
        return
    assert refused.status_code == 401
    assert "Is it still you?" in refused.text
    way = unescape(re.search(r'href="(/sign-in/[^"]*)"', refused.text)[1])
    assert way.startswith("/sign-in/?again=1&next=%2Fcircle%2F")
    secrets = [name for name, field in shown.fields.items() if field[0] == "password"]
    if not shown.fields:  # a button only: it stands on the page one comes back to
        assert way.endswith("next=%2Fcircle%2F%3Fa%3D1" if came else f"next={page.replace('/', '%2F')}")
        return
    assert ("A passphrase is never kept" in refused.text) == bool(secrets)

    prove(cora, calderdale, cast.cora)
    again = cora.get(page)
    typed_again = Shown(again.text).fields
    for name, given in said.items():
        if name in secrets:
            assert typed_again[name][1] == ""
        elif shown.fields[name][0] not in ("checkbox", "radio"):
            assert typed_again[name][1] == given, name
        else:
            assert typed_again[name][1] or not shown.fields[name][1], name
    assert ("What you typed is here again" in again.text) == (len(secrets) < len(said))


@pytest.fixture
def ending(cast):
    return f"/circle/members/{cast.sol.pk}/end/"


@pytest.fixture
def late(calderdale, cast, browser_of, ending):
    """Cora wrote why, and took longer than five minutes over it."""
    cora = browser_of(calderdale, cast.cora)
    grow_old(calderdale, cast.cora)

    def send(**more):
        return cora, cora.post(ending, {"why": "other", "reason": REASON, **more})

    return send


def test_it_lies_sealed_in_the_session_and_nobody_else_can_open_it(calderdale, cast, browser_of, late, ending):
    cora, answer = late()
    assert "is kept for half an hour" in answer.text
    with in_circle(calderdale):
        kept = CircleSessionStore(cora.cookies[world.settings.SESSION_COOKIE_NAME].value)
        sealed = kept["typed"][ending]
        assert "telephone" not in sealed
        fin = browser_of(calderdale, cast.fin)
        june = CircleSessionStore(fin.cookies[world.settings.SESSION_COOKIE_NAME].value)
        june["typed"] = {ending: sealed, "/circle/tools/add/": sealed}
        june.save()
        kept["typed"] = {**kept["typed"], "/circle/tools/add/": sealed}
        kept.save()
    prove(cora, calderdale, cast.cora)
    assert REASON in cora.get(ending).text
    assert "is here again" not in cora.get("/circle/tools/add/").text
    assert REASON not in fin.get(ending).text


def test_it_is_there_until_it_is_sent_and_then_no_more(calderdale, cast, late, ending):
    cora, _answer = late()
    prove(cora, calderdale, cast.cora)
    assert REASON in cora.get(ending).text
    assert REASON in cora.get(ending).text  # somebody loads the page again
    refused = cora.post(ending, {"why": "other", "reason": ""})
    assert refused.status_code == 422
    assert "is here again" not in refused.text


def test_half_an_hour_later_or_for_somebody_else_at_the_same_browser_it_is_gone(
    calderdale, cast, browser_of, late, ending, monkeypatch
):
    cora, _answer = late()
    with in_circle(calderdale):
        session = CircleSessionStore(cora.cookies[world.settings.SESSION_COOKIE_NAME].value)
        epoch = session.bearer.epoch if session.person else 0
        session.sign_in(Bearer(cast.fin.pk, cast.fin.account_id, epoch))
        assert "typed" not in session
    cora = browser_of(calderdale, cast.cora)
    grow_old(calderdale, cast.cora)
    assert "is kept" in cora.post(ending, {"why": "other", "reason": REASON}).text
    prove(cora, calderdale, cast.cora)
    monkeypatch.setattr(typed, "KEPT_FOR", timedelta(seconds=-1))
    assert REASON not in cora.get(ending).text


def test_what_is_too_long_and_files_are_told_honestly(calderdale, cast, late, ending):
    cora, answer = late(reason="x" * (typed.LONGEST + 1))
    assert "too long to be kept" in answer.text
    _cora, answer = late(paper=SimpleUploadedFile("paper.pdf", b"%PDF"))
    assert "A file cannot be kept" in answer.text
    prove(cora, calderdale, cast.cora)
    assert "A file cannot be kept: choose it again." in cora.get(ending).text


def test_a_program_gets_a_problem_and_a_page_of_elsewhere_is_no_way_back(calderdale, cast, browser_of, late, ending):
    cora, _answer = late()
    said = {"why": "other", "reason": REASON}
    program = cora.post(ending, said, headers={"accept": "application/json"})
    assert (program.status_code, program.json()["code"]) == (401, "prove_again")
    lured = cora.post(ending, said, headers={"referer": "http://evil.example/circle/"})
    assert "evil" not in lured.text
    assert f"next={ending.replace('/', '%2F')}" in lured.text


def test_it_comes_through_the_sign_in_host_as_well(calderdale, cast, late, ending):
    """Nothing of it travels: neither in the address nor in a cookie."""
    cora, answer = late()
    assert "telephone" not in answer.text
    assert set(cora.cookies) <= {world.settings.SESSION_COOKIE_NAME, world.settings.CSRF_COOKIE_NAME}
