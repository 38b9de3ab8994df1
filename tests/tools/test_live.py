"""A client library that knows nothing of us signs somebody in, over the network, at a server that is really there."""

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.core.wsgi import get_wsgi_application
from joserfc import jwt
from joserfc.jwk import KeySet

from tenant_apps.people.models import Person
from tenant_apps.tools import services
from tenant_apps.tools.models import SigningKey, Tool
from tenants.context import in_circle
from tests import world

BACK = "https://files.hebdencare.org/back"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *said: object) -> None:
        """Nothing on the test's own output."""


@pytest.fixture
def live(committed, calderdale, settings, monkeypatch) -> Iterator[str]:
    """Calderdale's address, with a server behind it."""
    server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    settings.PUBLIC_PORT = str(server.server_port)
    find = socket.getaddrinfo

    def nearby(host, *more, **other):
        return find("127.0.0.1" if str(host).endswith("localhost") else host, *more, **other)

    monkeypatch.setattr(socket, "getaddrinfo", nearby)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield calderdale.url
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def files(live, calderdale) -> Iterator[SimpleNamespace]:
    """A tool of Calderdale's, and Iris's browser."""
    with in_circle(calderdale):
        cast = world.cast("calderdale")
        before = set(SigningKey.objects.values_list("pk", flat=True))
        tool, secret = services.add_tool("Our files", [BACK], wants_email=True, by=cast.cora)
    browser = world.browser(calderdale, cast.iris)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    yield SimpleNamespace(id=str(tool.pk), secret=secret, cookies=cookies, iris=cast.iris)
    with in_circle(calderdale):
        Tool.objects.filter(pk=tool.pk).delete()
        SigningKey.objects.exclude(pk__in=before).delete()
        Person.objects.get(pk=cast.iris.pk).sessions.latest("id").delete()


def sign_in(files, live, client: OAuth2Session, said: dict) -> str:
    """What Iris's browser does: she is led to the circle, says yes, and is led back. Returns where to."""
    address, _state = client.create_authorization_url(
        said["authorization_endpoint"], code_verifier="a" * 50, nonce="a nonce"
    )
    browser = requests.Session()
    browser.cookies.update(files.cookies)
    page = browser.get(address, timeout=20)
    assert page.status_code == 200, page.text
    seal = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    yes = {"answer": "yes", "csrfmiddlewaretoken": seal}
    answer = browser.post(address, yes, headers={"Origin": live}, allow_redirects=False, timeout=20)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_an_independent_library_signs_iris_in_and_believes_what_it_is_told(files, live):
    said = requests.get(f"{live}/.well-known/openid-configuration", timeout=20).json()
    assert said["issuer"] == live
    client = OAuth2Session(
        files.id,
        files.secret,
        scope="openid profile email",
        redirect_uri=BACK,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",
    )
    back = sign_in(files, live, client, said)
    assert urlsplit(back)._replace(query="").geturl() == BACK
    token = client.fetch_token(said["token_endpoint"], authorization_response=back, code_verifier="a" * 50)
    known = KeySet.import_key_set(requests.get(said["jwks_uri"], timeout=20).json())
    claims = CodeIDToken(
        jwt.decode(token["id_token"], known, algorithms=["RS256"]).claims,
        {},
        options={"iss": {"value": live}, "aud": {"value": files.id}, "nonce": {"value": "a nonce"}},
        params={"nonce": "a nonce", "client_id": files.id},
    )
    claims.validate()
    assert claims["name"] == files.iris.called
    assert client.get(said["userinfo_endpoint"], timeout=20).json() == {"sub": claims["sub"], "name": claims["name"]}
    again = requests.post(
        said["token_endpoint"],
        {"grant_type": "authorization_code", "code": back.split("code=")[1].split("&")[0], "redirect_uri": BACK},
        auth=(files.id, files.secret),
        timeout=20,
    )
    assert again.json() == {"error": "invalid_grant"}
    assert client.get(said["userinfo_endpoint"], timeout=20).status_code == 401  # burnt over the network, too
