"""A tool may wish for a proof of its own, and strangers who send wrong secrets keep no tool out."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import jwt
import pytest
from django.test import Client

from kernel.time import now
from shared_apps.identity.proof import Proof
from tenant_apps.tools import provider
from tests.entry.journey import Browser, code_in_mail
from tests.tools.test_attacks import BACK, Files, code_for, said_in, tool_of

pytestmark = pytest.mark.usefixtures("db")
IRIS = "iris@heronmark.example"


@pytest.fixture
def files(calderdale, cast) -> Files:
    return tool_of(calderdale, cast.cora)


@pytest.fixture
def iris(calderdale, files) -> Browser:
    """Her browser, in which she signed in a moment ago and let the tool know who she is."""
    browser = Browser()
    browser.sign_in(calderdale, IRIS)
    assert browser.post(f"{calderdale.url}{files.way()}", {"answer": "yes"}).status_code == 303
    return browser


def told(files: Files, answer) -> dict:
    answer = files.redeem(said_in(answer)["code"]).json()
    return jwt.decode(answer["id_token"], options={"verify_signature": False})


def until_the_tool(browser: Browser, url: str):
    """Go where the answers lead, up to the answer that leads back to the tool or the page that asks something."""
    answer, where = browser.get(url), url
    for _step in range(10):
        if answer.status_code not in (302, 303) or answer["Location"].startswith(BACK):
            return answer, where
        target = answer["Location"]
        parts = urlsplit(where)
        where = target if not target.startswith("/") else f"{parts.scheme}://{parts.netloc}{target}"
        answer = browser.get(where)
    raise AssertionError("goes round in circles")


def prove(browser: Browser, where: str):
    assert urlsplit(where).path == "/account/again/"
    browser.post(where, {"way": "send"})
    answer = browser.post(where, {"way": "mail", "code": code_in_mail()})
    parts = urlsplit(where)
    return until_the_tool(browser, f"{parts.scheme}://{parts.netloc}{answer['Location']}")


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "0"}])
def test_who_signed_in_a_moment_ago_is_asked_anew_when_the_tool_wants_it(wish, files, iris, calderdale):
    asked_at = now()
    page, where = until_the_tool(iris, f"{calderdale.url}{files.way(**wish)}")
    assert page.status_code == 200
    answer, _where = prove(iris, where)
    assert told(files, answer)["auth_time"] >= int(asked_at.timestamp())
    _page, where = until_the_tool(iris, f"{calderdale.url}{files.way(**wish)}")
    assert urlsplit(where).path == "/account/again/"  # each request wants a proof of its own


def test_a_proof_for_one_request_is_none_for_another(files, iris, calderdale):
    _page, where = until_the_tool(iris, f"{calderdale.url}{files.way(prompt='login')}")
    prove(iris, where)
    _page, where = until_the_tool(iris, f"{calderdale.url}{files.way(prompt='login', nonce='another')}")
    assert urlsplit(where).path == "/account/again/"


def test_whoever_goes_back_without_proving_anything_is_asked_again(files, iris, calderdale):
    for _time in range(2):
        _page, where = until_the_tool(iris, f"{calderdale.url}{files.way(prompt='login')}")
        assert urlsplit(where).path == "/account/again/"


def test_a_yes_with_prompt_login_takes_a_new_proof_too(files, iris, calderdale):
    answer = iris.post(f"{calderdale.url}{files.way(prompt='login')}", {"answer": "yes"})
    assert said_in(answer)["error"] == "login_required"
    both = f"{calderdale.url}{files.way(prompt='login consent')}"
    _page, where = until_the_tool(iris, both)
    page, where = prove(iris, where)
    assert (page.status_code, where) == (200, both)
    assert said_in(iris.post(both, {"answer": "yes"}))["code"]
    assert said_in(iris.post(both, {"answer": "yes"}))["error"] == "login_required"


@pytest.mark.parametrize(
    ("age", "longest", "is_asked"), [(10, "60", False), (70, "60", True), (600, "3600", False), (4000, "3600", True)]
)
def test_max_age_counts_the_seconds_since_the_last_proof(age, longest, is_asked, files, browser_of, calderdale, cast):
    browser = browser_of(calderdale, cast.iris, Proof(now() - timedelta(seconds=age), ("code",)))
    code_for(files, browser)
    answer = browser.get(files.way(max_age=longest))
    assert answer["Location"].startswith("/sign-in/?since=") == is_asked
    quietly = said_in(browser.get(files.way(max_age=longest, prompt="none")))
    assert quietly.get("error") == ("login_required" if is_asked else None)


@pytest.mark.parametrize("asked", [{"max_age": "-1"}, {"max_age": "soon"}, {"max_age": ""}, {"prompt": "none login"}])
def test_what_is_no_wish_is_told_to_the_tool(asked, files, iris, calderdale):
    assert said_in(iris.get(f"{calderdale.url}{files.way(**asked)}"))["error"] == "invalid_request"


def test_a_moment_still_to_come_asks_nobody_for_ever(iris, calderdale):
    ahead = (now() + timedelta(days=1)).timestamp()
    for since in (str(ahead), "soon", "nan", "1e400", str(datetime(1980, 1, 1, tzinfo=UTC).timestamp())):
        answer, where = iris.go(f"{calderdale.url}/sign-in/?since={since}&next=/settings/")
        assert (answer.status_code, where) == (200, f"{calderdale.url}/settings/")


def test_a_flood_of_wrong_secrets_does_not_keep_the_tool_out(files, browser_of, calderdale, cast):
    iris = browser_of(calderdale, cast.iris)
    client = Client(HTTP_HOST=calderdale.host)
    flood = {"client_id": files.id, "client_secret": "wrong", "grant_type": "authorization_code"}
    said = [client.post("/oidc/token/", flood).status_code for _each in range(provider.WRONG_A_MINUTE + 10)]
    assert said.count(401) == provider.WRONG_A_MINUTE
    late = client.post("/oidc/token/", flood)
    assert (late.status_code, late["Retry-After"]) == (429, "60")
    assert client.post("/oidc/token/", flood, REMOTE_ADDR="203.0.113.9").status_code == 401
    answer = files.redeem(code_for(files, iris))  # from the very same place, were it so
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
