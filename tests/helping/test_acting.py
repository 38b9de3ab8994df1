"""Acting for somebody: the banner, both names in every entry, and what ends with the next request."""

import io
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from kernel.actors import SYSTEM, OnBehalf
from kernel.time import now
from shared_apps.identity.proof import Proof, Way
from tenant_apps.entry import typed
from tenant_apps.entry.sessions import ACTING, Bearer, CircleSessionStore
from tenant_apps.helping import papers, services
from tenant_apps.helping.models import Authority, Evidence
from tenant_apps.journal.models import Entry
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.models import AccessEvent
from tenant_apps.privacy.relations import reader_of
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(calderdale, cast):
    with in_circle(calderdale):
        authority = services.ask_for_help(cast.iris, cast.adah, ["care", "health"], until_on=None, by=cast.iris)
        return services.accept(authority, by=cast.adah)


@pytest.fixture
def adah(browser_of, calderdale, cast):
    return browser_of(calderdale, cast.adah)


@pytest.fixture
def acting(adah, consent):
    assert adah.post(f"/helping/{consent.pk}/begin/").status_code == 302
    return adah


def end(calderdale, consent, cast):
    with in_circle(calderdale):
        services.end(consent, why="withdrawn", by=cast.iris)


def test_the_banner_stands_on_every_page_while_somebody_acts(adah, consent, cast, browser_of, calderdale):
    said = "You are acting for"
    assert said not in adah.get("/home/").text
    adah.post(f"/helping/{consent.pk}/begin/")
    for address in ("/home/", "/more/", "/settings/", "/helping/"):
        page = adah.get(address).text
        assert said in page
        assert cast.iris.called in page
    assert said not in browser_of(calderdale, cast.adah).get("/home/").text  # her other browser
    adah.post("/helping/stop/")
    assert said not in adah.get("/home/").text


def prove(client, circle, person):
    """What coming back from the sign-in host does: a new session, with a fresh proof of who it is."""
    with in_circle(circle):
        session = CircleSessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
        assert session.person is not None
        session.sign_in(Bearer(person.pk, person.account_id, session.bearer.epoch, proof=Proof(now(), (Way.PASSKEY,))))
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def test_proving_anew_who_it_is_ends_no_acting_so_nothing_meant_for_iris_is_done_to_adah(acting, cast, calderdale):
    prove(acting, calderdale, cast.adah)
    page = acting.get("/home/").text
    assert "You are acting for" in page
    assert cast.iris.called in page
    assert acting.post("/me/helpers/ask/", {"helper": str(cast.otto.pk), "scopes": ["care"]}).status_code == 409


def test_somebody_else_who_signs_in_at_the_same_browser_acts_for_nobody(acting, cast, calderdale):
    prove(acting, calderdale, cast.otto)
    assert "You are acting for" not in acting.get("/home/").text


def test_what_was_typed_for_iris_does_not_come_back_on_a_page_of_adahs_own(acting, cast, calderdale):
    request = SimpleNamespace(person=cast.adah, session={ACTING: "one"})
    for_iris = typed._purpose(request, "/me/profile/")
    request.session.pop(ACTING)
    assert typed._purpose(request, "/me/profile/") != for_iris


def test_both_names_and_the_authority_stand_in_the_journal(acting, consent, cast, calderdale):
    acting.post("/helping/stop/")
    with in_circle(calderdale):
        began = Entry.objects.get(event="helping.ActingBegan")
        assert (began.actor_id, began.on_behalf_of, began.authority) == (cast.adah.pk, cast.iris.pk, consent.pk)
        assert Entry.objects.get(event="helping.ActingStopped").on_behalf_of is None


def test_taken_back_it_is_over_with_the_next_request(acting, consent, cast, calderdale):
    end(calderdale, consent, cast)
    page = acting.get("/home/").text
    assert "You are acting for" not in page
    assert "You may no longer act" in page


def test_a_form_that_is_sent_after_it_ended_changes_nothing(acting, consent, cast, calderdale):
    """Adah had the page open when Iris took it back: it must not be done in Adah's own name instead."""
    end(calderdale, consent, cast)
    answer = acting.post("/me/contact/", {"name": "Iris Green", "known_as": ""})
    assert answer.status_code == 409
    with in_circle(calderdale):
        assert Person.objects.get(pk=cast.adah.pk).name == cast.adah.name
    acting.post("/helping/stop/")
    assert "You may no longer act" not in acting.get("/home/").text


