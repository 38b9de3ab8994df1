"""What is the same everywhere. `dev`, `test` and `production` say what differs."""

from datetime import timedelta
from pathlib import Path

from config import env
from config.settings import jobs
from ui.spoken import spoken_languages

ROOT = Path(__file__).resolve().parents[3]

# --- where this federation lives ----------------------------------------------------------------------------------
FEDERATION_DOMAIN = env.host("FEDERATION_DOMAIN", "localhost", "The federation's own address; circles live below it.")
FEDERATION_NAME = env.text("FEDERATION_NAME", "The Care Circles Federation", "The national co-op's name, on its pages.")
FEDERATION_EMAIL_SAYS = "Where people can write to the national co-op; shown on its pages."
FEDERATION_EMAIL = env.text("FEDERATION_EMAIL", "", FEDERATION_EMAIL_SAYS)
PUBLIC_SCHEME = env.one_of("PUBLIC_SCHEME", ("https", "http"), "How people reach the site: http or https.")
PUBLIC_PORT = env.port("PUBLIC_PORT", "", "The port people type, when it is not the usual one.")
SIGN_IN_HOST = f"id.{FEDERATION_DOMAIN}"
START_HOST = f"start.{FEDERATION_DOMAIN}"  # a group starts its circle there
CONSOLE_HOST = f"federation.{FEDERATION_DOMAIN}"  # the national co-op's desk
# Hosts are matched exactly against the directory of circles by tenants.middleware, before anything else runs;
# circles may bring their own domains, so no fixed list could stand here.
ALLOWED_HOSTS = ["*"]
TRUSTED_PROXIES = env.networks(
    "TRUSTED_PROXIES", ["127.0.0.1"], "Addresses or networks of proxies that say for whom they speak; * for anybody."
)
LOOK_AT_WALLS = False  # production asks at every start whether the database keeps circles apart
USE_X_FORWARDED_HOST = False

