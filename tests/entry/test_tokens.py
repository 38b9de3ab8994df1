"""Programs act for people: as far as a token's scopes reach, in its own circle, until the day it ends."""

from datetime import timedelta

import pytest
from django.test import Client

from kernel.actors import SYSTEM
from kernel.errors import Conflict, NotAllowed, RuleBroken
from kernel.time import now
from shared_apps.identity.models import Account
from tenant_apps.entry import services
from tenant_apps.entry.models import AccessToken, Scope
from tenant_apps.entry.policies import scopes_of
from tenant_apps.journal.models import Entry
from tenant_apps.people.models import Hat
from tenant_apps.people.services import leave_circle
from tenants.context import in_circle, in_federation

pytestmark = pytest.mark.django_db
ALL = list(Scope.values)
EVERYBODYS = [each for each in ALL if each not in ("people:write", "journal:read")]


def made_here():
    """The tokens of this test: everybody is furnished with one."""
    return AccessToken.objects.exclude(name__endswith=" report")


def let_in(circle, person, *, scopes=None, days=30) -> tuple[AccessToken, str]:
    """A program that may do all its person could do, if nothing else is said."""
    with in_circle(circle):
        scopes = scopes_of(person) if scopes is None else scopes
        ends = now() + timedelta(days=days)
        return services.make_token(person, name="A program", scopes=scopes, expires_at=ends, by=person)


def ask(circle, path: str, secret: str, **kwargs):
    client = Client(HTTP_HOST=circle.host)
    return client.get(f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Bearer {secret}", **kwargs)


def test_sol_lets_a_program_in_on_her_page_and_sees_the_secret_once(calderdale, cast, browser_of):
    browser = browser_of(calderdale, cast.sol)
    ends = (now() + timedelta(days=90)).date().isoformat()
    page = browser.post("/settings/tokens/", {"name": "Newsletter", "scopes": ["me:read"], "expires_on": ends})
    words = page.content.decode()
    secret = words.split("<code>cbx_")[1].split("<")[0]
    assert ask(calderdale, "me/", f"cbx_{secret}").json()["name"] == cast.sol.name
    again = browser.get("/settings/tokens/").content.decode()
    assert "Newsletter" in again
    assert secret not in again
    with in_circle(calderdale):
        token = made_here().get()
        assert secret.encode() not in bytes(token.secret_hash)
        assert token.last_used_on == now().date()
        entry = Entry.objects.filter(event="entry.ProgramLetIn").latest("id")
        assert entry.actor_id == cast.sol.pk
        assert entry.payload == {"access_id": str(token.pk), "scopes": ["me:read"]}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": "", "scopes": ["me:read"], "expires_on": "+30"}, "Fill in “What is it for?”."),
        ({"name": "x", "scopes": [], "expires_on": "+30"}, "Choose an answer to “What may the program do?”."),
        (
            {"name": "x", "scopes": ["all:everything"], "expires_on": "+30"},
            "Choose one of the answers shown for “What may",
        ),
        ({"name": "x", "scopes": ["me:read"], "expires_on": "+400"}, "within the next year"),
        ({"name": "x", "scopes": ["me:read"], "expires_on": "-1"}, "within the next year"),
        ({"name": "x", "scopes": ["me:read"], "expires_on": "soon"}, "“Until which day?” needs a day"),
    ],
)
def test_a_token_always_has_a_name_a_scope_and_an_end(calderdale, cast, browser_of, answers, sentence):
    if answers["expires_on"][0] in "+-":
        answers = answers | {"expires_on": (now() + timedelta(days=int(answers["expires_on"]))).date().isoformat()}
    page = browser_of(calderdale, cast.sol).post("/settings/tokens/", answers)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    with in_circle(calderdale):
        assert not made_here().exists()


def test_a_program_reaches_as_far_as_its_scopes_and_no_farther_than_its_person(calderdale, cast):
    _token, secret = let_in(calderdale, cast.cora, scopes=["me:read"])
    assert ask(calderdale, "me/", secret).status_code == 200
    refused = ask(calderdale, "people/", secret)
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    _token, secret = let_in(calderdale, cast.cora, scopes=ALL)
    assert [ask(calderdale, path, secret).status_code for path in ("people/", "journal/")] == [200, 200]
    with in_circle(calderdale):  # the program keeps its scopes, but Cora is steward no more
        Hat.objects.filter(person=cast.cora).delete()
    assert [ask(calderdale, path, secret).status_code for path in ("people/", "journal/")] == [200, 404]
    assert ask(calderdale, f"people/{cast.iris.pk}/", secret).status_code == 404


