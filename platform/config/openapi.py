"""The description of the API for programs (OpenAPI), and the same for people: one page, made from it, no scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from kernel.http import CONTENT_TYPE

PROBLEM: Final = {
    "type": "object",
    "description": "Every error has this shape (RFC 9457). `detail` is a sentence for people, `code` is for programs.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string", "nullable": True},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class HouseSchema(AutoSchema):
    """Says of each operation which scope a token needs for it."""

    def get_extensions(self) -> dict[str, Any]:
        scope = getattr(self.view, "scope", None)
        return super().get_extensions() | ({"x-scope": str(scope)} if scope else {})


class TokenInSchema(OpenApiAuthenticationExtension):
    target_class = "tenant_apps.entry.api_auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A personal access token of this circle."}


class SessionInSchema(OpenApiAuthenticationExtension):
    target_class = "tenant_apps.entry.api_auth.PersonSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


VERBS: Final = ("get", "post", "put", "patch", "delete")


def add_problems(
    result: dict[str, Any], generator: SchemaGenerator, request: HttpRequest, public: bool
) -> dict[str, Any]:
    """drf-spectacular calls this last: say of every operation what an error looks like."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    said = {"$ref": "#/components/schemas/Problem"}
    for _path, _verb, operation in _operations(result):
        operation["responses"]["default"] = {
            "description": "What went wrong",
            "content": {CONTENT_TYPE: {"schema": said}},
        }
    return result


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in schema["paths"].items():
        for verb in VERBS:
            if verb in verbs:
                yield path, verb, verbs[verb]


def schema() -> dict[str, Any]:
    """The whole description, as a dictionary. `coopbox api schema` prints it."""
    return SchemaGenerator(urlconf="config.urls_circle").get_schema(request=None, public=True)


@dataclass(frozen=True)
class Line:
    """One thing a program can do, in words."""

    verb: str
    path: str
    words: str
    scope: str
    is_open: bool


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`/api/v1/`: what programs can do here, for the people who write them."""
    lines = [
        Line(
            verb.upper(),
            path,
            operation.get("description", ""),
            operation.get("x-scope", ""),
            {} in operation.get("security", [{}]),
        )
        for path, verb, operation in _operations(schema())
    ]
    return render(request, "entry/api.html", {"lines": lines})