# --- apps: what belongs to the federation, what to each circle ----------------------------------------------------
SHARED_APPS = [
    "provisioning",
    "tenants",
    "django_tenants",
    "shared_apps.identity",
    "shared_apps.postcodes",
    "shared_apps.runs",
    "shared_apps.federation",
    "shared_apps.applications",
    "shared_apps.console",
    "shared_apps.website",
    "ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]
# From the bottom room to the top one: a room may use the ones before it, never the ones after.
TENANT_APPS = [
    "tenant_apps.journal",
    "tenant_apps.people",
    "tenant_apps.entry",
    "tenant_apps.vault",
    "tenant_apps.privacy",
    "tenant_apps.helping",
    "tenant_apps.inviting",
    "tenant_apps.profiles",
    "tenant_apps.merging",
    "tenant_apps.importing",
    "tenant_apps.rights",
    "tenant_apps.tools",
    "tenant_apps.letters",
    "tenant_apps.teams",
    "tenant_apps.matching",
    "tenant_apps.enquiries",
    "tenant_apps.site",
    "tenant_apps.messaging",
    "tenant_apps.chat",
    "tenant_apps.home",
]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
TENANT_MODEL = "tenants.Circle"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_SYNC_ROUTER = "tenants.router.HouseRouter"
DATABASE_ROUTERS = [TENANT_SYNC_ROUTER]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CIRCLE_LOGINS = env.passwords(
    "CIRCLE_LOGINS", "A JSON file, schema to password, for circles with a login of their own (`circle own-login`)."
)
TRASH_KEPT = timedelta(
    days=env.whole(
        "TRASH_DAYS", 30, "How many days a closed circle's tables are kept before they are dropped.", high=3650
    )
)
START_MOST_AN_HOUR = env.whole(  # 200: November 2026, far above any hour there was
    "START_MOST_AN_HOUR", 200, "How many groups may begin a circle in one hour before new ones have to wait.", low=1
)
START_MODE = env.one_of(
    "START_MODE",
    ("sandbox", "live"),
    "How a new circle opens: as a sandbox with invented people until it is approved, or live at once.",
)
# A circle's own domain: where it has to point, and whom we ask whether it does.
DOMAIN_TARGET = env.host(
    "DOMAIN_TARGET",
    FEDERATION_DOMAIN,
    "The host that circles' own domains point to (CNAME); its addresses for A and AAAA.",
)
DOMAIN_ADDRESSES = env.addresses(
    "DOMAIN_ADDRESSES", [], "Addresses circles' own domains point to, when DOMAIN_TARGET cannot be asked for them."
)
DNS_SERVERS = env.name_servers(
    "DNS_SERVERS", [], "Name servers to ask about circles' own domains; the machine's own when none is named."
)
CLOSING_NOTICE = timedelta(
    days=env.whole("CLOSING_DAYS", 30, "How many days of notice a circle gets before it closes.", high=366)
)
SHORTEST_NOTICE = timedelta(
    days=env.whole(
        "SHORTEST_NOTICE_DAYS",
        14,
        "The fewest days of notice that the desk gives a circle with people in it.",
        high=366,
    )
)
# A circle taken along: where archives wait, for how long, and the largest that is taken in.
EXPORTS_ROOT = env.path("EXPORTS_ROOT", ROOT / ".coopbox" / "exports", "Where circles' archives wait.")
EXPORTS_KEPT = timedelta(
    days=env.whole("EXPORT_DAYS", 7, "How many days a circle's archive waits before it is removed.", low=1, high=90)
)
ARCHIVE_LIMIT = (
    env.whole("ARCHIVE_LIMIT_GB", 200, "The largest archive that is taken in, in GiB.", low=1, high=1000) << 30
)
LEAVING_WAIT = timedelta(
    days=env.whole("LEAVING_DAYS", 7, "How many days a circle's only steward waits before leaving.", high=90)
)
RECIPE_BOOK = "provisioning.recipes.book.BOOK"  # what the console offers a new circle to start with
ADDRESS_CHECK = "provisioning.names.check_letters"  # what the console asks before a web address goes into a run
HAS_OWNER_LOGIN = True
SPARE_CIRCLES = env.whole("SPARE_CIRCLES", 3, "How many empty circle homes are kept ready for new circles.", high=100)

# --- a request's way in and out -----------------------------------------------------------------------------------
MIDDLEWARE = [
    "kernel.requestid.RequestIdMiddleware",
    "kernel.access.AccessLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.hsts.OwnDomainMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.healthz.HealthMiddleware",
    "kernel.metrics.MetricsMiddleware",
    "csp.middleware.CSPMiddleware",
    "tenants.middleware.CircleMiddleware",
    "config.limits.BodyLimitMiddleware",
    "tenant_apps.entry.sessions.SessionMiddleware",
    "shared_apps.console.middleware.ConsoleMiddleware",
    "ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "shared_apps.identity.middleware.AccountMiddleware",
    "tenant_apps.entry.middleware.PersonMiddleware",
    "tenant_apps.helping.middleware.ActingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.privacy.NoStoreMiddleware",
    "ui.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls_federation"
CIRCLE_URLCONF = "config.urls_circle"
SIGN_IN_URLCONF = "config.urls_identity"
START_URLCONF = "config.urls_start"
CONSOLE_URLCONF = "config.urls_console"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
OUTGOING_NEAR = env.words(
    "OUTGOING_NEAR",
    [],
    "Servers of your own network (host:port) that circles may name as their chat, without TLS, too.",
)
METRICS_TOKEN = env.secret("METRICS_TOKEN", "Who sends this as a bearer token may read /metrics from anywhere.") or ""
BODY_LIMIT = env.whole("BODY_LIMIT", 5_242_880, "The largest request body taken, in bytes.", low=65_536)

TEMPLATES = [
    {
        "BACKEND": "config.templates.HouseTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "ui.context.page",
            ],
        },
    }
]
FORM_RENDERER = "ui.forms.HouseRenderer"

