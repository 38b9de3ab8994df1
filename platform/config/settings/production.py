"""A real deployment. Refuses to start rather than run unsafely, and says what to set."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import (
    CACHE_URL,
    CELERY_BROKER_URL,
    FEDERATION_DOMAIN,
    PUBLIC_SCHEME,
    VAULT_KEY_FALLBACKS,
    VAULT_KEY_SAYS,
    databases,
)

DEBUG = env.flag("DEBUG", False, "Show programmers' error pages. Never in production.")
SECRET_KEY = env.secret("SECRET_KEY", "Signs links and sessions. At least 50 random characters.") or ""
VAULT_KEY = env.secret("VAULT_KEY", VAULT_KEY_SAYS) or ""
DATABASE_URL = env.text("DATABASE_URL", "", "The database, as the application's login.")
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL", "", "The same database, as the login that owns the tables (migrations, new circles)."
)
EMAIL_URL = env.text("EMAIL_URL", "", "Where mail is handed in: smtp://login:password@host:587/?tls=yes.")
POOL_SIZE = env.whole("DATABASE_POOL_SIZE", 10, "How many database connections one process may hold.", low=1, high=200)


def _is_a_vault_key(key: str) -> bool:
    return len(key) >= 50 and len(set(key)) > 1 and not key.startswith(("dev-only-", "test-only-"))


def _unsafe_vault_keys() -> list[str]:
    wrong = []
    if not _is_a_vault_key(VAULT_KEY):
        wrong.append("VAULT_KEY is missing, short or a default: set at least 50 random characters, and keep a copy.")
    if "," in VAULT_KEY:
        wrong.append("VAULT_KEY has a comma in it: it could never stand in VAULT_KEY_FALLBACKS, a list with commas.")
    if VAULT_KEY and VAULT_KEY == SECRET_KEY:
        wrong.append("VAULT_KEY is the SECRET_KEY: use another one, so that each can be changed without the other.")
    if not all(map(_is_a_vault_key, VAULT_KEY_FALLBACKS)):
        wrong.append("VAULT_KEY_FALLBACKS holds a key that is short or a default: name only keys used before.")
    return wrong


def refuse_unsafe() -> None:
    """Say in one message everything that stands in the way of a safe start."""
    wrong = []
    if DEBUG:
        wrong.append("DEBUG is on: it shows people's data to strangers. Unset DEBUG.")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("dev-only-", "django-insecure-")):
        wrong.append("SECRET_KEY is missing, short or a default: set at least 50 random characters.")
    wrong += _unsafe_vault_keys()
    if not DATABASE_URL:
        wrong.append("DATABASE_URL is missing: the embedded PostgreSQL is for trying out, not for people's data.")
    if not CELERY_BROKER_URL or CELERY_BROKER_URL.startswith(("pgqueue", "memory", "filesystem")):
        wrong.append("BROKER_URL is missing or embedded: set it to a Redis, Valkey or RabbitMQ server.")
    if not CACHE_URL:
        wrong.append("CACHE_URL is missing: without it every process counts wrong sign-in codes for itself.")
    if FEDERATION_DOMAIN == "localhost" or FEDERATION_DOMAIN.endswith(".localhost"):
        wrong.append("FEDERATION_DOMAIN is missing: set the federation's own address.")
    if PUBLIC_SCHEME == "http":
        wrong.append("PUBLIC_SCHEME is http: browsers are told to come by https only. Unset PUBLIC_SCHEME.")
    if not EMAIL_URL:
        wrong.append("EMAIL_URL is missing: nobody could be sent a sign-in code.")
    if wrong:
        raise ImproperlyConfigured("Coopbox will not start like this:\n- " + "\n- ".join(wrong))


refuse_unsafe()
# The web needs only the application's login; where the owner's is absent, migrating is somebody else's job.
HAS_OWNER_LOGIN = bool(DATABASE_OWNER_URL)
DATABASES = databases(DATABASE_URL, DATABASE_OWNER_URL or DATABASE_URL, pool_size=POOL_SIZE)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
locals().update(env.mail(EMAIL_URL))

SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LOOK_AT_WALLS = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
