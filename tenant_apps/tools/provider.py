"""The circle as an OpenID Connect provider for its own tools: five addresses, the authorisation code flow, no other.

The issuer is the circle's own address, and what one circle signed or handed out is nothing at another. PKCE with S256
is always asked for, redirect addresses are compared letter by letter, and every answer names its issuer (RFC 9207).
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.time import now
from shared_apps.identity.guesses import may_guess
from tenant_apps.entry.asked_anew import ask_anew, done_with, is_proved_anew
from tenant_apps.entry.gate import member_required
from tenant_apps.entry.middleware import CircleRequest, MemberRequest
from tenant_apps.tools import keys, services
from tenant_apps.tools.models import Code, Consent, Tool
from tenant_apps.tools.services import GrantRefused, Wish

SCOPES: Final = ("openid", "profile", "email")
ID_TOKEN_LIVES: Final = 300
WRONG_A_MINUTE: Final = 120


class TooManyWrong(Exception):
    """From where this comes, so many wrong secrets came within a minute that nobody answers them any more."""


class NotOurs(Exception):
    """Nobody can be sent back: the tool or its address is not known here. Said on a page, never by a redirect."""


@dataclass
class Refused(Exception):
    """What is said to the tool, in the protocol's own word."""

    error: str
    why: str = ""


@require_safe
def discovery(request: CircleRequest) -> HttpResponse:
    """Where everything is, for the tool's own set-up."""
    here = request.circle.url
    return JsonResponse(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/oidc/authorize/",
            "token_endpoint": f"{here}/oidc/token/",
            "userinfo_endpoint": f"{here}/oidc/userinfo/",
            "jwks_uri": f"{here}/oidc/keys/",
            "scopes_supported": list(SCOPES),
            "claims_supported": ["sub", "name", "email", "auth_time"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [keys.ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "claims_parameter_supported": False,
        },
        headers={"Cache-Control": "max-age=300"},
    )


@require_safe
def jwks(request: CircleRequest) -> HttpResponse:
    """The public halves of the circle's keys."""
    return JsonResponse({"keys": keys.published()}, headers={"Cache-Control": "max-age=300"})


@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: CircleRequest) -> HttpResponseBase:
    """Somebody comes from a tool: they sign in if they have not, are asked once, and go back with a code."""
    asked = _once_each(request)
    try:
        tool, back = _who_asks(asked)
    except NotOurs as no:
        return render(request, "tools/not_ours.html", {"why": str(no)}, status=400)
    try:
        wish = _wish(asked, tool, back)
        if request.person is None and "none" in _prompts(asked):
            raise Refused("login_required")
    except Refused as no:
        return _back(request, back, asked, {"error": no.error, "error_description": no.why})
    return member_required(_ask_member)(request, wish=wish, asked=asked)


def _ask_member(request: MemberRequest, *, wish: Wish, asked: dict[str, str]) -> HttpResponse:
    prompts = _prompts(asked)
    if not _is_proved_as_wished(request, asked):
        if "none" in prompts or request.method == "POST":
            return _back(request, wish.redirect_uri, asked, {"error": "login_required"})
        return HttpResponseRedirect(ask_anew(request))
    consent = services.consent_to(wish.tool, request.person)
    if request.method == "POST":
        if request.POST.get("answer") != "yes":
            done_with(request)
            return _back(request, wish.redirect_uri, asked, {"error": "access_denied"})
        with_email = _may_ask_email(wish) and request.POST.get("with_email") == "on"
        consent = services.allow(wish.tool, with_email=with_email, by=request.person)
    elif consent is None or "consent" in prompts:
        if "none" in prompts:
            return _back(request, wish.redirect_uri, asked, {"error": "consent_required"})
        return _ask(request, wish, consent)
    session_id = request.session.row_id
    assert session_id is not None
    done_with(request)
    return _back(request, wish.redirect_uri, asked, {"code": services.hand_out_code(wish, consent, session_id)})


