"""The website for ASGI servers: `uvicorn config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
_django = get_asgi_application()

from django.conf import settings  # noqa: E402  (needs Django to be set up)
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: E402

import config.celery  # noqa: E402, F401  (whoever asks for a task finds our queue)
from config.limits import BodyLimit, OneHost  # noqa: E402
from tenants.startup import refuse_mixing  # noqa: E402

if settings.LOOK_AT_WALLS:
    refuse_mixing()
# Whom a proxy we trust says it speaks for is who is asking; nobody else is believed.
application = ProxyHeadersMiddleware(OneHost(BodyLimit(_django)), trusted_hosts=settings.TRUSTED_PROXIES)
