"""For the tests: the same house, on a PostgreSQL that `tests/conftest.py` starts, without waiting for the disk."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import REST_FRAMEWORK, databases
from dev import broker

DEBUG = False
SECRET_KEY = "test-only-" + "x" * 50
VAULT_KEY = "test-only-" + "v" * 50
PUBLIC_SCHEME = "http"
PUBLIC_PORT = ""
_NOWHERE = "postgresql://coopbox_app@127.0.0.1:1/coopbox"
DATABASES = databases(os.environ.get("DATABASE_URL", _NOWHERE), os.environ.get("DATABASE_OWNER_URL", _NOWHERE))
CELERY_BROKER_URL = os.environ.get("BROKER_URL", "memory://")  # tests with a real worker say pgqueue://
if broker.register() == CELERY_BROKER_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = broker.options(os.environ["DATABASE_URL"])
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # as in dev
JOURNAL_WAKER = ""  # tests deliver when they mean to: journal.services.deliver_due()
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "tenants.files.CircleStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"person": "10000/min", "address": "10000/min"}}
TENANT_APPS = [*TENANT_APPS, "tests.plum", "tests.stone"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.plum", "tests.stone"]