def _prompts(asked: dict[str, str]) -> list[str]:
    return asked.get("prompt", "").split()


def _is_proved_as_wished(request: MemberRequest, asked: dict[str, str]) -> bool:
    """Whether they have proved who they are as lately as the tool wishes (OpenID Connect Core 3.1.2.1).

    `prompt=login` wants a proof made for this very request. So does a `max_age`, once the last proof is older than
    that many seconds; what was proved since then is new enough, however long the way back took.
    """
    longest = asked.get("max_age")
    if "login" not in _prompts(asked) and longest is None:
        return True
    if is_proved_anew(request):
        return True
    if "login" in _prompts(asked) or longest is None:
        return False
    seconds = int(longest)
    return seconds > 0 and request.session.proof.is_fresh(now(), timedelta(seconds=seconds))


def _may_ask_email(wish: Wish) -> bool:
    return wish.tool.wants_email and "email" in wish.scopes


def _ask(request: MemberRequest, wish: Wish, consent: Consent | None) -> HttpResponse:
    """The page that asks. Browsers hold a form's redirects to its `form-action`, and a yes leads on to the tool."""
    parts = urlsplit(wish.redirect_uri)
    context = {
        "tool": wish.tool,
        "leads_to": parts.netloc,
        "email": request.person.email if _may_ask_email(wish) else "",
        "with_email": bool(consent and consent.with_email),
    }
    response = render(request, "tools/allow.html", context)
    response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}  # type: ignore[attr-defined]
    return response


def _once_each(request: HttpRequest) -> dict[str, str]:
    """The parameters of the address. One that comes twice counts as none: two readers might choose differently. So
    many that nobody sends them count as none, too."""
    try:
        pairs = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=60)
    except ValueError:
        return {}
    names = [name for name, _value in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1 and "\x00" not in value}


def _who_asks(asked: dict[str, str]) -> tuple[Tool, str]:
    try:
        tool = Tool.objects.in_use().get(pk=UUID(asked.get("client_id", "")))
    except (ValueError, ValidationError, Tool.DoesNotExist):
        raise NotOurs(_("This circle does not know the tool you came from.")) from None
    back = asked.get("redirect_uri", "")
    if back not in tool.redirect_uris:
        raise NotOurs(_("The tool wants to send you to an address that it never told the circle."))
    return tool, back


def _wish(asked: dict[str, str], tool: Tool, back: str) -> Wish:
    if asked.get("response_type") != "code":
        raise Refused("unsupported_response_type")
    if asked.get("response_mode", "query") != "query":
        raise Refused("invalid_request", "response_mode")
    if {"request", "request_uri"} & set(asked):
        raise Refused("request_not_supported")
    challenge = asked.get("code_challenge", "")
    if asked.get("code_challenge_method") != "S256" or len(challenge) != 43 or not challenge.isascii():
        raise Refused("invalid_request", "PKCE with S256 is required")
    scopes = tuple(scope for scope in SCOPES if scope in asked.get("scope", "").split())
    if "openid" not in scopes:
        raise Refused("invalid_scope")
    nonce = asked.get("nonce", "")
    if len(nonce) > 200 or len(asked.get("state", "")) > 2000:
        raise Refused("invalid_request", "nonce or state is too long")
    if "none" in _prompts(asked) and len(_prompts(asked)) > 1:
        raise Refused("invalid_request", "prompt=none stands alone")
    longest = asked.get("max_age", "0")
    if not longest.isascii() or not longest.isdecimal() or len(longest) > 9:
        raise Refused("invalid_request", "max_age is a number of seconds")
    return Wish(tool, back, scopes, challenge, nonce)


def _back(request: CircleRequest, uri: str, asked: dict[str, str], said: dict[str, str]) -> HttpResponse:
    """Back to the tool, at an address of its own that was compared letter by letter."""
    told = {name: value for name, value in said.items() if value}
    if "state" in asked and len(asked["state"]) <= 2000:
        told["state"] = asked["state"]
    told["iss"] = request.circle.url
    response = HttpResponse(status=303 if request.method == "POST" else 302)
    response["Location"] = f"{uri}{'&' if urlsplit(uri).query else '?'}{urlencode(told)}"
    return response