@pytest.mark.parametrize(("who", "scopes"), [("sol", EVERYBODYS), ("fin", EVERYBODYS), ("cora", ALL)])
def test_people_are_asked_only_about_what_they_could_do_themselves(calderdale, cast, browser_of, who, scopes):
    person = getattr(cast, who)
    page = browser_of(calderdale, person).get("/settings/tokens/").content.decode()
    assert [scope for scope in ALL if f'value="{scope}"' in page] == scopes
    with in_circle(calderdale):
        ends = now() + timedelta(days=10)
        for scope in set(ALL) - set(scopes):
            with pytest.raises(NotAllowed):
                services.make_token(person, name="x", scopes=[scope], expires_at=ends, by=person)


def test_a_token_is_nothing_in_another_circle(calderdale, clapton, cast):
    _token, secret = let_in(calderdale, cast.june)
    answer = ask(clapton, "me/", secret)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends_by_its_day_its_revoking_its_person_leaving_and_its_account_closing(calderdale, cast):
    ended, secret_ended = let_in(calderdale, cast.sol)
    revoked, secret_revoked = let_in(calderdale, cast.sol)
    _left, secret_left = let_in(calderdale, cast.otto)
    _closed, secret_closed = let_in(calderdale, cast.fin)
    secrets = [secret_ended, secret_revoked, secret_left, secret_closed]
    assert [ask(calderdale, "me/", secret).status_code for secret in secrets] == [200] * 4
    with in_circle(calderdale):
        AccessToken.objects.filter(pk=ended.pk).update(expires_at=now() - timedelta(seconds=1))
        services.revoke_token(revoked, by=cast.sol)
        leave_circle(cast.otto, by=SYSTEM)
    with in_federation():
        Account.objects.filter(pk=cast.fin.account_id).update(is_active=False)
    assert [ask(calderdale, "me/", secret).status_code for secret in secrets] == [401] * 4


def test_sol_revokes_a_token_on_her_page_and_nobody_elses(calderdale, cast, browser_of):
    token, secret = let_in(calderdale, cast.sol)
    browser = browser_of(calderdale, cast.otto)
    assert browser.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert ask(calderdale, "me/", secret).status_code == 200
    assert browser_of(calderdale, cast.sol).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert ask(calderdale, "me/", secret).status_code == 401


def test_the_services_keep_the_rules_whoever_calls(calderdale, cast):
    ends = now() + timedelta(days=10)
    token, _secret = let_in(calderdale, cast.sol)
    with in_circle(calderdale):
        with pytest.raises(NotAllowed):
            services.make_token(cast.sol, name="x", scopes=["me:read"], expires_at=ends, by=cast.cora)
        with pytest.raises(NotAllowed):
            services.revoke_token(token, by=cast.cora)
        with pytest.raises(RuleBroken):
            services.make_token(cast.sol, name="x", scopes=["circle:burn"], expires_at=ends, by=cast.sol)
        services.revoke_token(token, by=cast.sol)
        with pytest.raises(Conflict):
            services.revoke_token(token, by=cast.sol)


def test_nobody_keeps_more_than_twenty_tokens(calderdale, cast):
    for _ in range(19):  # and the one everybody has
        let_in(calderdale, cast.sol)
    with pytest.raises(Conflict):
        let_in(calderdale, cast.sol)


def test_guessing_tokens_is_slowed_down_over_all_circles_and_shuts_out_nobody_else(calderdale, clapton, cast):
    _token, secret = let_in(calderdale, cast.sol)
    for n in range(20):
        assert ask([calderdale, clapton][n % 2], "me/", f"cbx_{n}").status_code == 401
    for circle in (calderdale, clapton):
        refused = ask(circle, "me/", "cbx_more")
        assert refused.status_code == 429
        assert refused["Retry-After"]
    assert ask(calderdale, "me/", secret).status_code == 200
    assert ask(calderdale, "me/", "cbx_elsewhere", REMOTE_ADDR="192.0.2.7").status_code == 401


def test_no_token_makes_tokens(calderdale, cast):
    _token, secret = let_in(calderdale, cast.sol)
    assert ask(calderdale, "tokens/", secret).status_code == 403
    client = Client(HTTP_HOST=calderdale.host)
    made = client.post(
        "/api/v1/tokens/",
        {"name": "x", "scopes": ALL, "expires_on": "2027-01-01"},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {secret}",
    )
    assert made.status_code == 403
