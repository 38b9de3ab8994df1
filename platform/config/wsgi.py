"""For WSGI servers. They end a body at its stated length, so `config.limits.BodyLimitMiddleware` is enough."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (needs Django to be set up)

import config.celery  # noqa: E402, F401  (whoever asks for a task finds our queue)
from tenants.startup import refuse_mixing  # noqa: E402

if settings.LOOK_AT_WALLS:
    refuse_mixing()