@csrf_exempt
@require_POST
def token(request: CircleRequest) -> HttpResponse:
    """A tool shows a code, its secret and the verifier, and gets a token. Programs come without cookies.

    So this one address asks for no CSRF seal; no cookie is read, and whoever asks shows a secret.
    """
    try:
        tool = _tool_that_asks(request)
    except TooManyWrong:
        return _no("temporarily_unavailable", 429, {"Retry-After": "60"})
    if tool is None:
        return _no("invalid_client", 401, {"WWW-Authenticate": 'Basic realm="tools"'})
    if request.POST.get("grant_type") != "authorization_code":
        return _no("unsupported_grant_type")
    said = {name: request.POST.get(name, "") for name in ("code", "redirect_uri", "code_verifier")}
    try:
        code, opened = services.redeem(
            tool, said["code"], redirect_uri=said["redirect_uri"], verifier=said["code_verifier"]
        )
    except GrantRefused:
        response = _no("invalid_grant")
        response.keeps_changes = True  # type: ignore[attr-defined]
        return response
    return JsonResponse(
        {
            "access_token": opened,
            "token_type": "Bearer",
            "expires_in": int(services.TOKEN_LIVES.total_seconds()),
            "scope": " ".join(code.scopes),
            "id_token": keys.signed(_id_claims(request.circle.url, tool, code)),
        },
        headers={"Cache-Control": "no-store"},
    )


def _id_claims(issuer: str, tool: Tool, code: Code) -> dict[str, Any]:
    at = int(now().timestamp())
    when = {"iat": at, "exp": at + ID_TOKEN_LIVES, "auth_time": int(code.session.proved_at.timestamp())}
    nonce = {"nonce": code.nonce} if code.nonce else {}
    return {"iss": issuer, "aud": str(tool.pk), **when, **nonce, **services.claims_of(code)}


def _tool_that_asks(request: CircleRequest) -> Tool | None:
    """The tool, by its secret in the header or in the form; never by both. Raises TooManyWrong.

    The right secret is good whatever was tried before: its client_id is no secret, and strangers who send wrong ones
    must not keep the tool out. 256 bits cannot be guessed, so counting only spares us the answers.
    """
    client_id, secret = _shown(request)
    tool = services.tool_known_by(client_id, secret) if secret else None
    where = request.META.get("REMOTE_ADDR") or "nowhere"
    if tool is None and not may_guess("tool-secret", f"{where} {client_id[:64]}", most=WRONG_A_MINUTE, seconds=60):
        raise TooManyWrong
    return tool


def _shown(request: CircleRequest) -> tuple[str, str]:
    """The id and secret that are shown; nothing when they are shown in two places, or cannot be read."""
    nothing = ("", "")
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith("basic "):
        return request.POST.get("client_id", ""), request.POST.get("client_secret", "")
    try:
        plain = base64.b64decode(header[6:].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return nothing
    client_id, _colon, secret = plain.partition(":")
    client_id, secret = unquote_plus(client_id), unquote_plus(secret)
    if "client_secret" in request.POST or request.POST.get("client_id", client_id) != client_id:
        return nothing
    return client_id, secret


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def userinfo(request: CircleRequest) -> HttpResponse:
    """Who somebody is, for a tool that shows its token. Whoever left, was suspended or signed out is nobody at once."""
    kind, _space, shown = request.headers.get("Authorization", "").partition(" ")
    code = services.opened_by(shown.strip()) if kind.lower() == "bearer" and shown else None
    if code is None:
        return _no("invalid_token", 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})
    return JsonResponse(services.claims_of(code), headers={"Cache-Control": "no-store"})


def _no(error: str, status: int = 400, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"error": error}, status=status, headers={"Cache-Control": "no-store", **(headers or {})})
