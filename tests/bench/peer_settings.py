"""The peer: the same apps on django-tenants as it comes, with its backend, its router, its middleware."""

import os

from config import env
from tests.bench.our_settings import *  # noqa: F403

DATABASES = {
    "default": env.database(os.environ["PEER_URL"], engine="django_tenants.postgresql_backend", name="PEER_URL")
    | {"CONN_MAX_AGE": None, "DISABLE_SERVER_SIDE_CURSORS": True}
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_SYNC_ROUTER = "django_tenants.routers.TenantSyncRouter"
MIDDLEWARE = [
    "django_tenants.middleware.main.TenantMainMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it
]
ROOT_URLCONF = "tests.bench.mixed_urls"
SILENCED_SYSTEM_CHECKS = ["tenants.E010"]  # the walls are ours; the peer has none
