"""The desk speaks the language its officer reads: every word of ours on it, those that a worker wrote down too."""

import re
from functools import partial
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.utils import translation

from kernel.actors import SYSTEM
from provisioning import running
from provisioning.running import Kind, RefusedForGood, Step
from shared_apps.console.services import officers as service
from shared_apps.federation import reasons
from shared_apps.federation.actors import StewardOf
from shared_apps.federation.models import CircleFact
from shared_apps.federation.services import facts, support
from shared_apps.federation.services.facts import today
from shared_apps.runs import kept
from shared_apps.runs import services as runs
from shared_apps.runs.models import RunLine
from tenants.context import in_console, in_federation
from tests import world
from tests.console.desk import browser
from tests.entry.journey import Browser

CONSOLE = f"http://{settings.CONSOLE_HOST}"
ID = f"http://{settings.SIGN_IN_HOST}"
SHOWN = ("aria-label", "data-label", "title", "alt", "placeholder")
GIVEN = re.compile(r"«[^«»]*»")


class Seen(HTMLParser):
    """Every word of a page that somebody sees or hears."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.words += [value for name, value in attrs if name in SHOWN and value]
        if tag in ("script", "style", "svg"):
            self._hidden.append(tag)

    def handle_endtag(self, tag):
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.words.append(data.strip())


@pytest.fixture
def every_word_is_marked(monkeypatch):
    """A language in which every sentence stands in marks, so that one nobody can translate stands out."""
    real = translation._trans

    def marked(words: str) -> str:
        return f"«{words}»" if words else ""

    monkeypatch.setattr(real, "gettext", marked)
    monkeypatch.setattr(real, "pgettext", lambda _context, words: marked(words))
    monkeypatch.setattr(real, "ngettext", lambda one, many, n: marked(one if n == 1 else many))
    monkeypatch.setattr(real, "npgettext", lambda _context, one, many, n: marked(one if n == 1 else many))


def in_english(page: str, *typed: str) -> list[str]:
    """What is left of a page without its sentences, names and figures."""
    names = re.compile("|".join(re.escape(name) for name in sorted(typed, key=len, reverse=True)) or "(?!)")
    left = (_without_marked(names.sub("", words)) for words in Seen(page).words)
    return [words for words in left if re.search(r"[A-Za-z]{2}", words)]


def _without_marked(words: str) -> str:
    """Sentences may stand in sentences: the innermost goes first."""
    fewer = GIVEN.sub("", words)
    return words if fewer == words else _without_marked(fewer)


@pytest.fixture
def told(things, officers, calderdale, clapton):
    """What the cast and the things are called, and what was typed about them."""
    with in_federation():
        names = [calderdale.name, clapton.name, calderdale.place, clapton.place, calderdale.slug, clapton.slug]
    typed = ["Garden Circle", "Leeds", "garden", "Pat Moss", "pat@garden.example", "group@garden.example"]
    typed += ["New letters", "They are here.", "Mail is slow", "It comes late today.", "A page is empty.", "Sana"]
    typed += [name for each in vars(officers).values() for name in (each.name, each.email)]
    typed += [
        settings.FEDERATION_NAME,
        *(name for _code, name in settings.LANGUAGES),
        f".{settings.FEDERATION_DOMAIN}",
        "Letter of the first day",
        "Federation agreement",
    ]
    return [name for name in [*names, *typed] if name]


PAGES = (
    *("/", "/circles/", "/circles/calderdale/", "/circles/calderdale/history/", "/open/", "/applications/", "/runs/"),
    *("/announcements/", "/announcements/new/", "/incidents/", "/incidents/new/", "/agreements/", "/features/"),
    *("/agreements/publish/", "/figures/", "/support/", "/support/ask/", "/officers/", "/officers/give/", "/audit/"),
    *("/circles/calderdale/suspend/", "/circles/calderdale/rename/", "/circles/calderdale/close/", "/hats/"),
    *("/circles/calderdale/plan/", "/circles/calderdale/fact/", "/circles/calderdale/stage/", "/sign-in/no-desk/"),
)


def test_nadia_finds_no_word_on_the_desk_that_cannot_be_said_in_her_language(
    officers, things, calderdale, told, every_word_is_marked
):
    nadia = browser(officers.nadia)
    own = [
        *(f"/applications/{things.application.pk}/{verb}" for verb in ("", "ask/", "approve/", "refuse/")),
        *(f"/runs/{things.run.pk}/", f"/announcements/{things.announcement.pk}/", f"/incidents/{things.incident.pk}/"),
        *(f"/support/{things.session.pk}/", f"/officers/terms/{things.term.pk}/end/"),
    ]
    found = {}
    for path in (*PAGES, *own, "/language/", "/reading/", "/nowhere/"):
        page = nadia.get(path)
        assert page.status_code in (200, 404), path
        if left := in_english(page.text, *told):
            found[path] = left
    assert found == {}


def test_what_sana_sees_in_a_support_session_and_what_nadia_is_told_on_a_form_can_be_said_in_any_language(
    officers, things, calderdale, told, every_word_is_marked
):
    with in_federation():
        support.consent(things.session, by=StewardOf(calderdale.id, world.same_id("cora")))
    sana, told = browser(officers.sana), [*told, "Europe/London", "British English"]
    for page in ("", "look/settings/", "look/health/", "look/runs/"):
        answer = sana.get(f"/support/{things.session.pk}/{page}")
        assert answer.status_code == 200
        assert in_english(answer.text, *told) == [], page
    nadia = browser(officers.nadia)
    for path, wrong in (
        ("/officers/give/", {"name": "", "email": "x", "hat": "king", "until_on": "soon"}),
        ("/open/", {"name": "", "slug": "calderdale", "mode": "none"}),
        ("/circles/calderdale/rename/", {"slug": "clapton", "once": "0" * 32}),
        ("/agreements/publish/", {"wording": "none", "from_on": str(today())}),
    ):
        answer = nadia.post(path, wrong)
        assert answer.status_code == 200
        assert in_english(answer.text, *told, "king", "soon", "none") == [], path


def test_the_letter_that_asks_somebody_to_wear_a_hat_is_said_in_their_language_too(
    officers, every_word_is_marked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), in_console():
        service.give(name="Olga", email="olga@federation.example", hat="operator", by=officers.nadia)
    letter = mail.outbox[0]
    assert in_english(letter.subject) == []
    assert in_english(letter.body.replace("\n", " ")) == []


def test_what_a_worker_wrote_down_in_english_is_read_in_the_language_of_who_looks(officers, calderdale, monkeypatch):
    def refuse(work):
        work.say(kept.ARCHIVE_READ % {"rows": 12, "files": 3, "release": "1.4"})
        raise RefusedForGood(kept.TABLES % {"why": "relation does not exist"})

    odd = Kind("odd", "Odd", (Step("check", "Check", refuse),))
    monkeypatch.setitem(running._register.kinds, "odd", odd)
    with in_console():
        run = runs.ask("odd", by=SYSTEM, key="odd", circle_id=calderdale.id, wake=False)
    with translation.override("cy"):
        running.carry_out(run.pk)
    with in_federation():
        assert RunLine.objects.get(run=run).words == "12 rows and 3 files, of release 1.4."
    nadia = browser(officers.nadia)
    assert "12 rows and 3 files, of release 1.4." in nadia.get(f"/runs/{run.pk}/").text
    nadia.cookies[settings.LANGUAGE_COOKIE_NAME] = "pl"
    page = nadia.get(f"/runs/{run.pk}/").text
    with translation.override("pl"):
        assert kept.in_words("12 rows and 3 files, of release 1.4.") in page
        assert kept.in_words("Its tables could not be brought up to date: relation does not exist") in page
    assert "12 rows" not in page
    assert "relation does not exist" in page, "what the database said is nobody's sentence"


def test_how_we_know_a_fact_is_told_in_welsh_when_we_say_it_and_as_it_was_typed_when_an_officer_did(
    officers, things, clapton
):
    with in_federation():
        note = partial(facts.note, clapton.id, from_on=today())
        note(CircleFact.Kind.MODE, "community", by=SYSTEM, evidence=reasons.AS_APPLIED)
        note(CircleFact.Kind.SOCIETY, "none", by=officers.nadia, evidence="They told us in Leeds.")
    nadia = browser(officers.nadia)
    nadia.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    page = nadia.get("/circles/clapton/history/").text
    with translation.override("cy"):
        assert str(reasons.in_words(reasons.AS_APPLIED)) in page
    assert reasons.AS_APPLIED not in page
    assert "They told us in Leeds." in page


def test_sana_chooses_polish_at_the_desk_and_it_comes_along_to_the_sign_in_host_and_to_circles(officers, calderdale):
    sana = browser(officers.sana)
    assert 'href="/language/?' in sana.get("/").text
    assert sana.post("/language/", {"language": "pl"}).status_code == 302
    page = sana.get("/circles/calderdale/").text
    assert '<html lang="pl"' in page
    assert f'href="{calderdale.url}/?lang=pl"' in page
    assert sana.post("/sign-out/")["Location"].endswith("lang=pl")
    assert sana.get("/sign-in/?next=/runs/")["Location"].endswith("lang=pl")


def test_stella_reads_welsh_at_the_sign_in_host_and_the_desk_speaks_it_from_her_first_page_on(officers):
    stella = Browser()
    assert stella.post(f"{ID}/language/", {"language": "cy"}).status_code == 302
    page, where = stella.go(f"{CONSOLE}/circles/")
    assert '<html lang="cy"' in page.text
    answer = stella.post(where, {"email": "stella@federation.example", "next": parse_qs(urlsplit(where).query)["next"]})
    page, where = stella.follow(answer, where)
    page, where = stella.type_code(where, mail.outbox[-1].extra_headers["X-Coopbox-Code"])
    assert where.startswith(f"{CONSOLE}/") or "second" in where or "/account/" in where
    assert '<html lang="cy"' in page.text
