"""Signing in to a tool with the circle, and everything that must not get anybody in."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from django.test import Client

from kernel.errors import RuleBroken
from kernel.time import now
from tenant_apps.entry.models import CircleSession
from tenant_apps.people.models import Person
from tenant_apps.people.services import leave_circle, suspend_person
from tenant_apps.tools import keys, services
from tenant_apps.tools.models import Code, Consent, OpenToken, SigningKey, Tool
from tenants.context import in_circle
from tests import world

BACK = "https://files.hebdencare.org/back?from=circle"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")

pytestmark = pytest.mark.usefixtures("db")


@dataclass
class Files:
    """A tool of a circle, and what it does when somebody signs in."""

    circle: object
    id: str
    secret: str

    def way(self, **other: str | None) -> str:
        asked = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": BACK,
            "scope": "openid profile email",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return "/oidc/authorize/?" + urlencode({k: v for k, v in {**asked, **other}.items() if v is not None})

    def redeem(self, code: str, where=None, **other: str):
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        who = {"client_id": self.id, "client_secret": self.secret}
        client = Client(HTTP_HOST=(where or self.circle).host, enforce_csrf_checks=True)
        return client.post("/oidc/token/", {**said, **who, **other})

    def who(self, token: str, where=None):
        client = Client(HTTP_HOST=(where or self.circle).host)
        return client.get("/oidc/userinfo/", headers={"authorization": f"Bearer {token}"})


def tool_of(circle, steward, **how) -> Files:
    with in_circle(circle):
        steward = Person.objects.get(pk=steward.pk)
        tool, secret = services.add_tool("Our files", [BACK], wants_email=True, by=steward, **how)
    return Files(circle, str(tool.pk), secret)


@pytest.fixture
def files(calderdale, cast) -> Files:
    return tool_of(calderdale, cast.cora)


@pytest.fixture
def iris(browser_of, calderdale, cast) -> Client:
    return browser_of(calderdale, cast.iris)


def said_in(response) -> dict[str, str]:
    assert response.status_code in (302, 303), response.text
    assert response["Location"].startswith(BACK + "&")
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def code_for(files: Files, browser: Client, **yes: str) -> str:
    return said_in(browser.post(files.way(), {"answer": "yes", **yes}))["code"]


def test_a_member_is_asked_in_plain_words_and_says_yes(files, iris, cast, calderdale):
    page = iris.get(files.way())
    assert "Our files would like to know who you are" in page.text
    assert "https://files.hebdencare.org" in page["Content-Security-Policy"]
    said = said_in(iris.post(files.way(), {"answer": "yes"}))
    assert (said["state"], said["iss"]) == ("a state", calderdale.url)
    told = files.redeem(said["code"]).json()
    claims = jwt.decode(told["id_token"], options={"verify_signature": False})
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (calderdale.url, files.id, "a nonce")
    assert claims["name"] == cast.iris.called
    assert set(claims) == {"iss", "aud", "sub", "iat", "exp", "auth_time", "nonce", "name"}
    assert files.who(told["access_token"]).json() == {"sub": claims["sub"], "name": cast.iris.called}
    assert said_in(iris.get(files.way()))["code"]  # asked once


def test_the_address_is_told_only_to_who_was_allowed_it(files, iris, cast):
    told = files.redeem(code_for(files, iris, with_email="on")).json()
    assert files.who(told["access_token"]).json()["email"] == cast.iris.email
    bare = said_in(iris.get(files.way(scope="openid")))["code"]
    assert set(files.who(files.redeem(bare).json()["access_token"]).json()) == {"sub"}


def test_no_is_an_answer(files, iris):
    said = said_in(iris.post(files.way(), {"answer": "no"}))
    assert said["error"] == "access_denied"
    assert "code" not in said


def test_each_tool_knows_somebody_by_another_name(files, iris, calderdale, cast):
    other = tool_of(calderdale, cast.cora)
    subs = {each.who(each.redeem(code_for(each, iris)).json()["access_token"]).json()["sub"] for each in (files, other)}
    assert len(subs) == 2
    assert str(cast.iris.pk) not in subs
    assert str(cast.iris.account_id) not in subs


def test_a_code_shown_twice_is_burnt_and_ends_what_it_opened(files, iris):
    code = code_for(files, iris)
    first = files.redeem(code)
    assert files.who(first.json()["access_token"]).status_code == 200
    again = files.redeem(code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})
    assert files.who(first.json()["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"code_verifier": CHALLENGE},
        {"redirect_uri": "https://files.hebdencare.org/back"},
        {"redirect_uri": "https://evil.org/"},
    ],
)
def test_a_code_without_its_verifier_or_address_is_no_good_and_burnt(wrong, files, iris):
    code = code_for(files, iris)
    assert files.redeem(code, **wrong).json() == {"error": "invalid_grant"}
    assert files.redeem(code).json() == {"error": "invalid_grant"}


def test_a_code_lives_for_a_minute(files, iris, calderdale):
    code = code_for(files, iris)
    with in_circle(calderdale):
        assert Code.objects.latest("id").expires_at - now() <= timedelta(seconds=60)
        Code.objects.update(expires_at=now())
    assert files.redeem(code).json() == {"error": "invalid_grant"}


def test_a_code_of_another_tool_is_no_good(files, iris, calderdale, cast):
    other = tool_of(calderdale, cast.cora)
    assert other.redeem(code_for(files, iris)).json() == {"error": "invalid_grant"}


def test_what_one_circle_handed_out_is_nothing_at_another(files, iris, clapton, clapton_cast, calderdale):
    code = code_for(files, iris)
    assert files.redeem(code, clapton).json() == {"error": "invalid_client"}
    theirs = tool_of(clapton, clapton_cast.vale)
    assert theirs.redeem(code).json() == {"error": "invalid_grant"}
    token = files.redeem(code).json()["access_token"]
    assert files.who(token, clapton).status_code == 401
    assert iris.get(theirs.way()).status_code == 400  # Clapton's tool at Calderdale's door
    ours, others = (Client(HTTP_HOST=each.host).get("/oidc/keys/").json()["keys"] for each in (calderdale, clapton))
    assert not {key["n"] for key in ours} & {key["n"] for key in others}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.org/back",
        "https://files.hebdencare.org/back",
        BACK + "&more=1",
        BACK + "#x",
        BACK.replace("https", "http"),
        BACK.upper(),
        "https://files.hebdencare.org.evil.org/back?from=circle",
        "//evil.org",
        "javascript:alert(1)",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_an_address_the_tool_never_told(address, files, iris):
    for answer in (iris.get(files.way(redirect_uri=address)), iris.post(files.way(redirect_uri=address))):
        assert answer.status_code == 400
        assert "Location" not in answer


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"prompt": "none"}, "consent_required"),
    ],
)
def test_what_is_asked_wrongly_is_told_to_the_tool(asked, error, files, iris):
    said = said_in(iris.get(files.way(**asked)))
    assert (said["error"], said["state"]) == (error, "a state")
    assert "code" not in said


def test_a_parameter_that_comes_twice_counts_for_nothing(files, iris):
    assert iris.get(files.way() + f"&client_id={files.id}").status_code == 400
    assert iris.get(files.way() + "&redirect_uri=https://evil.org").status_code == 400


def test_strangers_sign_in_first_and_come_back(files, browser_of, calderdale):
    out = browser_of(calderdale).get(files.way())
    assert out["Location"].startswith("/sign-in/?next=%2Foidc%2Fauthorize%2F%3F")
    assert said_in(browser_of(calderdale).get(files.way(prompt="none")))["error"] == "login_required"
    assert browser_of(calderdale).post(files.way(), {"answer": "yes"}).status_code == 401


def test_another_site_cannot_say_yes_for_somebody(files, calderdale, cast):
    browser = Client(HTTP_HOST=calderdale.host, enforce_csrf_checks=True)
    world.sign_in(browser, calderdale, cast.iris)
    assert browser.post(files.way(), {"answer": "yes"}).status_code == 403
    with in_circle(calderdale):
        assert not Consent.objects.filter(person=cast.iris).exists()


@pytest.mark.parametrize("how", ["leaves", "suspended", "signs out", "takes back", "tool removed"])
def test_whoever_is_gone_is_nobody_to_the_tool_from_the_next_request_on(how, files, iris, calderdale, cast):
    late = code_for(files, iris)
    token = files.redeem(code_for(files, iris)).json()["access_token"]
    assert files.who(token).status_code == 200
    with in_circle(calderdale):
        person, cora = Person.objects.get(pk=cast.iris.pk), Person.objects.get(pk=cast.cora.pk)
        if how == "leaves":
            leave_circle(person, by=person)
        elif how == "suspended":
            suspend_person(person, reason="A while", talk_to=cora, by=cora)
        elif how == "takes back":
            services.stop(Consent.objects.get(person=person).pk, by=person)
        elif how == "tool removed":
            services.remove_tool(Tool.objects.get(pk=files.id).pk, by=cora)
    if how == "signs out":
        iris.post("/sign-out/")
    assert files.who(token).status_code == 401
    assert files.redeem(late).status_code in (400, 401)


def test_the_secret_is_shown_once_and_kept_as_a_hash(browser_of, calderdale, cast):
    cora = browser_of(calderdale, cast.cora)
    said = {"name": "Our calendar", "redirect_uris": "https://calendar.hebdencare.org/back\n"}
    page = cora.post("/circle/tools/add/", said)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store, private"
    secret = page.text.split("Secret (client secret)")[1].split("</code>")[0].rsplit(">", 1)[1]
    assert len(secret) > 40
    assert secret not in cora.get("/circle/tools/").text
    with in_circle(calderdale):
        assert services.tool_known_by(str(Tool.objects.get(name="Our calendar").pk), secret)
    assert browser_of(calderdale, cast.iris).get("/circle/tools/").status_code == 404


@pytest.mark.parametrize(
    "uri",
    [
        "http://files.org/",
        "https://*.files.org/",
        "https://a:b@files.org/",
        "https://files.org/#x",
        "javascript:alert(1)",
        "https://files.org/\r\nX: y",
        "ftp://files.org",
        "//files.org",
        "https:///x",
        "https://files.org:99999/",
    ],
)
def test_addresses_that_could_lead_anywhere_are_refused(uri):
    with pytest.raises(RuleBroken):
        services.check_redirect(uri)


def test_keys_change_and_the_last_one_is_published_for_a_while(files, calderdale, settings):
    with in_circle(calderdale):
        old = keys.signed({"sub": "x"})
        SigningKey.objects.update(made_at=now() - timedelta(days=91))
        new = keys.signed({"sub": "x"})
        assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
        assert len(keys.published()) == 2
        SigningKey.objects.filter(made_at__lt=now() - timedelta(days=90)).update(made_at=now() - timedelta(days=93))
        assert len(keys.published()) == 1
        settings.SECRET_KEY = "another" * 10  # somebody changed it: what was sealed cannot be opened any more
        assert jwt.get_unverified_header(keys.signed({"sub": "x"}))["kid"] != jwt.get_unverified_header(new)["kid"]


def test_a_member_sees_which_tools_know_them_and_takes_it_back(files, iris, calderdale, cast):
    code_for(files, iris)
    assert "Our files" in iris.get("/settings/tools/").text
    with in_circle(calderdale):
        consent = Consent.objects.get(person=cast.iris)
    assert world.browser(calderdale, cast.sol).post(f"/settings/tools/{consent.pk}/stop/").status_code == 404
    assert iris.post(f"/settings/tools/{consent.pk}/stop/").status_code == 302
    assert "Our files" not in iris.get("/settings/tools/").text
    code_for(files, iris)
    with in_circle(calderdale):
        assert Consent.objects.get(person=cast.iris).subject == consent.subject  # known again as before


def test_what_is_over_is_cleared_away(files, iris, calderdale):
    files.redeem(code_for(files, iris))
    with in_circle(calderdale):
        Code.objects.update(expires_at=now() - timedelta(days=2))
        services.forget_what_is_over()
        assert not OpenToken.objects.exists()
        assert CircleSession.objects.exists()
