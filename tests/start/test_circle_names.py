"""What a circle is called: honest names stand beside each other, and nobody is taken for somebody else."""

import pytest
from django.utils.html import escape

from kernel.errors import RuleBroken
from shared_apps.applications import services
from shared_apps.applications.models import Application
from tenant_apps.site.setting_up.services import change_set_up, set_up_now
from tenants.context import in_circle, in_federation
from tenants.models import Circle
from tenants.naming import Called, check
from tests.start.conftest import ANSWERS, answer, answer_all

LEEDS = Called("Leeds Carers", "Leeds", ("Headingley",))
NEIGHBOURS = Called("Good Neighbours", "Halifax", ())
CALDERDALE = Called("Calderdale Care Circle", "Calderdale", ("Hebden Bridge",))
CLAPTON = Called("Clapton Care Circle", "Clapton and Hackney, London")
FRIENDS = Called("Hackney Friends", "East London")
LEIGH = Called("Leigh Care Circle", "Leigh")
OTHERS = (LEEDS, NEIGHBOURS, CALDERDALE, CLAPTON, FRIENDS, LEIGH)
HONEST = [
    Called("Leeds Care Circle", "Leeds"),
    Called("Leeds Friends", "Leeds"),
    Called("Good Neighbours", "Bristol"),
    Called("Leith Care Circle", "Leith"),
    Called("Good Neighbours of King Cross", "Halifax"),
    Called("Upper Calderdale Care Circle", "Calderdale"),
    Called("Royal Wootton Bassett Care Circle", "Royal Wootton Bassett"),
    Called("Care Tardebigge", "Tardebigge"),
    Called("Scunthorpe and Penistone Friends", "Scunthorpe"),
    Called("Cylch Gofal Ynys Môn", "Ynys Môn"),
    Called("Koło Opieki Łódź", "Łódź"),
    Called("Bakım Çemberi", "Hackney"),
    Called("St John's Co-op Circle", "Todmorden"),
    Called("دائرة الرعاية", "Bradford"),
]
NOT_TO_BE_HAD = [
    (Called("Leeds Carers", "Leeds"), "name_taken"),
    (Called("LEEDS  CARERS", "Headingley, Leeds"), "name_taken"),
    (Called("Lееds Саrеrs", "Leeds"), "name_taken"),  # some letters are Cyrillic
    (Called("The Leeds Carers", "Leeds"), "name_look_alike"),
    (Called("Leeds Carres", "Leeds"), "name_look_alike"),
    (Called("Good Neighbors", "Halifax"), "name_look_alike"),
    (Called("Calderdale Circle", "Hebden Bridge"), "name_look_alike"),
    (Called("Calderdale Care Circle", "Somewhere Else"), "name_taken"),
    (Called("Leeds Carers", "Otley"), "name_taken"),
    (Called("Clapton Care Circle", "Clapton"), "name_taken"),
    (Called("Hackney Friends", "Hackney"), "name_taken"),
    (Called("The Clapton Circle", "Clapton"), "name_look_alike"),
    (Called("Sh1thead Circle", "Leeds"), "name_offensive"),
    (Called("F.u.c.k Leeds", "Leeds"), "name_offensive"),
    (Called("Leeds NHS Circle", "Leeds"), "name_public_body"),
    (Called("N.H.S. Leeds", "Leeds"), "name_public_body"),
    (Called("Calderdale Council", "Halifax"), "name_public_body"),
    (Called("The National Co-op", "Leeds"), "name_reserved"),
    (Called("The Care Circles Federation", "Leeds"), "name_reserved"),
]


@pytest.mark.parametrize("wanted", HONEST, ids=lambda called: called.name)
def test_an_honest_name_may_be_had(wanted):
    check(wanted, OTHERS)


@pytest.mark.parametrize(("wanted", "code"), NOT_TO_BE_HAD)
def test_a_name_that_hurts_or_misleads_is_refused_with_a_way_out(wanted, code):
    with pytest.raises(RuleBroken) as no:
        check(wanted, OTHERS)
    assert no.value.code == code
    assert list(no.value.errors) == ["name"]
    assert any(way in str(no.value.sentence) for way in ("Add a word", "Add your place", "Leave that word", "Choose"))


def test_pat_is_told_on_the_page_of_the_name_and_nothing_is_kept(pat):
    for typed, said in (
        ("NHS Todmorden", "people would take your circle for a public body"),
        ("Sh1thead Circle", "This name could hurt somebody"),
    ):
        page = answer(pat, "/1-name/", name=typed)
        assert page.status_code == 200
        assert said in page.text
    assert Application.objects.get(email="pat@garden.example").name == ""


def test_the_name_is_held_against_others_when_the_place_is_known(pat, calderdale):
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(name="Good Neighbours", place="Hebden Bridge", places=[])
    assert answer(pat, "/1-name/", name="Good Neighbours").status_code == 302
    page = answer(pat, "/2-place/", place="Hebden Bridge")
    assert page.status_code == 200
    assert escape("Another circle is called “Good Neighbours”. Add a word that tells you apart") in page.text
    assert "go back one page" in page.text
    assert answer(pat, "/2-place/", place="Todmorden", places="").status_code == 302


def test_no_door_keeps_or_sends_the_name_of_another_circle_in_the_same_place(pat, calderdale):
    application = answer_all(pat)
    pats = services.Founder(application.pk)
    with in_federation():
        Circle.objects.filter(pk=calderdale.id).update(name="Todmorden Circle", place="Todmorden", places=[])
    with pytest.raises(RuleBroken) as no:
        services.save_step(application.pk, "name", {"name": "Todmorden Circle"}, seen=99, by=pats)
    assert no.value.code == "name_taken"
    page = pat.post("/check/")
    assert page.status_code == 409
    assert "too easily mistaken" in page.text
    assert answer(pat, "/1-name/", name="Todmorden Weavers").status_code == 302
    assert pat.post("/check/").status_code == 302


def test_of_two_groups_with_one_name_in_one_place_the_second_is_told_before_the_first_circle_is_there(pat):
    application = answer_all(pat)
    services.send(application.pk, by=services.Founder(application.pk))
    facts = {"name": ANSWERS["/1-name/"]["name"], "place": "Todmorden", "steps": {"name": 1}}
    second = Application.objects.create(email="ida@garden.example", **facts)
    with pytest.raises(RuleBroken) as no:
        services.save_step(
            second.pk,
            "place",
            {"place": "Todmorden", "places": ["Walsden"]},
            seen=0,
            by=services.Founder(second.pk),
        )
    assert no.value.code == "name_taken"


def test_a_steward_cannot_take_the_name_of_another_circle_on_the_settings_page(browser_of, calderdale, clapton, cast):
    cora = browser_of(calderdale, cast.cora)
    seen = cora.get("/circle/settings/").context["form"]["seen"].value()
    kept = {"place": clapton.place, "seen": seen}
    page = cora.post("/circle/settings/", {**kept, "name": clapton.name})
    assert page.status_code == 422
    assert "Another circle is called" in page.text
    assert cora.post("/circle/settings/", {**kept, "name": "Calderdale Police"}).status_code == 422
    with in_circle(calderdale):
        assert set_up_now()["name"] == calderdale.name
        with pytest.raises(RuleBroken):
            change_set_up({"name": "Sh1thead"}, seen=set_up_now(), by=cast.cora)
        assert change_set_up({"name": "Calder Weavers"}, seen=set_up_now(), by=cast.cora) == ("name",)
