"""Three questions machines ask: are you alive, are you ready, how much have you done?

Answered before any host is looked up, so a load balancer may ask by address; `/healthz` asks no database. `/metrics`
counts what all circles do together, so it is no page of any circle.
"""

import hmac
import ipaddress
import logging
from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from kernel.metrics import exposition
from tenants.context import in_federation
from tenants.middleware import plain_host
from tenants.models import Circle, MigrationStep, SchemaState
from tenants.router import app_is_in

logger = logging.getLogger(__name__)

FINE, AWAY, BEHIND = "fine", "away", "behind"
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answers = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.answers.get(request.path_info)
        if answer is None or (answer is metrics and not _asks_the_house(request)):
            return self.get_response(request)
        return answer(request)


def alive(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("alive\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """This process can serve people: the database answers, and the federation's tables are as this version needs them.

    How many circles lag is told and makes no difference: this version runs beside their tables as they were. With
    `?broker=1` the queue is asked, too; without a queue pages still work, so it is not asked otherwise.
    """
    parts = {"database": _database(), "migrations": _migrations()}
    if "broker" in request.GET:
        parts["broker"] = _broker()
    fine = all(state == FINE for state in parts.values())
    told = {**parts, "circles_behind": _circles_behind()}
    return JsonResponse(told, status=200 if fine else 503, headers={"Cache-Control": "no-store"})


def metrics(request: HttpRequest) -> HttpResponse:
    """What Prometheus collects. For neighbours on a private network, or for whoever knows the token."""
    if not _may_measure(request):
        return HttpResponse("Not for you.\n", status=404, content_type="text/plain")
    body, kind = exposition()
    return HttpResponse(body, content_type=kind, headers={"Cache-Control": "no-store"})


def _asks_the_house(request: HttpRequest) -> bool:
    """Whether somebody asks at the federation's own host or by the number of this machine, and at no circle's door."""
    try:
        host = plain_host(request).lower()
    except DisallowedHost:
        return False
    return host == settings.FEDERATION_DOMAIN or _is_number(host.lstrip("[").partition("]")[0])


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _may_measure(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(offered.encode(), settings.METRICS_TOKEN.encode())
    # Behind a proxy everybody comes from a private address, so whoever was forwarded needs the token.
    return _is_near(request.META.get("REMOTE_ADDR", "")) and not any(name in request.META for name in _FORWARDED)


def _is_near(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def _database() -> str:
    try:
        with in_federation(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.error("The database does not answer")
        return AWAY
    return FINE


def _migrations() -> str:
    """Circles may be behind, the federation's own tables may not."""
    try:
        with in_federation(), connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = _needed() - set(cursor.fetchall())
    except DatabaseError:
        return AWAY
    return BEHIND if missing else FINE


def _circles_behind() -> int | None:
    """How many circles have not had every migration that was captured; None when nobody can say."""
    newest = MigrationStep.objects.order_by("-number").values("number")[:1]
    living = Circle.objects.exclude(state=Circle.State.CLOSED).values("schema_name")
    try:
        with in_federation():
            return SchemaState.objects.filter(schema_name__in=living, at_step__lt=Subquery(newest)).count()
    except DatabaseError:
        return None


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """The migrations of the federation's apps that this version comes with."""
    ours = {config.label for config in apps.get_app_configs() if app_is_in(config.label, settings.SHARED_APPS)}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(key for key in loader.disk_migrations if key[0] in ours)


def _broker() -> str:
    from config.celery import app

    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception as error:  # each transport has errors of its own
        logger.error("The queue does not answer: %s", type(error).__name__)
        return AWAY
    return FINE
