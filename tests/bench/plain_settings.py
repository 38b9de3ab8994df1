"""The peer without circles: the same apps, pages and pool in plain Django, one set of tables, ATOMIC_REQUESTS."""

import os

from config import env
from tests.bench.our_settings import *  # noqa: F403
from tests.bench.our_settings import CACHES, CIRCLE_URLCONF, DATABASES, INSTALLED_APPS, MIDDLEWARE

_POOL = DATABASES["default"]["OPTIONS"]["pool"]
_PLAIN = env.database(os.environ["PEER_URL"], engine="django.db.backends.postgresql", name="PEER_URL")
_PLAIN["OPTIONS"] |= {"pool": _POOL}
DATABASES = {"default": _PLAIN | {"ATOMIC_REQUESTS": True}}
DATABASE_ROUTERS = []
INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "django_tenants"]
MIDDLEWARE = [
    "tests.bench.plain_django.OneCircle" if name == "tenants.middleware.CircleMiddleware" else name
    for name in MIDDLEWARE
]
CACHES = {name: {key: value for key, value in cache.items() if key != "KEY_FUNCTION"} for name, cache in CACHES.items()}
ROOT_URLCONF = CIRCLE_URLCONF
SILENCED_SYSTEM_CHECKS = ["tenants.E010"]
