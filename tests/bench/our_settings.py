"""Ours, as the tests run it, but serving as production does: templates cached, static files looked up once."""

import os

from config.settings.test import *  # noqa: F403
from config.settings.test import CIRCLE_URLCONF, INSTALLED_APPS, TENANT_APPS

WHITENOISE_AUTOREFRESH = False
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "CRITICAL"}}
CIRCLE_URLCONF = os.environ.get("BENCH_URLS") or CIRCLE_URLCONF
# The rooms still to be built, when a house of full size is to be measured.
_MORE = [app for app in os.environ.get("BENCH_APPS", "").split(",") if app]
TENANT_APPS = [*TENANT_APPS, *_MORE]
INSTALLED_APPS = [*INSTALLED_APPS, *_MORE]
# Another history of theirs, in which the same tables came about in another way.
if os.environ.get("BENCH_HISTORY"):
    MIGRATION_MODULES = {"rooms": os.environ["BENCH_HISTORY"]}
