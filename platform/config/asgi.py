"""The website for ASGI servers: `uvicorn config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
_django = get_asgi_application()

from config.limits import BodyLimit  # noqa: E402  (needs Django to be set up)

application = BodyLimit(_django)