def test_pages_about_the_helper_take_no_form_while_they_act(acting, cast, calderdale):
    answer = acting.post("/me/helpers/ask/", {"helper": str(cast.otto.pk), "scopes": ["care"]})
    assert answer.status_code == 409
    assert "Stop acting first" in answer.text
    assert acting.post("/me/contact/", {"name": "Iris Green", "known_as": ""}).status_code == 403  # about Iris
    api = acting.post("/api/v1/invitations/", {"name": "x"}, content_type="application/json")
    assert api.status_code in (404, 409)
    with in_circle(calderdale):
        assert Person.objects.get(pk=cast.adah.pk).name == cast.adah.name


def test_forms_that_were_open_before_are_no_longer_taken(consent, cast, calderdale, browser_of):
    """Another tab shows Adah's own page; then she begins to act. Its seal is of before."""
    from django.test import Client

    signed_in = browser_of(calderdale, cast.adah)
    strict = Client(enforce_csrf_checks=True, HTTP_HOST=calderdale.host)
    strict.cookies = signed_in.cookies
    strict.get("/me/contact/")
    before = strict.cookies["csrftoken"].value if "csrftoken" in strict.cookies else ""
    names = [name for name in strict.cookies if "csrf" in name]
    assert names or before
    seal = strict.cookies[names[0]].value
    strict.post(f"/helping/{consent.pk}/begin/", {"csrfmiddlewaretoken": seal})
    late = strict.post("/helping/stop/", {"csrfmiddlewaretoken": seal})
    assert late.status_code == 403


def test_what_was_typed_into_a_form_after_the_authority_ended_is_not_kept_and_not_lost(adah, consent, cast, calderdale):
    adah.post(f"/helping/{consent.pk}/begin/")
    end(calderdale, consent, cast)
    late = adah.post(
        "/me/profile/getting/days/", {"seen": "0", "words_good": "She likes the <b>garden</b>.", "go": "on"}
    )
    assert late.status_code == 409
    assert "She likes the &lt;b&gt;garden&lt;/b&gt;." in late.text
    assert "This was not kept. Copy it if you need it." in late.text


def test_nobody_begins_under_what_is_not_theirs_or_does_not_count(adah, consent, cast, browser_of, calderdale):
    assert browser_of(calderdale, cast.otto).post(f"/helping/{consent.pk}/begin/").status_code == 404
    end(calderdale, consent, cast)
    assert adah.post(f"/helping/{consent.pk}/begin/").status_code == 404


def test_privacy_is_told_how_far_it_reaches_and_only_while_it_counts(consent, cast, calderdale):
    with in_circle(calderdale):
        acting = OnBehalf(cast.adah, cast.iris.pk, consent.pk)
        assert reader_of(acting).scopes == {"care", "health"}
        assert reader_of(OnBehalf(cast.otto, cast.iris.pk, consent.pk)).scopes == frozenset()
        assert reader_of(OnBehalf(cast.adah, cast.sol.pk, consent.pk)).scopes == frozenset()
        services.end(consent, why="withdrawn", by=cast.iris)
        assert reader_of(acting).scopes == frozenset()


def test_whoever_acts_for_nobody_pays_no_question_for_it(adah, consent, calderdale):
    with CaptureQueriesContext(connection) as asked:
        adah.get("/more/")
    assert asked.captured_queries
    assert "helping_authority" not in str(asked.captured_queries)
    adah.post(f"/helping/{consent.pk}/begin/")
    with CaptureQueriesContext(connection) as asked:
        adah.get("/more/")
    assert str(asked.captured_queries).count('FROM "helping_authority"') == 1


def test_iris_asks_adah_on_a_page_who_says_yes_and_iris_ends_it(browser_of, calderdale, cast):
    iris, adah = browser_of(calderdale, cast.iris), browser_of(calderdale, cast.adah)
    with in_circle(calderdale):
        from kernel.sections import Audience
        from tenant_apps.privacy.services import choose_audience

        choose_audience(cast.adah, "people.name", Audience.CIRCLE, by=cast.adah)
    asked = iris.post("/me/helpers/ask/", {"helper": str(cast.adah.pk), "scopes": ["care"], "until_on": ""})
    assert asked.status_code == 302, asked.text
    with in_circle(calderdale):
        authority = Authority.objects.get(person=cast.iris)
    assert "Waits for their yes" in iris.get("/me/helpers/").text
    adah.post(f"/helping/{authority.pk}/answer/", {"do": "yes"})
    assert "Counts now" in adah.get("/helping/").text
    iris.post(f"/me/helpers/{authority.pk}/end/")
    assert "Nobody acts for you." in iris.get("/me/helpers/").text


