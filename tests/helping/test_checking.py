"""Cora is the only steward and there is no lead: what she wrote down is checked by somebody named for this one."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from tenant_apps.helping import papers, services
from tenant_apps.helping.models import Authority
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.models import AccessEvent
from tenants.context import circle_context, in_circle

pytestmark = pytest.mark.django_db


def picture() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (64, 64), "white").save(drawn, "PNG")
    return SimpleUploadedFile("power.png", drawn.getvalue(), "image/png")


@pytest.fixture
def written(calderdale, cast, db):
    """Adah's power of attorney, written down by Cora, with its paper, and Adah's yes."""
    with in_circle(calderdale):
        found = services.record_authority(cast.iris, cast.adah, "lpa_health", ["care"], by=cast.cora)
        services.accept(found, by=cast.adah)
        papers.keep(found, picture(), by=cast.cora)
        yield found


def test_cora_names_otto_who_looks_at_the_paper_and_says_that_it_bears_it_out(written, cast, browser_of, calderdale):
    cora, otto = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.otto)
    page = f"/circle/members/{cast.iris.pk}/authorities/{written.pk}/"
    look = f"/helping/check/{written.pk}/"
    assert "Who looks at the papers instead?" in cora.get(page).text
    assert "they bear it out" not in cora.get(page).text
    assert otto.get(look).status_code == 404
    assert cora.post(f"{page}checker/", {"checker": str(cast.otto.pk)}).status_code == 302
    assert "was asked to look at the papers" in cora.get(page).text
    assert "was asked to look at the papers" in browser_of(calderdale, cast.iris).get("/me/helpers/").text
    assert look in otto.get("/helping/").text
    paper = f"{look}papers/{written.evidence.get().pk}/"
    before = AccessEvent.objects.about(cast.iris).count()
    assert otto.get(paper).status_code == 200
    told = AccessEvent.objects.about(cast.iris)
    assert told.count() == before + 1
    assert told.latest("at").actor_id == cast.otto.pk
    assert otto.post(look, {"do": "yes"}).status_code == 302
    written.refresh_from_db()
    assert written.checked_by_id == cast.otto.pk
    for gone in (look, paper):
        assert otto.get(gone).status_code == 404
    assert otto.get(page).status_code == 404


def test_otto_and_iris_are_told_by_e_mail_and_not_what_it_says(cast, calderdale, mailoutbox):
    with in_circle(calderdale):
        found = services.record_authority(cast.iris, cast.adah, "lpa_health", ["care"], by=cast.cora)
        services.name_checker(found, cast.otto, by=cast.cora)
    with circle_context(calderdale):
        deliver_due()
    letters = {each.to[0]: each.body for each in mailoutbox}
    assert {cast.otto.email, cast.iris.email} <= set(letters)
    assert "Adah" not in letters[cast.otto.email]


def test_nobody_with_a_hand_in_it_is_named_and_nobody_else_names_them(written, cast, browser_of, calderdale):
    for wrong in (cast.iris, cast.adah, cast.cora):
        with pytest.raises(RuleBroken):
            services.name_checker(written, wrong, by=cast.cora)
    for by in (cast.adah, cast.iris, cast.otto):
        with pytest.raises(NotAllowed):
            services.name_checker(written, cast.otto, by=by)
    with pytest.raises(NotAllowed):
        services.check(written, by=cast.cora)
    page = f"/circle/members/{cast.iris.pk}/authorities/{written.pk}/checker/"
    assert browser_of(calderdale, cast.otto).post(page, {"checker": str(cast.otto.pk)}).status_code == 404
    assert not Authority.objects.in_force().filter(pk=written.pk).exists()


def test_where_a_lead_is_free_nobody_else_is_named(written, cast):
    give_hat(cast.fin, "safeguarding_lead", by=SYSTEM)
    with pytest.raises(Conflict) as refused:
        services.name_checker(written, cast.otto, by=cast.cora)
    assert refused.value.code == "somebody_can"


def test_otto_may_say_that_the_papers_do_not_say_so_and_reads_only_this_one(written, cast, browser_of, calderdale):
    other = services.record_authority(cast.june, cast.adah, "lpa_health", ["care"], by=cast.cora)
    services.name_checker(written, cast.otto, by=cast.cora)
    otto = browser_of(calderdale, cast.otto)
    assert otto.get(f"/helping/check/{other.pk}/").status_code == 404
    assert otto.get(f"/people/{cast.iris.pk}/").status_code == 404
    assert otto.get(f"/api/v1/people/{cast.iris.pk}/").status_code == 404
    otto.post(f"/helping/check/{written.pk}/", {"do": "no"})
    written.refresh_from_db()
    assert written.ended_why == "not_proved"
