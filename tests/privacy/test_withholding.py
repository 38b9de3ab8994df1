"""What is withheld to keep somebody safe is withheld everywhere: in the log, the copy, the previews and the journal."""

import pytest
from django.core import mail

from kernel.actors import SYSTEM
from kernel.sections import Purpose
from tenant_apps.journal.models import Entry
from tenant_apps.journal.reading import told_to
from tenant_apps.journal.services import deliver_due
from tenant_apps.people.models import Person, today
from tenant_apps.people.services import give_hat
from tenant_apps.privacy.doors import masked
from tenant_apps.privacy.models import AccessEvent, BreakGlass, Withholding
from tenant_apps.privacy.services import break_glass, end_withholding
from tenant_apps.privacy.services.glass import remind
from tenant_apps.rights import answering
from tenant_apps.rights.models import DataRequest, KeptPart
from tenant_apps.rights.services import erasing, requests
from tenants.context import circle_context, in_circle
from tests.words import names

pytestmark = pytest.mark.django_db
REASON, RISK = "A neighbour fears for him.", "Somebody opens his post."


@pytest.fixture
def lead(cast, calderdale):
    """Sol is the safeguarding lead."""
    with in_circle(calderdale):
        give_hat(cast.sol, "safeguarding_lead", by=cast.cora)
    return cast.sol


def looked_at(person, lead) -> BreakGlass:
    """Sol looks at how to reach somebody, which a lead may for the task anyway, and keeps it back."""
    glass = break_glass(person, reason=REASON, withhold=RISK, by=lead)
    masked(lead, person, Purpose.SAFEGUARDING, ["people.contact", "people.membership"])
    return glass


def counts(person) -> dict[str, int]:
    return {each.part.code: each.how_many for each in erasing.preview(person.pk) if each.how_many}


def test_otto_sees_nothing_of_it_in_his_log_his_copy_or_what_would_be_forgotten(browser_of, calderdale, cast, lead):
    otto = browser_of(calderdale, cast.otto)
    with in_circle(calderdale):
        before, log = counts(cast.otto), AccessEvent.objects.told(cast.otto).count()
        copy = str([room.pieces for room in answering.all_known(cast.otto.pk)])
    page = otto.get("/me/data/forget/").text
    with in_circle(calderdale):
        glass = looked_at(cast.otto, lead)
        assert set(AccessEvent.objects.filter(glass_id=glass.pk).values_list("basis", flat=True)) >= {"duty"}
        assert AccessEvent.objects.told(cast.otto).count() == log
        assert counts(cast.otto) == before
        assert str([room.pieces for room in answering.all_known(cast.otto.pk)]) == copy
    assert not names(otto.get("/me/looked/").text, "Sol")
    there = otto.get("/me/data/forget/").text
    assert "could not wait" not in there
    assert [line for line in there.splitlines() if "<li" in line] == [li for li in page.splitlines() if "<li" in li]


def test_the_lead_is_told_once_that_its_day_has_come_and_otto_never(calderdale, cast, lead):
    with in_circle(calderdale):
        remind(by=SYSTEM)  # of what was withheld before
        glass = looked_at(cast.otto, lead)
        assert remind(by=SYSTEM) == 0
    with circle_context(calderdale):
        deliver_due()
    mail.outbox.clear()
    with in_circle(calderdale):
        Withholding.objects.filter(glass=glass).update(review_on=today())
        assert (remind(by=SYSTEM), remind(by=SYSTEM)) == (1, 0)
        due = Entry.objects.filter(event="privacy.WithholdingDue", payload__glass_id=str(glass.pk))
        assert due.count() == 1
        for reader in (cast.otto, cast.cora):
            assert not told_to(reader.pk).filter(pk__in=due.values("pk")).exists(), reader
        assert told_to(lead.pk).filter(pk__in=due.values("pk")).exists()
    with circle_context(calderdale):
        deliver_due()
    assert {address for letter in mail.outbox for address in letter.to} == {lead.email}


def test_when_it_is_told_all_of_it_is_told(browser_of, calderdale, cast, lead):
    with in_circle(calderdale):
        glass = looked_at(cast.otto, lead)
        end_withholding(glass.withholding, by=lead)
        assert counts(cast.otto)["privacy.withheld"] == 1
        looks = AccessEvent.objects.filter(glass_id=glass.pk).count()
    told = browser_of(calderdale, cast.otto).get("/me/looked/").text
    assert told.count(REASON) == looks > 1


def test_no_steward_finds_in_the_journal_what_is_withheld_but_for_a_safeguarding_lead(
    browser_of, calderdale, cast, lead
):
    with in_circle(calderdale):
        give_hat(cast.june, "steward", by=cast.cora)
        glass = looked_at(cast.cora, lead)
    cora, june = browser_of(calderdale, cast.cora), browser_of(calderdale, cast.june)
    listing = "/api/v1/journal/?page_size=100&event=privacy.GlassBroken"
    assert str(glass.pk) not in cora.get(listing).text + june.get(listing).text
    with in_circle(calderdale):
        give_hat(cast.june, "safeguarding_lead", by=cast.cora)
    found = [each for each in june.get(listing).json()["results"] if each["payload"]["glass_id"] == str(glass.pk)]
    assert len(found) == 1
    one = f"/api/v1/journal/{found[0]['id']}/"
    assert (cora.get(one).status_code, june.get(one).status_code) == (404, 200)
    with in_circle(calderdale):
        end_withholding(glass.withholding, by=lead)
    assert cora.get(one).status_code == 200


def test_forgetting_otto_does_not_take_what_is_withheld_from_the_leads_desk(browser_of, calderdale, cast, lead):
    with in_circle(calderdale):
        glass = looked_at(cast.otto, lead)
        request = requests.ask(cast.otto, DataRequest.Kind.ERASE, by=cast.otto)
        erasure = erasing.forget(request, by=cast.cora)
        kept = erasure.parts.get(code="privacy.withheld")
        assert (kept.lane, kept.rule) == (KeptPart.Lane.LATER, "withheld_record")
        assert Withholding.objects.standing().filter(glass=glass).exists()
        assert Person.objects.get(pk=cast.otto.pk).name == "-"
    assert f"/circle/looks/withheld/{glass.withholding.pk}/" in browser_of(calderdale, lead).get("/circle/looks/").text