@pytest.fixture
def money(calderdale, cast):
    with in_circle(calderdale):
        authority = services.record_authority(cast.iris, cast.adah, "lpa_property", ["money"], by=cast.cora)
        return services.accept(authority, by=cast.adah)


def pdf(*, end=b"%%EOF\n"):
    return SimpleUploadedFile("order.pdf", b"%PDF-1.7\nSECRET WORDS " + end, content_type="application/pdf")


def picture():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", (64, 64), "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("scan.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_steward_adds_a_paper_checks_it_and_can_open_it(browser_of, calderdale, cast, money, settings):
    cora, one = browser_of(calderdale, cast.cora), f"/circle/members/{cast.iris.pk}/authorities/{money.pk}/"
    assert "bear it out" not in browser_of(calderdale, cast.iris).get(one).text
    with in_circle(calderdale):
        give_hat(cast.june, "steward", by=cast.cora)
    june = browser_of(calderdale, cast.june)
    assert june.post(one + "check/").status_code == 422  # there is no paper
    assert cora.post(one, {"paper": pdf()}).status_code == 302
    assert cora.post(one + "check/").status_code == 403  # she wrote it down and brought the paper
    assert june.post(one + "check/").status_code == 302
    with in_circle(calderdale):
        paper = Evidence.objects.get(authority=money)
    lying = b"".join(path.read_bytes() for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    assert b"SECRET WORDS" not in lying
    assert b"PDF" not in lying
    answer = cora.get(f"{one}papers/{paper.pk}/")
    assert b"SECRET WORDS" in answer.content
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    with in_circle(calderdale):
        assert Entry.objects.filter(event="helping.EvidenceOpened", actor_id=cast.cora.pk).exists()
        looks = AccessEvent.objects.about(cast.iris).filter(actor_id=cast.cora.pk)
        assert ["helping.evidence"] in looks.values_list("sections", flat=True)
    assert "Papers about who may act for me" in browser_of(calderdale, cast.iris).get("/me/looked/").text
    for person in (cast.otto, cast.sol, cast.fin):
        assert browser_of(calderdale, person).get(f"{one}papers/{paper.pk}/").status_code == 404


def test_a_picture_is_drawn_anew_and_what_is_neither_is_refused(calderdale, cast, money):
    with in_circle(calderdale):
        kept = papers.keep(money, picture(), by=cast.cora)
        content = papers.opened(kept, by=cast.cora)
        assert (kept.media_type, content[:4]) == ("image/webp", b"RIFF")
        assert b"Taken at home" not in content
        for wrong in (
            SimpleUploadedFile("x.pdf", b"<html><script>alert(1)</script>"),
            SimpleUploadedFile("x.pdf", b"%PDF-1.7 and no end"),
            SimpleUploadedFile("x.jpg", b"GIF89a" + b"x" * 90),
        ):
            from django.core.exceptions import ValidationError

            with pytest.raises(ValidationError):
                papers.keep(money, wrong, by=cast.cora)


def test_with_the_persons_key_destroyed_the_paper_is_noise(calderdale, cast, money):
    from tenant_apps.vault.errors import Shredded
    from tenant_apps.vault.services import shred

    with in_circle(calderdale):
        kept = papers.keep(money, pdf(), by=cast.cora)
        shred(cast.iris, by=SYSTEM)
        with pytest.raises(Shredded):
            papers.opened(Evidence.objects.get(pk=kept.pk), by=cast.cora)


def test_everybody_it_concerns_gets_a_letter_that_names_nobody(calderdale, cast, consent):
    with in_circle(calderdale):
        Authority.objects.filter(pk=consent.pk).update(review_on=today())
        services.remind(by=SYSTEM)
    with circle_context(calderdale):
        deliver_due()
    letters = [letter for letter in mail.outbox if "something to look at" in letter.subject]
    assert {letter.to[0] for letter in letters} >= {cast.iris.email, cast.adah.email, cast.cora.email}
    for letter in letters:
        assert cast.iris.called not in letter.body
        assert cast.adah.called not in letter.body
