"""The top of the house: settings, addresses, commands, and the Celery app every process needs to know."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