# --- who people are -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A password is a choice and never asked for; who wants one takes a long one that is not on everybody's list.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["email"]}},
]  # fmt: skip
SECOND_STEP_DAYS = env.whole(
    "SECOND_STEP_DAYS", 7, "How many days somebody newly in office may sign in without a second step.", high=36_500
)
CONSOLE_SECOND_STEP = True  # officers of the national co-op get nowhere without one
# Outside circles Django's own sessions, in the federation's table; in a circle tenant_apps.entry.sessions puts its own.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie could be shown elsewhere
SESSION_COOKIE_AGE = env.whole("SESSION_DAYS", 30, "How many days somebody stays signed in.", low=1, high=365) * 86_400
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
from csp.constants import NONE, SELF  # noqa: E402

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        # Browsers hold redirects of a form to this, too: signing out of a circle goes on to the sign-in host.
        "form-action": [SELF, f"{SIGN_IN_HOST}:*"],
        "frame-ancestors": [NONE],
    }
}

# --- words and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [ROOT / "platform" / "ui" / "locale"]
LANGUAGES = spoken_languages(LOCALE_PATHS)  # those with a finished catalogue: see the README there
PROOF_LANGUAGES: list[str] = []  # dev may name some, to look at pages in them before they are finished
USE_TZ = True
TIME_ZONE = "UTC"

# --- files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", ROOT / "build" / "static", "Where collected static files are kept.")
MEDIA_ROOT = env.path("MEDIA_ROOT", ROOT / ".coopbox" / "files", "Where circles' files are kept, a folder for each.")
STORAGES = {
    "default": {"BACKEND": "tenants.files.CircleStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- the vault: what is kept locked for one person ----------------------------------------------------------------
VAULT_KEY_SAYS = "Locks what must not be read: health notes, door codes, evidence. At least 50 random characters."
VAULT_KEY_FALLBACKS = env.words(
    "VAULT_KEY_FALLBACKS", [], "Vault keys that were in use before, until `coopbox keys rotate deployment` is done."
)
SHRED_LEDGER_SAYS = "Where it is noted whose keys were destroyed, so that a backup does not bring them back."
SHRED_LEDGER = env.path("SHRED_LEDGER", ROOT / ".coopbox" / "shredded", SHRED_LEDGER_SAYS)

# --- cache: `default` belongs to a circle, `shared` to the whole federation (guess limits) ------------------------
CACHE_URL = env.server(
    "CACHE_URL",
    "",
    ("redis", "rediss", "unix"),
    "A Redis or Valkey server: redis://host:6379/0. Empty: memory of one process.",
)
_CACHE = (
    {"BACKEND": "tenants.cache.RedisDrawers", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "tenants.cache.MemoryDrawers", "LOCATION": "coopbox"}
)
CACHES = {
    "default": {**_CACHE, "KEY_FUNCTION": "tenants.cache.circle_key"},
    "shared": {**_CACHE, "KEY_PREFIX": "shared"},
}

# --- tasks --------------------------------------------------------------------------------------------------------
BROKERS = ("redis", "rediss", "redis+socket", "amqp", "amqps", "pgqueue")
CELERY_BROKER_URL = env.server(
    "BROKER_URL", "", BROKERS, "Where tasks wait: redis://, amqp:// or (with `coopbox up` only) pgqueue://."
)
CELERY_TASK_CLS = "tenants.tasks:CircleTask"
JOURNAL_WAKER = "config.waking.wake_journal"  # called after a commit that left something to be told
# Which circle went by a host of its own until its proof was gone or it gave it up.
FORMER_HOSTS = "shared_apps.federation.services.domains.whose_it_was"
RUN_WAKER = "config.celery.wake_run"  # called after a commit that asked for a run
CIRCLE_JOBS: dict[str, timedelta] = jobs.EVERY

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenant_apps.entry.api_auth.TokenAuthentication",
        "tenant_apps.entry.api_auth.PersonSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tenant_apps.entry.api_auth.SignedInWithScope"],
    "DEFAULT_THROTTLE_CLASSES": ["tenant_apps.entry.throttles.PerPerson", "tenant_apps.entry.throttles.PerAddress"],
    "DEFAULT_THROTTLE_RATES": {"person": "600/min", "address": "120/min"},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.bodies.Body"],
    "DEFAULT_SCHEMA_CLASS": "config.openapi.HouseSchema",
    "DEFAULT_PAGINATION_CLASS": "config.paging.Pages",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "config.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "YesOrNoEnum": ("yes", "no"),  # two rooms ask so, and a third one asks for more
        "PlaceKindEnum": "tenant_apps.teams.models.Place.Kind",
        "TeamHatKindEnum": "tenant_apps.teams.models.TeamHat.Kind",
        "DataRequestKindEnum": "tenant_apps.rights.models.DataRequest.Kind",
    },
    "TITLE": "Coopbox",
    "DESCRIPTION": "What a member can do on their circle's pages, for programs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_URLCONF": "config.urls_circle",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "config.openapi.add_problems"],
}

