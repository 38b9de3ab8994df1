"""Who gets through, and what it costs to ask."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tenant_apps.entry.gate import hat_required, member_required
from tenants.context import in_circle
from tests.entry.journey import questions

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@member_required
def members(request):
    return HttpResponse(str(request.person.pk))


@hat_required("steward")
def stewards(request):
    return HttpResponse("the keys")


def nobody_asked(request):
    return HttpResponse("open to all")


urlpatterns = [path("members/", members), path("stewards/", stewards), path("open/", nobody_asked)]
handler404 = "ui.errors.not_found"


@pytest.fixture(autouse=True)
def _our_pages(settings):
    settings.CIRCLE_URLCONF = __name__


def test_a_stranger_is_sent_to_sign_in_and_comes_back(calderdale):
    client = Client(HTTP_HOST=calderdale.host)
    for page in ("/members/?a=1", "/stewards/?a=1"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert (
            answer["Location"] == f"/sign-in/?next={page.replace('/', '%2F').replace('?', '%3F').replace('=', '%3D')}"
        )


def test_a_form_of_a_stranger_is_refused_rather_than_lost_in_a_redirect(calderdale):
    answer = Client(HTTP_HOST=calderdale.host).post("/members/")
    assert answer.status_code == 401
    assert 'href="/sign-in/?next=/home/"' in answer.content.decode()


def test_a_member_without_the_hat_finds_nothing(calderdale, cast, browser_of):
    sol, cora = browser_of(calderdale, cast.sol), browser_of(calderdale, cast.cora)
    assert sol.get("/members/").content.decode() == str(cast.sol.pk)
    assert sol.get("/stewards/").status_code == 404
    assert cora.get("/stewards/").status_code == 200


def test_the_same_id_in_the_other_circle_is_somebody_else(calderdale, clapton, cast, clapton_cast, browser_of, same_id):
    assert same_id("cora") == same_id("vale")  # the harness gives both circles the same keys
    vale_in_calderdale = Client(HTTP_HOST=calderdale.host)
    vale_in_calderdale.cookies = browser_of(clapton, clapton_cast.vale).cookies
    assert vale_in_calderdale.get("/stewards/").status_code == 302


def test_who_is_here_costs_one_question_and_only_if_asked(calderdale, cast, browser_of):
    sol = browser_of(calderdale, cast.sol)
    with questions() as asked:
        sol.get("/members/")
    assert len(asked) == 1  # session, person and epoch together
    assert "coop.session_epoch" in asked[0]
    with questions() as asked:
        sol.get("/open/")
        browser_of(calderdale).get("/members/")
    assert not asked


def test_being_nobody_is_none_and_not_something_that_looks_like_it(calderdale, rf):
    from django.contrib.auth.models import AnonymousUser

    from tenant_apps.entry.middleware import PersonMiddleware
    from tenant_apps.entry.sessions import CircleSessionStore

    request = rf.get("/")
    request.circle, request.session = calderdale, CircleSessionStore()
    with in_circle(calderdale):
        PersonMiddleware(lambda request: HttpResponse())(request)
        assert request.person is None
        assert isinstance(request.user, AnonymousUser)
