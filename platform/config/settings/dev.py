"""One machine, no servers: an embedded PostgreSQL, its queue as broker, mail caught on a page."""

import os

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import ROOT, databases
from dev import broker
from dev.cluster import last_port
from dev.cluster import urls as embedded_urls

DEBUG = env.flag("DEBUG", False, "Show programmers' error pages. Never in production.")
COOPBOX_HOME = env.path(
    "COOPBOX_HOME", ROOT / ".coopbox", "Where the embedded database, caught mail and logs are kept."
)
PUBLIC_SCHEME = "http"
PUBLIC_PORT = env.text("PUBLIC_PORT", last_port(COOPBOX_HOME), "The port people type, when it is not the usual one.")
EMBEDDED = not os.environ.get("DATABASE_URL")
_URLS = embedded_urls(COOPBOX_HOME) if EMBEDDED else {}
DATABASE_URL = env.text(
    "DATABASE_URL",
    _URLS.get("DATABASE_URL", "postgresql://coopbox_app@127.0.0.1:1/coopbox"),
    "The database, as the application's login. Empty: the embedded PostgreSQL.",
)
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL",
    _URLS.get("DATABASE_OWNER_URL", DATABASE_URL),
    "The same database, as the login that owns the tables (migrations, new circles).",
)
DATABASES = databases(DATABASE_URL, DATABASE_OWNER_URL)
SECRET_KEY = (
    env.secret("SECRET_KEY", "Signs links and sessions. At least 50 random characters.") or "dev-only-" + "x" * 50
)
CELERY_BROKER_URL = env.text(
    "BROKER_URL", broker.register(), "Where tasks wait: redis://, amqp:// or (embedded) pgqueue://."
)
CELERY_BROKER_TRANSPORT_OPTIONS = broker.options(DATABASE_URL) if CELERY_BROKER_URL == broker.URL else {}
EMAIL_BACKEND = "dev.caught_mail.CaughtMail"
STORAGES = {
    "default": {"BACKEND": "tenants.files.CircleStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
INSTALLED_APPS = ["dev", *INSTALLED_APPS]
SHARED_APPS = ["dev", *SHARED_APPS]