# --- the sign-in host (django-allauth) ----------------------------------------------------------------------------
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
# Codes one address may be sent: enough for clumsy fingers, too few to flood somebody's inbox or to guess.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,20/h/key"}
ACCOUNT_FORMS = {
    "request_login_code": "shared_apps.identity.forms.AddressForm",
    "confirm_login_code": "shared_apps.identity.forms.CodeForm",
}
ACCOUNT_ADAPTER = "shared_apps.identity.adapter.HouseAdapter"
ACCOUNT_REAUTHENTICATION_REQUIRED = False  # our pages ask by themselves: see shared_apps/identity/doorkeeping.py
MFA_ADAPTER = "shared_apps.identity.factors.HouseFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_REAUTHENTICATION_REQUIRED = False
# A key that is only touched would be one factor: it always asks for a PIN, a finger or a face too.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # telephones' clocks are not always right; a code is good once all the same
MFA_FORMS = {
    "authenticate": "shared_apps.identity.step_forms.StepCodeForm",
    "authenticate_webauthn": "shared_apps.identity.step_forms.StepKeyForm",
}
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/circles/"

EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", f"Care circles <no-reply@{FEDERATION_DOMAIN}>", "Who our e-mails come from.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOG_LEVEL = env.one_of("LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"), "How much is logged.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "kernel.logs.ContextFilter", "circle_id": "tenants.context.current_id"}},
    "formatters": {"json": {"()": "kernel.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["context"]},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        # What was refused has its line already (kernel.access); a fault has a second one, with its traceback.
        "django.request": {"level": "ERROR"},
        # The server that carries us has a line for each request, too, with address and query: ours says enough.
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.access": {"handlers": [], "propagate": False},
    },
}


def databases(app_url: str, owner_url: str, *, pool_size: int = 10, app_options: dict | None = None) -> dict:
    """The two logins of one database: `default` serves people and may only become a circle's role, `owner` migrates.

    Connections come from psycopg's pool. Persistent connections would be lost with each request's thread under ASGI,
    and CONN_MAX_AGE = 0 without a pool costs four fifths of the throughput.
    """
    app = env.database(app_url, engine="tenants.backend")
    # While the database is away the pool tries again ever more seldom; after two seconds, only when somebody asks.
    pool = {"min_size": 1, "max_size": pool_size, "timeout": 10, "reconnect_timeout": 2}
    app["OPTIONS"] |= {"server_side_binding": True, "pool": pool}
    app["OPTIONS"] |= app_options or {}
    app["DISABLE_SERVER_SIDE_CURSORS"] = True  # a holdable cursor would outlive the transaction its circle is set in
    owner = env.database(owner_url, engine="django.db.backends.postgresql", name="DATABASE_OWNER_URL")
    owner["CONN_MAX_AGE"] = None
    owner["TEST"] = {"DEPENDENCIES": []}
    return {"default": app, "owner": owner}
