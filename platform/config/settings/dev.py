"""One machine, no servers: an embedded PostgreSQL, its queue as broker, mail caught on a page."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import (
    BROKERS,
    FEDERATION_EMAIL_SAYS,
    ROOT,
    SHRED_LEDGER_SAYS,
    TEMPLATES,
    VAULT_KEY_SAYS,
    databases,
)
from dev import broker, keys, own_server
from dev.cluster import last_port
from dev.cluster import urls as embedded_urls

FEDERATION_EMAIL = env.text("FEDERATION_EMAIL", "hello@federation.example", FEDERATION_EMAIL_SAYS)
DEBUG = env.flag("DEBUG", False, "Show programmers' error pages. Never in production.")
COOPBOX_HOME = env.path(
    "COOPBOX_HOME", ROOT / ".coopbox", "Where the embedded database, files, caught mail and logs are kept."
).absolute()
PUBLIC_SCHEME = env.one_of("PUBLIC_SCHEME", ("http", "https"), "How people reach the site: http or https.")
PUBLIC_PORT = env.port("PUBLIC_PORT", last_port(COOPBOX_HOME), "The port people type, when it is not the usual one.")
EMBEDDED = not own_server.is_named()
_URLS = embedded_urls(COOPBOX_HOME) if EMBEDDED else {}
DATABASE_URL = env.text(
    "DATABASE_URL",
    _URLS.get("DATABASE_URL", "postgresql://coopbox_app@127.0.0.1:1/coopbox"),
    "The database, as the application's login.",
)
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL",
    _URLS.get("DATABASE_OWNER_URL", DATABASE_URL),
    "The same database, as the login that owns the tables (migrations, new circles).",
)
DATABASES = databases(DATABASE_URL, DATABASE_OWNER_URL)
# How long a page waits for a database that is being started again; here that takes a second or two.
DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 5
SECRET_KEY = env.secret("SECRET_KEY", "Signs links and sessions. At least 50 random characters.") or keys.signing_key(
    COOPBOX_HOME
)
VAULT_KEY = env.secret("VAULT_KEY", VAULT_KEY_SAYS) or keys.vault_key(COOPBOX_HOME)
CELERY_BROKER_URL = env.server(
    "BROKER_URL", broker.URL, BROKERS, "Where tasks wait: redis://, amqp:// or (with `coopbox up` only) pgqueue://."
)
CELERY_BROKER_TRANSPORT_OPTIONS = broker.options(DATABASE_URL) if CELERY_BROKER_URL == broker.URL else {}
PROOF_LANGUAGES = env.words(
    "PROOF_LANGUAGES", [], "Languages that a cookie may ask for before they are translated, to look at pages in them."
)
EMAIL_BACKEND = "dev.caught_mail.CaughtMail"
# Browsers let plain http://id.localhost use passkeys; fido2 does not. Our own check of the origin stays as it is.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# The example federation's stewards have no phones: here they may go without a second step for years.
SECOND_STEP_DAYS = env.whole(
    "SECOND_STEP_DAYS", 3650, "How many days somebody newly in office may sign in without a second step.", high=36_500
)
CONSOLE_SECOND_STEP = env.flag(
    "CONSOLE_SECOND_STEP", False, "Whether officers at the console need a second step; in production they always do."
)
MEDIA_ROOT = env.path("MEDIA_ROOT", COOPBOX_HOME / "files", "Where circles' files are kept, a folder for each.")
EXPORTS_ROOT = env.path("EXPORTS_ROOT", COOPBOX_HOME / "exports", "Where circles' archives wait.")
SHRED_LEDGER = env.path("SHRED_LEDGER", COOPBOX_HOME / "shredded", SHRED_LEDGER_SAYS)
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700  # the home itself may be one that other accounts walk through
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {"BACKEND": "tenants.files.CircleStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Stylesheets and templates are edited while the website runs: both are read as they are now.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
WHITENOISE_MAX_AGE = 0
_TEMPLATES_OF_APPS = ["django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        **TEMPLATES[0],
        "APP_DIRS": False,
        "OPTIONS": {**TEMPLATES[0]["OPTIONS"], "loaders": [("dev.fresh_templates.Loader", _TEMPLATES_OF_APPS)]},
    }
]
INSTALLED_APPS = ["dev", *INSTALLED_APPS]
SHARED_APPS = ["dev", *SHARED_APPS]
