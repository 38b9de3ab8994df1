"""For WSGI servers. They end a body at its stated length, so `config.limits.BodyLimitMiddleware` is enough."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
application = get_wsgi_application()
